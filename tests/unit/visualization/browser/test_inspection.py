"""What a click on the map says is what the model's agents say."""

from __future__ import annotations

import pytest

from cogov.model.governance_model import GovernanceModel
from cogov.model.state import Kind, Stage
from cogov.visualization.browser import inspection
from cogov.visualization.browser.inspection import KINDS, inspect
from cogov.visualization.browser.translations import LANGUAGES, words

WEEK = 12


@pytest.fixture(scope="module")
def settings(settings_of, coordinated):
    return settings_of(coordinated)


@pytest.fixture(scope="module")
def model(settings):
    model = GovernanceModel(settings)
    for _ in range(WEEK + 1):
        model.step()
    return model


def row_of(model, kind):
    if kind == "community":
        return 1
    return next(agent.row for agent in model.agents if agent.kind.name.lower() == kind)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_everything_can_be_asked(settings, model, kind, language):
    lines = inspect(settings, WEEK, kind, row_of(model, kind), language)
    say = words(language)
    assert lines[0] == (say("map.inspect.what"), say(f"map.kind.{kind}"))
    assert lines[-1] == (say("map.inspect.week"), str(WEEK))
    assert len({label for label, _ in lines}) == len(lines) >= 9
    assert all(label and value and "{" not in value for label, value in lines)


def test_numbers_are_those_of_the_agents(settings, model):
    for agent in model.agents:
        if agent.kind is Kind.CITIZEN and agent.row % 7:
            continue
        told = dict(inspect(settings, WEEK, agent.kind.name.lower(), agent.row, "en"))
        if agent.kind is Kind.CITIZEN:
            assert told["Trust"] == f"{round(100 * agent.trust)} %"
            assert told["Party member"] == ("yes" if agent.party_member else "no")
        else:
            assert told["Willingness"] == f"{round(100 * agent.willingness)} %"
            assert told["Partners"] == str(len(agent.partners))
        if agent.kind is Kind.PARTY_BRANCH:
            assert told["Party members among residents"] == str(agent.members)


def test_problems_of_a_community_are_counted(settings, model):
    issues, home = model.city.issues, model.city.territory.home_of
    for row in range(model.city.territory.communities):
        here = (home[issues.grid[: issues.open]] == row) & (issues.stage[: issues.open] < Stage.RESOLVED)
        told = dict(inspect(settings, WEEK, "community", row, "en"))
        assert told["Unresolved problems"].startswith(f"{int(here.sum())}: latent ")


def test_the_order_of_questions_changes_no_answer(settings):
    def answers(*weeks):
        inspection._models.clear()
        return {week: inspect(settings, week, "citizen", 5, "zh") for week in weeks}

    assert answers(3, 9, 20) == answers(20, 3, 9) == answers(9, 20, 3)


def test_few_models_are_kept_and_the_rest_let_go(settings):
    for week in range(inspection.KEPT + 3, 0, -1):
        inspect(settings, week, "community", 0, "en")
    assert len(inspection._models) == inspection.KEPT


@pytest.mark.parametrize(
    ("week", "kind", "row", "problem"),
    [
        (0, "mayor", 0, "allowed: party_branch, "),
        (-1, "citizen", 0, "weeks 0 to 25"),
        (26, "citizen", 0, "weeks 0 to 25"),
        (0, "citizen", 72, "72 rows of citizen"),
        (0, "community", -1, "3 rows of community"),
        (0, "enterprise", 0, "organisation 0 is no enterprise"),
        (0, "party_branch", 10_000, "organisation 10000 is no party_branch"),
    ],
)
def test_what_does_not_exist_is_said(settings, week, kind, row, problem):
    with pytest.raises(ValueError, match=problem):
        inspect(settings, week, kind, row, "en")


def test_a_name_from_a_file_is_kept_and_a_made_one_translated(settings_of):
    places = (
        {"district": "<b>Old town", "kind": "urban", "name": "{street}", "grids": 1, "residents": 12},
        {"district": "County 1", "kind": "rural", "name": "Village 1-1", "grids": 1, "residents": 12},
    )
    settings = settings_of({"world": {"city": {"places": places}}, "run": {"weeks": 2}})
    assert dict(inspect(settings, 0, "community", 0, "zh"))["所在"] == "<b>Old town · {street}"
    assert dict(inspect(settings, 0, "community", 1, "zh"))["所在"] == "县1 · 村1-1"
