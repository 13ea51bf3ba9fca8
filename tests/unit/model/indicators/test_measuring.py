import inspect
import math
import types

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogov.model.compilation import KERNELS
from cogov.model.indicators import NAMES, measuring
from cogov.model.indicators.measuring import coupling_coordination, gini, measure, rate, weighted_mean
from cogov.model.observing import median_duration
from cogov.model.simulation import Simulation
from cogov.model.state import NEVER, Count, Stage

SHARE = st.floats(0.0, 1.0)


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        ([1, 1, 1, 1], 0.0),
        ([0, 0, 0, 1], 0.75),
        ([1, 2, 3, 4, 5], 4 / 15),
        ([1, 1, 1, 5], 0.375),
        ([0, 0], 0.0),
        ([7], 0.0),
    ],
)
def test_gini_of_known_vectors(values, answer):
    assert gini(np.array(values)) == pytest.approx(answer, abs=1e-12)
    assert gini(3.7 * np.array(values)) == pytest.approx(answer, abs=1e-12)
    assert gini(np.array(values[::-1])) == pytest.approx(answer, abs=1e-12)


@pytest.mark.parametrize(
    ("quantile", "answer"),
    [
        (lambda u: u, 1 / 3),
        (lambda u: -np.log1p(-u), 1 / 2),
        (lambda u: (1 - u) ** -0.25, 1 / 7),
    ],
    ids=["uniform", "exponential", "Pareto 4"],
)
def test_gini_of_known_laws(quantile, answer):
    assert gini(quantile((np.arange(200_000) + 0.5) / 200_000)) == pytest.approx(answer, abs=1e-4)


def test_geometric_mean_of_the_index():
    parts = np.array([0.8, 0.6, 0.9, 0.7])
    assert weighted_mean(parts, np.ones(4), 0.01) == pytest.approx(0.741559, abs=5e-7)
    assert weighted_mean(parts, np.array([0.0, 0.0, 3.0, 0.0]), 0.01) == pytest.approx(0.9)
    assert weighted_mean(parts, np.zeros(4), 0.01) == 0.0


def test_components_are_floored_so_that_one_zero_does_not_hide_the_rest():
    assert weighted_mean(np.array([0.0, 1.0]), np.ones(2), 0.01) == pytest.approx(0.1)


@given(st.lists(st.tuples(SHARE, st.floats(0.01, 1.0)), min_size=1, max_size=8))
def test_the_geometric_mean_lies_between_least_and_greatest(pairs):
    parts, weights = np.array(pairs).T.copy()
    floored = np.maximum(parts, 0.01)
    assert floored.min() * (1 - 1e-9) <= weighted_mean(parts, weights, 0.01) <= floored.max() * (1 + 1e-9)


@given(SHARE, SHARE, SHARE)
def test_coupling_coordination_is_the_root_of_c_times_t(a, b, c):
    parts = np.maximum((a, b, c), 0.01)
    t = parts.mean()
    coupling = parts.prod() ** (1 / 3) / t
    assert coupling_coordination(a, b, c) == pytest.approx(math.sqrt(coupling * t), rel=1e-12)


def test_coupling_coordination_of_equal_parts():
    assert coupling_coordination(0.5, 0.5, 0.5) == pytest.approx(0.707107, abs=5e-7)
    assert coupling_coordination(1.0, 1.0, 1.0) == 1.0


@given(st.lists(st.integers(0, 30), max_size=40))
def test_the_median_of_counted_durations(ages):
    table = np.zeros((13, 31), dtype=np.int64)
    for place, age in enumerate(ages):
        table[place % 13, age] += 1
    assert median_duration(table) == (np.median(ages) if ages else -1.0)


def test_a_rate_of_nothing_is_what_is_said():
    assert rate(1.0, 4.0, 9.0) == 0.25
    assert rate(0.0, 0.0, 1.0) == 1.0


# --- what is measured in a city ---------------------------------------------------------------------------------------


def measured(city) -> dict[str, float]:
    into = np.full(len(NAMES), np.nan)
    measure(city, into)
    return dict(zip(NAMES, into.tolist(), strict=True))


def test_measuring_changes_nothing(settings_of, coordinated):
    run = Simulation(settings_of(coordinated)).run()
    before = run.digest()
    again = measured(run.city)
    assert again == dict(zip(NAMES, run.series[-1].tolist(), strict=True))
    assert run.digest() == before


def test_people_are_averaged(city_of):
    city = city_of()
    rng = np.random.default_rng(8)
    people = city.citizens
    for name in ("trust", "satisfaction", "yearly_satisfaction", "motive", "fatigue", "norm", "voice"):
        getattr(people, name)[:] = rng.random(72)
    people.volunteered[:] = rng.random(72) < 0.3
    city.week = 20
    people.took_part[:] = NEVER
    people.took_part[:9] = 20 - np.arange(6, 15)  # seven of these nine are within the last 13 weeks
    found = measured(city)
    for name in ("trust", "satisfaction", "motive", "fatigue", "norm", "voice"):
        assert found[name] == pytest.approx(getattr(people, name).mean(), rel=1e-12), name
    assert found["volunteering"] == pytest.approx(people.volunteered.mean())
    assert found["participation"] == pytest.approx(7 / 72)
    assert found["urban_rural_gap"] == pytest.approx(people.satisfaction[:48].mean() - people.satisfaction[48:].mean())
    worst = np.sort(people.yearly_satisfaction)
    assert found["worst_tenth"] == pytest.approx((worst[:7].sum() + 0.2 * worst[7]) / 7.2, abs=1e-3)
    assert found["equity"] == pytest.approx(max(0.0, 1.0 - 2.0 * gini(people.yearly_satisfaction)), abs=1e-3)
    assert found["benefit_shared"] == pytest.approx(found["equity"] * (1.0 - abs(found["urban_rural_gap"])))


def test_equity_falls_by_twice_the_gini_to_zero(city_of):
    city = city_of()
    city.citizens.yearly_satisfaction[:] = np.repeat([0.2, 0.4, 0.6], 24)
    assert measured(city)["equity"] == pytest.approx(1.0 - 2.0 * gini(np.array([0.2, 0.4, 0.6])), abs=1e-12)
    city.citizens.yearly_satisfaction[:] = 0.0
    city.citizens.yearly_satisfaction[0] = 1.0
    assert measured(city)["equity"] == 0.0
    city.citizens.yearly_satisfaction[:] = 1.0
    assert measured(city)["equity"] == 1.0


def test_a_city_of_one_kind_of_place_has_no_gap(city_of, hamlet):
    assert measured(city_of(hamlet))["urban_rural_gap"] == 0.0


def test_problems_are_counted_by_stage(city_of, place_issues):
    city = city_of()
    city.week = 10
    stages = [0, 0, 0, 1, 1, 2, 3, 4, 5]
    place_issues(city, 9, stage=stages, severity=2.0, type=0, born=[0, 9, 10, 1, 9, 2, 0, 0, 0])
    found = measured(city)
    assert (found["latent"], found["open_issues"], found["paper_closed"]) == (3, 3, 1)
    assert found["overdue"] == 3  # born more than eight weeks ago: rows 0, 3, 6
    assert found["weeks_to_resolution"] == 10  # nothing resolved: the age of the oldest open one
    assert found["backlog"] == pytest.approx(math.exp(-1000.0 * 14.0 / 72 / 150.0), rel=1e-12)


def test_rates_look_back_thirteen_weeks(city_of):
    city = city_of()
    city.week = 20
    counts = city.ledger.counts
    counts[7, [Count.DUE, Count.DUE_MET, Count.REPORTED, Count.PROACTIVE, Count.ASSIGNED]] = 1000
    counts[8, [Count.DUE, Count.DUE_MET, Count.REPORTED, Count.PROACTIVE]] = [6, 2, 4, 1]
    counts[20, [Count.DUE, Count.DUE_MET, Count.REPORTED, Count.PROACTIVE]] = [4, 2, 6, 2]
    counts[8:21:2, [Count.SOUGHT, Count.ASSIGNED]] = [4, 1]
    counts[21, [Count.DUE, Count.DUE_MET]] = 1000
    found = measured(city)
    assert found["resolution"] == pytest.approx(0.4)
    assert found["proactive_share"] == pytest.approx(0.3)
    assert found["responsibility_assigned"] == pytest.approx(0.25)


def test_the_official_index_by_hand(city_of):
    city = city_of({"rules": {"administration": {"assessment": 1.0}}})
    city.week = 5
    for name, number in {
        "REPORTED": 20, "ASSIGNED": 15, "CASE_DUE": 10, "CASE_DUE_MET": 8, "CASE_ON_TIME": 4, "RESOLVED_LATE": 2,
        "RESOLVED": 6, "PAPER": 3, "LAPSED_REPORTED": 1,
    }.items():  # fmt: skip
        city.ledger.counts[5, Count[name]] = number
    found = measured(city)
    assert found["official_response"] == pytest.approx(0.75)
    assert found["official_closing"] == pytest.approx(0.8)
    assert found["official_satisfaction"] == pytest.approx((4 + 0.5 * 2 + 0.5 * 3) / 10)
    assert found["official"] == pytest.approx(100 * (0.2 * 0.75 + 0.4 * 0.8 + 0.4 * 0.65))
    assert found["performance_gap"] == pytest.approx(found["official"] - found["effectiveness"])


def test_effectiveness_by_hand(city_of, place_issues):
    city = city_of()
    city.week = 5
    city.citizens.satisfaction[:], city.citizens.trust[:], city.citizens.yearly_satisfaction[:] = 0.7, 0.5, 0.5
    city.citizens.took_part[:18] = 3
    city.ledger.counts[5, [Count.DUE, Count.DUE_MET]] = [10, 4]
    city.organisations.coordination[:] = 0.3
    place_issues(city, 3, severity=3.6)
    parts = np.array([0.4, math.exp(-1.0), 0.6, 0.5, 1.0])
    weights = np.array([0.25, 0.15, 0.25, 0.15, 0.20])
    index = math.exp(weights @ np.log(parts))
    found = measured(city)
    assert found["effectiveness"] == pytest.approx(100 * index, rel=1e-9)
    with_cost = math.exp((math.log(index) + 0.15 * math.log(0.7)) / 1.15)
    assert found["effectiveness_with_cost"] == pytest.approx(100 * with_cost, rel=1e-9)


def test_hours_are_weighed_by_capacity(city_of):
    city = city_of({"rules": {"administration": {"assessment": 1.0}}})
    organisations = city.organisations
    rng = np.random.default_rng(3)
    organisations.burden[:] = rng.uniform(0.2, 0.6, len(organisations))
    organisations.coordination[:] = rng.uniform(0.0, 0.2, len(organisations))
    organisations.willingness[:] = rng.random(len(organisations))
    hours = organisations.capacity.sum(axis=1)
    city.work.delivered, city.work.by_kind[6] = 0.5 * hours.sum() + 2.0, 2.0
    city.citizens.took_part[:9] = 0
    found = measured(city)
    assert found["coordination_cost"] == pytest.approx(hours @ organisations.coordination / hours.sum())
    assert found["burden"] == pytest.approx(hours @ organisations.burden / hours.sum())
    assert found["willingness"] == pytest.approx(hours @ organisations.willingness / hours.sum())
    assessed = ~np.isin(organisations.kind, (3, 5))
    left = hours * (1.0 - organisations.burden)
    assert found["show"] == pytest.approx(0.5 * left[assessed].sum() / left.sum())
    assert found["responsibility_delivered"] == pytest.approx(math.sqrt(0.5 * (9 / 72) / 0.5))


def test_work_by_hand(city_of):
    city = city_of()
    work = city.work
    domain = city.types.domain
    in_learning, in_harmony = (int(np.flatnonzero(domain == d)[0]) for d in (0, 3))
    work.needed[0, in_learning], work.needed[0, in_harmony] = 3.0, 4.0
    work.needed[1, in_harmony] = 1.0
    work.effort[0, in_learning, 0], work.effort[1, in_harmony, 3] = 2.0, 1.0
    work.applied[0, in_learning], work.output[0, in_learning], work.done[0, in_learning] = 2.0, 1.5, 1.0
    work.delivered, work.pooled = 4.0, 1.0
    found = measured(city)
    assert found["goal_alignment"] == pytest.approx((7.0 * 3.0 / 5.0 + 1.0 * 1.0) / 8.0)
    assert found["resource_match"] == pytest.approx(0.75)
    assert found["resource_pooling"] == pytest.approx(0.25)
    assert found["idle_effort"] == pytest.approx(0.75)


def test_communities_are_averaged(city_of):
    city = city_of()
    city.communities.consensus[:], city.communities.pledge[:] = [0.1, 0.2, 0.6], [0.0, 0.3, 0.6]
    city.communities.cohesion[:], city.communities.reach[:] = [0.4, 0.5, 0.9], [0.0, 0.5, 1.0]
    found = measured(city)
    assert [found[name] for name in ("consensus", "pledge", "cohesion", "mechanism_fluency")] == pytest.approx(
        [0.3, 0.3, 0.6, 0.5]
    )


def test_where_there_was_nothing_to_do_nothing_was_left_undone(city_of):
    found = measured(city_of())
    for name in ("resolution", "backlog", "official_response", "official_closing", "responsibility_assigned"):
        assert found[name] == 1.0, name
    assert found["idle_effort"] == 0.0


def test_stages_below_resolved_are_the_open_ones():
    assert [stage for stage in Stage if stage < Stage.RESOLVED] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("        pledge=mean(pledge),\n", "", "pledge"),
        ("        pledge=mean(pledge),\n", "        pledge=mean(pledge),\n        well_being=1.0,\n", "well_being"),
        ("        pledge=mean(pledge),\n", "        pledges=mean(pledge),\n", "pledge"),
    ],
    ids=["not measured", "not declared", "another name"],
)
def test_what_is_measured_and_not_declared_or_the_reverse_is_an_error_with_its_name(settings_of, was, now, said):
    city = Simulation(settings_of()).run().city
    edited = types.ModuleType("cogov.model.edited")
    edited.__package__ = measuring.__package__
    text = inspect.getsource(measuring)
    assert was in text
    before = dict(KERNELS)
    exec(compile(text.replace(was, now), "edited.py", "exec"), vars(edited))
    for name in set(KERNELS) - set(before):
        del KERNELS[name]
    row, kept = np.full(len(NAMES), np.nan), city.ledger.counts.copy()
    with pytest.raises(Exception, match=rf"'{said}'"):
        edited.measure(city, row)
    assert np.isnan(row).all()
    assert np.array_equal(city.ledger.counts, kept)


@pytest.mark.parametrize("places", [len(NAMES) - 1, len(NAMES) + 1, 0])
def test_a_row_that_is_too_short_or_too_long_is_refused_unwritten(settings_of, places):
    city = Simulation(settings_of()).run().city
    row = np.full(places, 7.0)
    with pytest.raises(ValueError, match=f"a row of {len(NAMES)} indicators is needed"):
        measure(city, row)
    assert (row == 7.0).all()
