"""What a click on the map says is what the columns of the run say."""

from __future__ import annotations

import numpy as np
import pytest

from cogov.model.engine.cases import Stage
from cogov.model.engine.simulation import Simulation
from cogov.model.parameters.world import KINDS as BODIES
from cogov.visualization.browser import inspection
from cogov.visualization.browser.inspection import KINDS, inspect
from cogov.visualization.browser.translations import LANGUAGES, words

WEEK = 12


@pytest.fixture(scope="module")
def settings(together):
    return together


@pytest.fixture(scope="module")
def city(settings):
    run = Simulation(settings)
    for _ in range(WEEK + 1):
        run.step()
    return run.city


def row_of(city, kind):
    if kind in ("community", "citizen"):
        return 1
    return int(np.flatnonzero(city.bodies.kind == BODIES.index(kind))[0])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_everything_can_be_asked(settings, city, kind, language):
    lines = inspect(settings, WEEK, kind, row_of(city, kind), language)
    say = words(language)
    assert lines[0] == (say("map.inspect.what"), say(f"map.kind.{kind}"))
    assert lines[-1] == (say("map.inspect.week"), str(WEEK))
    assert len({label for label, _ in lines}) == len(lines) >= 9
    assert all(label and value and "{" not in value for label, value in lines)


def test_numbers_are_those_of_the_columns(settings, city):
    for body in range(0, len(city.bodies.key), 3):
        told = dict(inspect(settings, WEEK, BODIES[int(city.bodies.kind[body])], body, "en"))
        assert told["Willingness"] == f"{round(100 * city.bodies.w[body])} %"
        used = int(city.cases.used[0])
        stage, owner, desk = city.cases.stage[:used], city.cases.owner[:used], city.cases.desk[:used]
        own = (stage >= 1) & (stage <= 3) & (np.where(owner >= 0, owner, desk) == body)
        assert told["Cases waiting or in hand"] == str(int(own.sum()))
    for resident in range(0, len(city.residents.key), 7):
        told = dict(inspect(settings, WEEK, "citizen", resident, "en"))
        assert told["Trust"] == f"{round(100 * city.residents.trust[resident])} %"
        assert told["Party member"] == ("yes" if city.residents.member[resident] else "no")


def test_problems_of_a_community_are_counted(settings, city):
    cases, used = city.cases, int(city.cases.used[0])
    for row in range(len(city.communities.key)):
        here = (cases.community[:used] == row) & (cases.stage[:used] < Stage.RESOLVED)
        told = dict(inspect(settings, WEEK, "community", row, "en"))
        assert told["Unresolved problems"].startswith(f"{int(here.sum())}: not yet known ")


def test_the_order_of_questions_changes_no_answer(settings):
    def answers(*weeks):
        inspection._runs.clear()
        return {week: inspect(settings, week, "citizen", 5, "zh") for week in weeks}

    assert answers(3, 9, 20) == answers(20, 3, 9) == answers(9, 20, 3)


def test_few_runs_are_kept(settings):
    for week in range(inspection.KEPT + 3, 0, -1):
        inspect(settings, week, "community", 0, "en")
    assert len(inspection._runs) == inspection.KEPT


@pytest.mark.parametrize(
    ("week", "kind", "row", "problem"),
    [
        (0, "mayor", 0, "allowed: party, "),
        (-1, "citizen", 0, "weeks 0 to 29"),
        (30, "citizen", 0, "weeks 0 to 29"),
        (0, "citizen", 72, "72 rows of citizen"),
        (0, "community", -1, "3 rows of community"),
        (0, "enterprise", 0, "body 0 is no enterprise"),
        (0, "party", 10_000, "rows of party"),
    ],
)
def test_what_does_not_exist_is_said(settings, week, kind, row, problem):
    with pytest.raises(ValueError, match=problem):
        inspect(settings, week, kind, row, "en")


def test_a_name_from_a_file_is_kept_and_a_made_one_translated(settings_of):
    places = (
        {"district": "<b>Old town", "kind": "urban", "name": "{street}", "grids": 1, "persons": 800, "agents": 12},
        {"district": "County 1", "kind": "rural", "name": "Village 1-1-1", "grids": 1, "persons": 800, "agents": 12},
    )
    settings = settings_of({"world": {"city": {"places": places}}, "run": {"weeks": 2}})
    assert dict(inspect(settings, 0, "community", 0, "zh"))["所在"] == "<b>Old town · {street}"
    assert dict(inspect(settings, 0, "community", 1, "zh"))["所在"] == "县1 · 村1-1-1"
