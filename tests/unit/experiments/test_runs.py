import multiprocessing
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pandas as pd
import pytest

from cogov.experiments import RunError, compare, simulate
from cogov.experiments import runs as runs_module
from cogov.experiments.runs import (
    SEEDS,
    _abandon,
    likely_cause,
    made,
    outcomes,
    prepared,
    replicated,
    seeds,
    undisturbed,
)
from cogov.model.indicators import NAMES
from cogov.model.simulation import Simulation
from cogov.scenarios import ScenarioError


def test_simulate_gives_a_row_for_each_run_and_week(small):
    frame = simulate("fragmented", seed=4, weeks=5, changes=small, replicates=2)
    assert list(frame.columns) == ["scenario", "seed", "week", *NAMES]
    assert frame["seed"].tolist() == [4] * 5 + [5] * 5
    assert frame["week"].tolist() == list(range(5)) * 2
    assert set(frame["scenario"]) == {"fragmented"}


def test_simulate_is_what_the_model_does(scenario):
    frame = simulate(scenario, seed=9)
    settings = scenario.settings
    settings = settings.model_copy(update={"run": settings.run.model_copy(update={"seed": 9})})
    np.testing.assert_array_equal(frame[list(NAMES)].to_numpy(), Simulation(settings).run().series)


def test_name_path_and_record_are_the_same(tmp_path, small):
    path = tmp_path / "same.toml"
    path.write_text('[scenario]\nname = "fragmented"\nextends = "fragmented"\n', encoding="utf-8")
    frames = [
        simulate(each, weeks=3, changes=small) for each in ("fragmented", path, str(path), prepared("fragmented"))
    ]
    for frame in frames[1:]:
        pd.testing.assert_frame_equal(frame, frames[0])


def test_results_do_not_depend_on_workers(scenario):
    cases = replicated("a", scenario.settings, 3)
    alone, together = outcomes(cases), outcomes(cases, workers=2)
    assert [run.digest for run in alone] == [run.digest for run in together]
    assert [run.seed for run in together] == [1, 2, 3]
    assert all((one.series == two.series).all() for one, two in zip(alone, together, strict=True))
    assert alone[0].final == together[0].final


def test_every_run_is_told_when_done(scenario):
    done = []
    outcomes(replicated("a", scenario.settings, 3), on_done=lambda: done.append(1))
    assert len(done) == 3


def test_seeds_stay_in_range():
    assert seeds(7, 3) == (7, 8, 9)
    assert seeds(SEEDS - 1, 2) == (SEEDS - 1, 0)


class Failing:
    """A model that fails in its third week."""

    def __init__(self, settings, check=False):
        self.week = 0

    def step(self):
        self.week += 1
        if self.week == 3:
            raise ZeroDivisionError("no residents")


class Nan(Simulation):
    """A model that measures something that is not a number."""

    @property
    def series(self):
        values = super().series.copy()
        values[2, 1] = np.nan
        return values


def test_a_failing_model_is_named_with_seed_and_week(scenario, monkeypatch):
    monkeypatch.setattr(runs_module, "Simulation", Failing)
    with pytest.raises(RunError, match=r"^a, seed 1, week 2: ZeroDivisionError: no residents$"):
        made(replicated("a", scenario.settings, 1)[0])


def test_what_is_not_a_number_is_no_result(scenario, monkeypatch):
    monkeypatch.setattr(runs_module, "Simulation", Nan)
    with pytest.raises(RunError, match="week 2: effectiveness_with_cost is not a number"):
        made(replicated("a", scenario.settings, 1)[0])


def test_bad_input_is_refused_before_anything_runs(small):
    with pytest.raises(ScenarioError, match=r"^weeks: 0 "):
        simulate("fragmented", weeks=0, changes=small)
    with pytest.raises(ScenarioError):
        simulate("fragmented", changes=("rules.goals.strenght=1",))
    with pytest.raises(ValueError, match="replicates"):
        simulate("fragmented", replicates=0)


def test_one_text_is_one_scenario_and_one_change():
    with pytest.raises(ValueError, match="1 scenario given"):
        compare("synergy")
    with pytest.raises(ScenarioError, match="strength") as caught:
        simulate("synergy", changes="rules.goals.strenght=1")
    assert len(caught.value.problems) == 1


def test_what_is_no_scenario_and_no_worker_is_refused(scenario):
    with pytest.raises(TypeError, match="scenario is None"):
        simulate(None)
    with pytest.raises(ValueError, match="workers is 0"):
        simulate(scenario, workers=0)
    with pytest.raises(ScenarioError, match="empty"):
        simulate("")


def test_a_script_without_its_guard_is_named(tmp_path, monkeypatch):
    script = tmp_path / "script.py"
    script.write_text("from cogov.experiments import compare\n", encoding="utf-8")
    monkeypatch.setattr(sys.modules["__main__"], "__file__", str(script), raising=False)
    assert "script.py lacks 'if __name__ == " in likely_cause()
    script.write_text('if __name__ == "__main__": pass\n', encoding="utf-8")
    assert "memory" in likely_cause()


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals of POSIX")
def test_workers_are_deaf_to_the_terminal_from_their_start():
    with undisturbed():
        held = subprocess.run(
            [sys.executable, "-c", "import signal; print(*sorted(signal.pthread_sigmask(signal.SIG_BLOCK, ())))"],
            capture_output=True,
            text=True,
            check=True,
        )
    assert set(held.stdout.split()) >= {str(int(signal.SIGINT)), str(int(signal.SIGHUP))}
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_a_pool_whose_lock_was_left_taken_is_left_too(monkeypatch):
    monkeypatch.setattr(runs_module, "PATIENCE", 0.3)
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
    pool.submit(time.sleep, 600)
    [process] = pool._processes.values()
    pool._shutdown_lock.acquire()
    try:
        _abandon(pool)
        assert not process.is_alive()
    finally:
        pool._shutdown_lock.release()
