"""Cities are drawn evenly from the sweep ranges, each by its number alone, and only such as the model takes."""

from functools import reduce

import numpy as np
import pytest
from scipy.stats import kstest

from cogov.experiments.ensembles.drawing import CityDraws, at
from cogov.experiments.ensembles.policies import APART, ASSESSED, JOINED, with_policy
from cogov.experiments.multipliers.factors import SETS
from cogov.model.parameter import quantities
from cogov.scenarios import ScenarioError, load


def test_a_city_depends_on_its_number_alone(toy):
    one, other = CityDraws(toy), CityDraws(toy)
    other.values(9)
    assert one.values(5) == other.values(5)
    assert one.values(5) != one.values(6)


def test_numbers_are_even_over_their_ranges(toy):
    draws = CityDraws(toy)
    cities = [draws.values(number) for number in range(400)]
    free = [each for each in toy.numbers if not each.path.startswith("world.actors") and not each.whole]
    chances = []
    for each in free:
        values = np.array([city[each.path] for city in cities])
        low, high = each.sweep
        assert values.min() >= low
        assert values.max() <= high
        chances.append(kstest((values - low) / (high - low), "uniform").pvalue)
    assert np.mean(np.array(chances) < 0.05) == pytest.approx(0.05, abs=0.04)


def test_whole_numbers_take_their_ends_as_often_as_others(toy):
    whole = next(each for each in toy.numbers if each.whole and each.sweep[1] - each.sweep[0] >= 3)
    found = np.array([at(whole, share) for share in np.linspace(0.0, 1.0, 10_001)])
    values, counts = np.unique(found, return_counts=True)
    assert (values[0], values[-1]) == whole.sweep
    assert np.ptp(counts) <= 2


def test_cities_hold_what_was_drawn_and_nothing_else_moves(toy):
    draws = CityDraws(toy)
    settings, values = draws.city(3), draws.values(3)
    base = toy.apart.settings
    for each in quantities(base):
        value = reduce(lambda record, name: record[name] if isinstance(record, dict) else getattr(record, name),
                       each.path.split("."), settings)  # fmt: skip
        assert value == values.get(each.path, each.default if not each.whole else int(each.default)), each.path
    assert settings.rules == base.rules


def test_ranges_that_fit_nowhere_are_refused(toy, monkeypatch):
    monkeypatch.setattr("cogov.experiments.ensembles.drawing.TRIES", 3)
    monkeypatch.setattr("cogov.experiments.ensembles.drawing.at", lambda quantity, share: -1.0e9)
    with pytest.raises(ScenarioError, match="ranges do not fit together"):
        CityDraws(toy).city(1)


def test_policies_differ_in_rules_alone(toy):
    city = CityDraws(toy).city(2)
    assert with_policy(toy, city, APART) == city
    joined, assessed = (with_policy(toy, city, policy) for policy in (JOINED, ASSESSED))
    assert joined.rules == load("synergy").settings.rules
    assert joined.world == city.world
    assert assessed.rules.administration.assessment == 1.0
    nobody, goals = (with_policy(toy, city, policy) for policy in ("parts-0", "parts-1"))
    assert nobody.rules.goals == city.rules.goals
    assert goals.rules.goals == joined.rules.goals
    assert goals.rules.law == city.rules.law
    assert nobody.rules.mechanism == joined.rules.mechanism
    assert [each.name for each in toy.players] == ["goals", "law"]
    assert set(toy.players) <= set(SETS["sections"])
