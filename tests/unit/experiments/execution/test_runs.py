import multiprocessing
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pandas as pd
import pytest

from cogov.experiments import RunError, compare, multiplier, simulate
from cogov.experiments.execution import edition as edition_module
from cogov.experiments.execution import worker_pool as pool_module
from cogov.experiments.execution.runs import replicate, resolve_scenario, run_many, run_one, seeds
from cogov.experiments.execution.worker_pool import _abandon, hold_signals, likely_cause
from cogov.model.engine.simulation import Simulation
from cogov.model.indicators import NAMES
from cogov.model.seed import SEEDS
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
    path.write_text('schema_version = 2\n[scenario]\nname = "fragmented"\nextends = "fragmented"\n', encoding="utf-8")
    frames = [
        simulate(each, weeks=3, changes=small)
        for each in ("fragmented", path, str(path), resolve_scenario("fragmented"))
    ]
    for frame in frames[1:]:
        pd.testing.assert_frame_equal(frame, frames[0])


def test_results_do_not_depend_on_workers(scenario):
    cases = replicate("a", scenario.settings, 3)
    alone, together = run_many(cases), run_many(cases, workers=2)
    assert [run.digest for run in alone] == [run.digest for run in together]
    assert [run.seed for run in together] == [1, 2, 3]
    for one, two in zip(alone, together, strict=True):
        np.testing.assert_array_equal(one.series, two.series)
        np.testing.assert_equal(one.final, two.final)


def test_every_run_is_told_when_done(scenario):
    done = []
    run_many(replicate("a", scenario.settings, 3), on_done=lambda: done.append(1))
    assert len(done) == 3


def test_seeds_stay_in_range():
    assert seeds(7, 3) == (7, 8, 9)
    assert seeds(SEEDS - 1, 2) == (SEEDS - 1, 0)


class Failing:
    """A model that fails in its third week."""

    def __init__(self, settings, check=False, threads=None):
        self.week = 0

    def live(self, until):
        while self.week < until:
            if self.week == 2:
                raise ZeroDivisionError("no residents")
            self.week += 1


class Nan(Simulation):
    """A model that measures something that is not a number."""

    @property
    def series(self):
        values = super().series.copy()
        values[2, 1] = np.nan
        return values


def test_a_failing_model_is_named_with_seed_and_week(scenario, monkeypatch):
    monkeypatch.setattr(edition_module, "Simulation", Failing)
    with pytest.raises(RunError, match=r"^a, seed 1, week 2: ZeroDivisionError: no residents$"):
        run_one(replicate("a", scenario.settings, 1)[0])


def test_what_is_not_a_number_is_no_result(scenario, monkeypatch):
    monkeypatch.setattr(edition_module, "Simulation", Nan)
    with pytest.raises(RunError, match="week 2: effectiveness_with_cost is not a number"):
        run_one(replicate("a", scenario.settings, 1)[0])


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
    with pytest.raises(ScenarioError, match="scenario: None does not fit here"):
        simulate(None)
    with pytest.raises(ScenarioError, match="workers: 0 is too small"):
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


def test_a_script_without_its_guard_is_told_once(tmp_path):
    script = tmp_path / "script.py"
    study = {"study": {"scenario": "fragmented", "question": {"en": "?", "zh": "？"}}, "design": {"method": "grid"}}
    study["levers"] = {"command": {"key": "rules.administration.command", "values": [0.0, 1.0]}}
    study["settings"] = {"run": {"weeks": 2}}
    script.write_text(
        f"from cogov.experiments import sweep\nsweep({study!r}, out='results', replicates=5, workers=2)\n",
        encoding="utf-8",
    )
    made = subprocess.run([sys.executable, script.name], cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert made.returncode != 0
    assert made.stderr.count("lacks 'if __name__ == ") == 1
    assert "another cogov" not in made.stderr


MASK_OF_THE_FIRST = """
import multiprocessing, signal
from cogov.experiments.execution.worker_pool import hold_signals

def tell(pipe):
    pipe.send(signal.pthread_sigmask(signal.SIG_BLOCK, ()))

if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=tell, args=(theirs,))
    with hold_signals():
        process.start()
    print({signal.SIGINT, signal.SIGHUP} <= ours.recv(), signal.pthread_sigmask(signal.SIG_BLOCK, ()))
    process.join()
"""


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals of POSIX")
def test_the_first_worker_of_a_process_is_deaf_to_the_terminal_from_its_start(tmp_path):
    script = tmp_path / "first.py"
    script.write_text(MASK_OF_THE_FIRST, encoding="utf-8")
    said = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["True", "set()"]


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals of POSIX")
def test_workers_are_deaf_to_the_terminal_from_their_start():
    with hold_signals():
        held = subprocess.run(
            [sys.executable, "-c", "import signal; print(*sorted(signal.pthread_sigmask(signal.SIG_BLOCK, ())))"],
            capture_output=True,
            text=True,
            check=True,
        )
    assert set(held.stdout.split()) >= {str(int(signal.SIGINT)), str(int(signal.SIGHUP))}
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_a_pool_whose_lock_was_left_taken_is_left_too(monkeypatch):
    monkeypatch.setattr(pool_module, "PATIENCE", 0.3)
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
    pool.submit(time.sleep, 600)
    [process] = pool._processes.values()
    pool._shutdown_lock.acquire()
    try:
        _abandon(pool)
        assert not process.is_alive()
    finally:
        pool._shutdown_lock.release()


def test_changes_are_texts_or_a_mapping_with_numbers_of_any_library():
    mapped = simulate("synergy", weeks=np.int64(3), changes={"rules.goals.strength": np.float64(0.5)})
    listed = simulate("synergy", weeks=3.0, changes=["rules.goals.strength=.5"])
    pd.testing.assert_frame_equal(mapped, listed)


@pytest.mark.parametrize("run", [simulate, lambda name, **given: compare([name, "fragmented"], **given), multiplier])
def test_errors_speak_of_the_keyword_in_the_language_asked_for(run):
    wrong = {"changes": {"rules.goals.strength": 2}, "weeks": 0}
    with pytest.raises(ScenarioError) as caught:
        run("synergy", **wrong)
    assert str(caught.value).splitlines() == [
        "changes: rules.goals.strength: 2 is too large; allowed a number between 0 and 1",
        "weeks: 0 is too small; allowed a whole number between 1 and 5200",
    ]
    with pytest.raises(ScenarioError) as caught:
        run("synergy", **wrong, lang="zh")
    assert str(caught.value).splitlines() == [
        "changes: rules.goals.strength: 2 过大；可用：0 至 1 之间的数",
        "weeks: 0 过小；可用：1 至 5200 之间的整数",
    ]


def test_a_keyword_and_a_change_do_not_say_two_things():
    with pytest.raises(ScenarioError, match=r"given twice, as 4 \(changes\) and as 5 \(weeks\)"):
        simulate("synergy", weeks=5, changes={"run.weeks": 4})
