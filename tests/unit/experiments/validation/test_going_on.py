"""A validation that is killed goes on: runs are kept as they are made, by all that decides them."""

from dataclasses import replace

import pytest

from cogov.experiments.store.atomic_files import Lock, StoreError
from cogov.experiments.validation import Observed, Runs, settings_runs
from cogov.experiments.validation import validate as module
from cogov.experiments.validation.cities import FRAGMENTED
from cogov.experiments.validation.rates import P6
from cogov.experiments.validation.settings_runs import run_all
from cogov.experiments.validation.validate import validate


@pytest.fixture
def short(monkeypatch):
    """P6 in runs of a few weeks."""
    few = tuple(replace(arm, changes=(*arm.changes, "run.weeks=4")) for arm in P6.arms)
    by_arm = dict(zip(P6.arms, few, strict=True))

    def of(measure):
        return lambda runs: measure(Runs({arm: runs._runs[by_arm[arm]] for arm in P6.arms}))

    return replace(P6, arms=few, measure=of(P6.measure), null=of(P6.null))


def test_killed_after_any_run_it_comes_to_the_same(short, tmp_path, monkeypatch):
    whole = validate((short,), replicates=2).frame()
    made = []
    make = module.make_run

    def dies_at_the_third(arm, seed):
        if len(made) == 3:
            raise KeyboardInterrupt
        made.append((arm, seed))
        return make(arm, seed)

    monkeypatch.setattr(module, "make_run", dies_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        validate((short,), replicates=2, out=tmp_path)
    with (tmp_path / "runs.jsonl").open("ab") as file:
        file.write(b'{"key": "torn')
    monkeypatch.setattr(module, "make_run", lambda arm, seed: made.append((arm, seed)) or make(arm, seed))
    assert validate((short,), replicates=2, out=tmp_path).frame().equals(whole)
    assert len(made) == len(set(made)) == 6


def test_more_replicates_make_only_those_that_are_missing(short, tmp_path):
    validate((short,), replicates=2, out=tmp_path)
    before = (tmp_path / "runs.jsonl").read_text().splitlines()
    grown = validate((short,), replicates=3, out=tmp_path).frame()
    after = (tmp_path / "runs.jsonl").read_text().splitlines()
    assert after[: len(before)] == before
    assert len(after) - len(before) == 3
    assert grown.equals(validate((short,), replicates=3).frame())


def test_runs_of_another_model_are_made_again(short, tmp_path, monkeypatch):
    validate((short,), replicates=2, out=tmp_path)
    monkeypatch.setattr("cogov.experiments.validation.validate.source_digest", lambda: "0" * 64)
    validate((short,), replicates=2, out=tmp_path)
    assert len((tmp_path / "runs.jsonl").read_text().splitlines()) == 12


def test_a_line_that_was_altered_is_refused(short, tmp_path):
    validate((short,), replicates=2, out=tmp_path)
    file = tmp_path / "runs.jsonl"
    file.write_text(file.read_text().replace('{"key"', '["key"', 1))
    with pytest.raises(StoreError, match=r"line 1 of runs\.jsonl is not as it was written"):
        validate((short,), replicates=2, out=tmp_path)


def test_two_at_once_are_one_too_many(short, tmp_path):
    lock = Lock(tmp_path / "LOCK")
    try:
        with pytest.raises(StoreError, match="another cogov is writing here"):
            validate((short,), replicates=2, out=tmp_path)
    finally:
        lock.release()


def test_what_is_kept_is_what_was_made():
    run = Observed({"trust": 0.1}, {"trust": (0.1, 0.2)}, {"year": 0.3})
    runs = Runs({FRAGMENTED: [run, run]})
    assert runs.final(FRAGMENTED, "trust").tolist() == [0.1, 0.1]
    assert runs.mean(FRAGMENTED, "trust", 0, 2) == pytest.approx([0.15, 0.15])
    assert runs.figure(FRAGMENTED, "year").tolist() == [0.3, 0.3]


TABLE = {"run": {"weeks": 3}, "world": {"city": {"streets_per_district": 1, "agents_per_grid": 5}}}


class TestBareSettings:
    """Criteria look at runs of bare settings, which go on in the same way."""

    def test_killed_after_any_run_they_come_to_the_same(self, tmp_path, monkeypatch):
        points = [(TABLE, seed) for seed in range(1, 6)]
        whole = run_all(points)
        made, make = [], settings_runs._run

        def dies_at_the_third(point):
            if len(made) == 3:
                raise KeyboardInterrupt
            made.append(point)
            return make(point)

        monkeypatch.setattr(settings_runs, "_run", dies_at_the_third)
        with pytest.raises(KeyboardInterrupt):
            run_all(points, out=tmp_path)
        with (tmp_path / "runs.jsonl").open("ab") as file:
            file.write(b'{"key": "torn')
        told = []
        monkeypatch.setattr(settings_runs, "_run", lambda point: made.append(point) or make(point))
        assert repr(run_all(points, out=tmp_path, on_done=lambda: told.append(1))) == repr(whole)
        assert len(made) == len(set(made)) == len(told) == 5

    def test_runs_of_another_model_are_made_again(self, tmp_path, monkeypatch):
        run_all([(TABLE, 1)], out=tmp_path)
        monkeypatch.setattr(settings_runs, "source_digest", lambda: "0" * 64)
        run_all([(TABLE, 1)], out=tmp_path)
        assert len((tmp_path / "runs.jsonl").read_text().splitlines()) == 2
