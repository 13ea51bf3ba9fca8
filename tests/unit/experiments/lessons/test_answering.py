"""Answers from series that were made up, so that what is right is known."""

import numpy as np
import pytest

from cogov.experiments.lessons import answer, answer_scene, loads_lesson, read_hero, required_runs
from cogov.experiments.lessons.lesson import Hero, Poll, Scene, Term
from cogov.experiments.lessons.template import template
from cogov.model.indicators import NAMES
from cogov.scenarios import Text

SAY = Text(en="x", zh="x")


def poll(*outcomes, **about):
    options = [{"outcome": outcome, "text": SAY, "reveal": SAY} for outcome in outcomes]
    about = {"indicator": "trust", "tolerance": 0.1, **about}
    return Poll.model_validate({"text": SAY, "options": options, **about})


def series(*levels, weeks=60):
    """Runs in which trust has these levels, and all else is 0."""
    runs = []
    for level in levels:
        run = np.zeros((weeks, len(NAMES)))
        run[:, NAMES.index("trust")] = level
        runs.append(run)
    return runs


DIFFERENCE = poll("lower", "higher", "same")


@pytest.mark.parametrize(
    ("this", "other", "outcome", "sure"),
    [
        ([0.9, 0.8, 0.9], [0.3, 0.3, 0.3], "higher", True),
        ([0.3, 0.3, 0.3], [0.9, 0.8, 0.9], "lower", True),
        ([0.5, 0.51, 0.5], [0.5, 0.5, 0.5], "same", True),
        ([0.9, 0.2, 0.8], [0.3, 0.3, 0.3], "higher", False),
        ([0.9], [0.3], "higher", False),
    ],
)
def test_a_difference_is_judged_by_its_mean_and_sure_by_its_interval(this, other, outcome, sure):
    found = answer(DIFFERENCE, {"this": series(*this), "other": series(*other)})
    assert (found.outcome, found.sure) == (outcome, sure)
    assert DIFFERENCE.options[found.option].outcome == outcome
    assert found.found.mean == pytest.approx(np.mean(np.subtract(this, other)))


def test_terms_are_weighed_and_summed():
    terms = [{"city": "a"}, {"city": "b", "times": -1.0}, {"city": "c", "times": -1.0}, {"city": "d"}]
    asked = poll("lower", "higher", "same", terms=terms)
    runs = {name: series(level, level) for name, level in zip("abcd", (0.9, 0.3, 0.4, 0.2), strict=True)}
    found = answer(asked, runs)
    assert found.found.mean == pytest.approx(0.9 - 0.3 - 0.4 + 0.2)
    assert found.outcome == "higher"


def test_weeks_and_statistics_are_those_asked_for():
    run = series(0.0)[0]
    run[10:20, NAMES.index("trust")] = np.linspace(0.1, 1.0, 10)
    runs = {"this": [run], "other": series(0.0)}

    def level(**about):
        return answer(poll("lower", "higher", "same", **about), runs).found.mean

    assert level(from_week=10, weeks=10) == pytest.approx(0.55)
    assert level(from_week=10, weeks=10, statistic="highest") == pytest.approx(1.0)
    assert level(from_week=10, weeks=10, statistic="lowest") == pytest.approx(0.1)
    assert level() == pytest.approx(run[-52:, NAMES.index("trust")].mean())


def test_a_term_says_for_itself_what_the_poll_says_for_all():
    terms = [{"city": "this", "weeks": 3}, {"city": "other", "indicator": "equity", "statistic": "lowest"}]
    asked = poll("lower", "higher", "same", terms=terms, from_week=4, weeks=9, statistic="highest")
    first, second = asked.summands()
    assert first == Term(city="this", indicator="trust", from_week=4, weeks=3, statistic="highest")
    assert second == Term(city="other", indicator="equity", from_week=4, weeks=9, statistic="lowest")


@pytest.mark.parametrize(
    ("kind", "levels", "outcome"),
    [
        ("highest", {"a": 0.1, "b": 0.9, "c": 0.5}, "b"),
        ("lowest", {"a": 0.1, "b": 0.9, "c": 0.5}, "a"),
        ("highest", {"a": 0.1, "b": 0.9, "c": 0.85}, "same"),
        ("lowest", {"a": 0.1, "b": 0.9, "c": 0.15}, "same"),
    ],
)
def test_the_best_of_several_cities_is_named_unless_two_are_level(kind, levels, outcome):
    asked = poll("same", "c", "b", "a", kind=kind, among=["a", "b", "c"])
    found = answer(asked, {name: series(level, level) for name, level in levels.items()})
    assert found.outcome == outcome
    assert asked.options[found.option].outcome == outcome
    assert found.levels == pytest.approx(levels)


def test_runs_of_a_poll_are_paired_by_seed():
    scene = loads_lesson(template("mine")).scenes[0]
    runs = required_runs(scene)
    assert set(runs) == {"this", "other"}
    assert [each.run.seed for each in runs["this"]] == [each.run.seed for each in runs["other"]]
    assert len({each.run.seed for each in runs["this"]}) == scene.poll.replicates


def test_a_scene_that_asks_nothing_has_no_answer():
    scene = Scene(headline=SAY, narration=SAY, scenario="fragmented", look=("trust",))
    with pytest.raises(ValueError, match="asks nothing"):
        answer_scene(scene)


def test_what_the_callback_raises_ends_the_work():
    scene = loads_lesson(template("mine").replace("[scenes.changes", "[scenes.changes.world.city]\n"
        "agents_per_grid = 2\npersons_per_grid = 40\n\n[scenes.changes")).scenes[0]  # fmt: skip
    told = []

    def stop(done, total):
        told.append((done, total))
        raise InterruptedError

    with pytest.raises(InterruptedError):
        answer_scene(scene, on_run=stop)
    assert told == [(1, 8)]


def test_the_one_number_is_the_mean_of_its_city_over_its_weeks():
    hero = Hero(indicator="trust", city="other", from_week=2, weeks=8, statistic="highest", caption=SAY)
    runs = {"this": series(0.9), "other": series(0.2, 0.4)}
    runs["other"][0][5, NAMES.index("trust")] = 0.6
    assert read_hero(hero, runs) == pytest.approx((0.6 + 0.4) / 2)


def test_the_city_of_the_number_is_run_too():
    scene = Scene(headline=SAY, narration=SAY, scenario="fragmented", look=("trust",))
    assert required_runs(scene) == {}
    hero = Hero(indicator="trust", city="other", caption=SAY)
    assert set(required_runs(scene.model_copy(update={"hero": hero}))) == {"other"}
