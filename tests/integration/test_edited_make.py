"""A user's function that makes runs is known by its content: nothing that an edited one made passes for the other's."""

import importlib
import sys

import pytest

from cogov.experiments import sweep
from cogov.experiments.execution.process_pool import Processes
from cogov.experiments.execution.runs import RunError
from cogov.experiments.store.manifest import StaleError

MINE = """
from cogov.experiments.execution.runs import run_one
FACTOR = 1.0

def scaled(outcome):
    return outcome

def mine(case, on_week):
    outcome = scaled(run_one(case, on_week))
    outcome.final["trust"] *= FACTOR
    return outcome
"""
STUDY = {
    "schema_version": 1,
    "study": {"scenario": "fragmented", "name": "s", "question": {"en": "?"}},
    "settings": {"run.weeks": 2, "world.city.agents_per_grid": 5},
    "levers": {"lists": {"key": "rules.mechanism.responsibility_lists", "values": [0.0, 0.5]}},
    "seeds": {"replicates": 2},
}


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Write and import a module of the user's, with an edit."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def load(was="", now=""):
        (tmp_path / "my_runs.py").write_text(MINE.replace(was, now) if was else MINE)
        sys.modules.pop("my_runs", None)
        importlib.invalidate_caches()
        return importlib.import_module("my_runs")

    yield load
    sys.modules.pop("my_runs", None)


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("FACTOR = 1.0", "FACTOR = 2.0", "my_runs:mine has been edited: my_runs.FACTOR was float 1.0 and is float 2.0"),
        ("    return outcome\n\ndef", "    return [outcome][0]\n\ndef", "the code of my_runs:scaled is another"),
    ],
)
def test_a_sweep_is_not_resumed_by_an_edited_function(module, tmp_path, was, now, said):
    results = sweep(STUDY, out=tmp_path / "r", make=module().mine, serial=True)
    before = results.runs
    sweep(STUDY, out=tmp_path / "r", make=module("\nFACTOR", "\n# A comment.\nFACTOR").mine, serial=True)
    edited = module(was, now).mine
    with pytest.raises(StaleError, match="make: my_runs:mine has been edited") as error:
        sweep(STUDY, out=tmp_path / "r", make=edited, serial=True)
    assert said in str(error.value)
    assert results.runs.equals(before)
    again = sweep(STUDY, out=tmp_path / "r", make=edited, serial=True, allow_stale=True).runs
    assert again["stale"].tolist() == [True] * 4
    more = sweep(STUDY, out=tmp_path / "r", make=edited, serial=True, allow_stale=True, replicates=3).runs
    assert more["stale"].tolist() == [True, True, False] * 2


def test_a_value_that_workers_would_not_have_is_refused(module):
    changed = module()
    changed.FACTOR = 3.0
    engine = Processes(1, changed.mine)
    try:
        engine.submit(job())
        with pytest.raises(RunError, match=r"my_runs\.FACTOR was float 3\.0 and is float 1\.0"):
            engine.wait(60.0)
    finally:
        engine.close()


def job():
    from cogov.experiments.design.loading import load_study
    from cogov.experiments.sweeps.plan import Plan

    return Plan(load_study(STUDY)).job(0, 0)


def test_what_cannot_be_looked_into_is_told(module, tmp_path):
    told = []
    blind = module("FACTOR = 1.0", "import numpy as np\nFACTOR = np.random.default_rng(1)")
    sweep(
        STUDY, out=tmp_path / "r", make=blind.mine, serial=True, notice=told.append, agree=lambda _: True
    )  # fmt: skip
    assert any("my_runs:mine refers to what cannot be looked into: my_runs.FACTOR" in sentence for sentence in told)
