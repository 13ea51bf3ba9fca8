"""What is tried before a sweep is tried as its workers will run it."""

import pytest

from cogov.experiments.design.loading import load_study
from cogov.experiments.execution.runs import run_one
from cogov.experiments.sweeps.estimate import estimate
from cogov.experiments.sweeps.plan import Plan
from cogov.model.engine import simulation, two_threads

STUDY = {
    "study": {"name": "short", "scenario": "synergy", "question": {"en": "How long?"}},
    "settings": {"run": {"weeks": 5}},
    "levers": {"goals": {"key": "rules.goals.strength", "values": [0.2, 0.8]}},
    "seeds": {"replicates": 2},
}


def test_a_large_city_is_tried_by_one_thread(monkeypatch):
    """Two would make it look faster than it is where each worker has a processor."""
    monkeypatch.setattr(simulation, "is_worth_it", lambda residents: True)
    monkeypatch.setattr(two_threads, "_begin", lambda parts: pytest.fail("a second thread was asked"))
    told = estimate(Plan(load_study(STUDY), run_one, False), 4, 4, 1)
    assert told.seconds > 0.0
