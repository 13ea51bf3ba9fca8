"""A name that stands twice in a list is told, in every list that a user writes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cogov.experiments import simulate
from cogov.experiments.analysis.dataset import AnalysisError
from cogov.experiments.analysis.methods import name_factors
from cogov.experiments.ensembles.lever_search import plan_search
from cogov.experiments.execution.breakdown import check_breakdown
from cogov.experiments.multipliers import design_experiment
from cogov.experiments.sweeps.handout_study import design_handout
from cogov.experiments.sweeps.policy_study import read_uncertainties
from cogov.scenarios import ScenarioError, load

CITY = load("synergy")
LEVER = "rules.goals.strength"


def _ask_of_states() -> None:
    _, problems = read_uncertainties(["behaviour.arise.rate", "behaviour.arise.rate=0.001:0.002"], "over", CITY)
    raise ScenarioError(problems)


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda: design_experiment(CITY, players="goals,goals"), 'players: "goals"'),
        (lambda: design_experiment(CITY, players=["goals", "law", "goals"]), 'players: "goals"'),
        (lambda: design_experiment(CITY, players="rules, rules"), 'players: "rules"'),
        (lambda: design_experiment(CITY, players="rules", arms="budget,budget"), 'arms: "budget"'),
        (lambda: plan_search(CITY, levers=[LEVER, LEVER]), f'lever: "{LEVER}"'),
        (lambda: plan_search(CITY, objectives=["trust", "trust"]), 'objective: "trust"'),
        (lambda: design_handout(CITY, [LEVER, LEVER]), f'lever: "{LEVER}"'),
        (lambda: check_breakdown([CITY], ["type", "type"]), 'by: "type"'),
        (_ask_of_states, 'over: "behaviour.arise.rate"'),
    ],
)
def test_a_name_twice_is_told_alone(ask: Callable[[], object], told: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        ask()
    assert str(caught.value) == f"{told} is named twice; allowed each name once"
    assert "出现两次" in caught.value.text("zh")


def test_factors_of_an_analysis_too() -> None:
    assert name_factors("a, b") == ("a", "b")
    with pytest.raises(AnalysisError, match='over: "a" is named twice'):
        name_factors(["a", "a"], "over")


def test_players_that_a_set_holds_already_are_no_repetition() -> None:
    assert len(design_experiment(CITY, players="rules,goals,law", controls=False).players) == 4


def test_what_cannot_be_compared_as_a_name_is_told_as_such() -> None:
    with pytest.raises(ScenarioError, match="no part of a city"):
        simulate(CITY, by=[["type"]])  # pyright: ignore[reportArgumentType]
