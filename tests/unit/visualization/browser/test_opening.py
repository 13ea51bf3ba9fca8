"""What the opening page shows before anything is compiled is what its cities do."""

from __future__ import annotations

import numpy as np
import pytest

from cogov.experiments.execution.runs import RunSpec, run_one
from cogov.visualization.browser import opening
from cogov.visualization.browser.measures import NAMES
from cogov.visualization.browser.potential import FRONT

MENDED = "python -m cogov.visualization.browser.opening writes it anew"


def test_the_shipped_runs_are_those_of_the_model_as_it_is():
    shipped = opening.runs_as_shipped()
    assert len(shipped) == 2, MENDED
    for runs in shipped.values():
        assert len(runs) == opening.REPLICATES
        for run in (runs[0], runs[-1]):
            made = run_one(RunSpec("", run.settings))
            assert made.digest == run.digest, MENDED
            np.testing.assert_equal(dict(made.final), run.final)
            weeks = made.series[:, NAMES.index(opening.SHOWN)]
            assert np.abs(weeks - run.of(opening.SHOWN)).max() <= 0.0051


def test_it_is_small():
    assert opening.FILE.stat().st_size <= 100_000


def test_the_levers_in_front_are_those_that_move_most_here():
    played, _ = opening.cities()
    front = opening.front_as_shipped(played)
    assert front is not None, MENDED
    assert len(front.keys) == FRONT
    now = run_one(RunSpec("", played)).final[opening.SHOWN]
    ends = (front.keys[0], front.keys[-1])
    trials = opening.plan_trials(played, ends)
    gains = [run_one(RunSpec("", trial.settings)).final[opening.SHOWN] - now for trial in trials]
    found = {each.key: each for each in opening.judge(trials, gains)}
    for each in front.potentials:
        if each.key in ends:
            assert (each.up, each.down) == pytest.approx((found[each.key].up, found[each.key].down)), MENDED
        assert each.reach > 7, "a lever in front moves the curve, or the city is not one to open with"


def test_of_another_city_nothing_is_shipped():
    played, against = opening.cities()
    assert opening.front_as_shipped(against) is None
    other = played.model_copy(update={"run": played.run.model_copy(update={"seed": 2})})
    assert opening.front_as_shipped(other) is None


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b\x08broken"])
def test_a_damaged_file_is_none(tmp_path, monkeypatch, content):
    file = tmp_path / "opening.json.gz"
    file.write_bytes(content)
    monkeypatch.setattr(opening, "FILE", file)
    opening.read.cache_clear()
    try:
        assert opening.read() == {}
    finally:
        opening.read.cache_clear()
