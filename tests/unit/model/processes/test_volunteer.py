import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogov.model.processes.volunteer import decide, happens, mobilisation, pull_of_others, volunteer
from cogov.model.state import NEVER, Contributor

N = 5000


def logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


@pytest.mark.parametrize("belief", [0.0, 0.2, 0.5, 0.8, 1.0])
def test_the_pull_of_others_by_type(belief):
    pull = {kind: pull_of_others(kind, belief, 0.5, 0.4) for kind in Contributor}
    assert pull[Contributor.CONDITIONAL] == belief
    assert pull[Contributor.FREE_RIDER] == 0.0
    assert pull[Contributor.HUMP_SHAPED] == pytest.approx(min(belief, 1.0 - belief))
    assert pull[Contributor.OTHER] == 0.4


def test_the_hump_is_highest_at_its_peak():
    pulls = [pull_of_others(Contributor.HUMP_SHAPED, b, 0.3, 0.0) for b in (0.0, 0.15, 0.3, 0.65, 1.0)]
    assert pulls == pytest.approx([0.0, 0.15, 0.3, 0.15, 0.0])


@given(st.floats(1e-16, 1.0, exclude_max=True), st.floats(-700.0, 700.0))
def test_what_happens_is_what_the_logistic_says(luck, odds):
    edge = 1.0 / (1.0 + math.exp(-odds))
    if abs(luck - edge) > 1e-12 * edge:
        assert happens(luck, odds) == (luck < edge)


@given(st.lists(st.tuples(st.floats(-9.0, 9.0), st.floats(-1e5, 1e5) | st.floats(-30.0, 30.0)), min_size=1))
def test_the_shortcut_decides_as_one_by_one(pairs):
    # Luck at, or by any little beside, the edge, where the shortcut might stumble.
    odds = np.array([x for _, x in pairs])
    edge = np.array([1.0 / (1.0 + math.exp(min(700.0, -x))) for x in odds])
    luck = np.clip(edge * (1.0 + np.array([math.copysign(10.0 ** (-abs(d)), d) for d, _ in pairs])), 1e-300, 1.0)
    happened = np.zeros(len(odds), dtype=bool)
    decide(luck, odds, np.empty(len(odds)), happened)
    assert happened.tolist() == [happens(u, x) for u, x in zip(luck, odds, strict=True)]


@pytest.fixture
def crowd(city_of, hamlet):
    """Five thousand alike residents of one community with a branch and a mass organisation."""

    def gather(*changes):
        city = city_of(
            hamlet,
            {
                "world": {
                    "city": {"residents_per_grid": N},
                    "actors": {"party_branch": {"number": 1}, "mass_organisation": {"number": 1}},
                }
            },
            *changes,
        )
        people = city.citizens
        people.trust[:], people.motive[:], people.motive_anchor[:], people.fatigue[:] = 0.5, 0.4, 0.4, 0.1
        people.satisfaction[:], people.belief[:], people.link_rank[:] = 0.6, 0.2, 0.5
        people.contributor[:], people.party_member[:] = Contributor.FREE_RIDER, False
        city.organisations.willingness[:] = 0.5
        city.organisations.burden[:] = 0.1
        return city

    return gather


PLAIN = -5.2 + 3.2 * 0.4 + 1.4 * 0.5 - 3.0 * 0.1 + 0.5 * 0.45  # base, motive, trust, fatigue, mobilised


@pytest.mark.parametrize(
    ("change", "columns", "odds"),
    [
        ({}, {}, PLAIN),
        ({"participation": {"reward": 0.5}}, {}, PLAIN + 1.6 * 0.5 - 3.2 * 0.4 * 0.4 * 0.5),
        ({"participation": {"volunteer_service": 1.0}}, {}, PLAIN + 1.0),
        ({"party_building": {"vanguard": 0.8}}, {"party_member": True}, PLAIN + 2.5 * 0.8),
        ({"party_building": {"vanguard": 0.8}}, {}, PLAIN),
        ({"party_building": {"vanguard": 0.8, "household_links": 0.6}}, {}, PLAIN + 0.8 * 0.8 * 0.6),
        ({"party_building": {"vanguard": 0.8, "household_links": 0.4}}, {}, PLAIN),
        ({}, {"contributor": Contributor.CONDITIONAL}, PLAIN + 2.0 * 0.57 * 0.2),
        ({}, {"contributor": Contributor.OTHER}, PLAIN + 2.0 * 0.5),
        (
            {},
            {"contributor": Contributor.CONDITIONAL, "volunteered": True},
            PLAIN + 2.0 * (0.57 * 0.2 + 0.43),
        ),
    ],
    ids=[
        "plain",
        "reward",
        "service",
        "member",
        "non-member",
        "linked",
        "unlinked",
        "conditional",
        "other",
        "neighbours",
    ],
)
def test_residents_volunteer_with_the_logistic_chance(crowd, within_luck, change, columns, odds):
    city = crowd({"rules": change})
    for name, value in columns.items():
        getattr(city.citizens, name)[:] = value
    served, before = 0, city.citizens.volunteered.copy()
    belief, motive, fatigue = (getattr(city.citizens, name).copy() for name in ("belief", "motive", "fatigue"))
    for seed in range(10):
        city.seed = seed
        city.citizens.volunteered[:], city.citizens.belief[:] = before, belief
        city.citizens.motive[:], city.citizens.fatigue[:] = motive, fatigue
        volunteer(city)
        served += city.citizens.volunteered.sum()
        assert city.communities.volunteers[0] == city.citizens.volunteered.sum()
    assert within_luck(served, 10 * N, logistic(odds))


def test_belief_follows_memory_and_neighbours(crowd):
    city = crowd()
    before = np.random.default_rng(4).random(N) < 0.3
    city.citizens.volunteered[:] = before
    volunteer(city)
    ring = np.array([np.roll(before, -step) for step in (-3, -2, -1, 1, 2, 3)], dtype=float).sum(axis=0)
    share = (ring + before[city.citizens.near] + before[city.citizens.far]) / 8.0
    assert city.citizens.belief == pytest.approx(0.57 * 0.2 + 0.43 * share, abs=1e-14)


def test_service_tires_and_rest_refreshes(crowd):
    city = crowd()
    city.citizens.motive_anchor[:] = 0.9
    volunteer(city)
    served = city.citizens.volunteered
    assert 0 < served.sum() < N
    assert city.citizens.fatigue == pytest.approx(np.where(served, 0.09 + 0.15, 0.09), abs=1e-14)
    rested = 0.4 + 0.02 * 0.5
    nourished = rested + 0.01 * 0.6 * (1.0 - rested)
    assert city.citizens.motive == pytest.approx(np.where(served, nourished, rested), abs=1e-14)
    assert city.citizens.took_part.tolist() == np.where(served, 0, NEVER).tolist()


def test_rewarded_service_wears_motive_down(crowd):
    city = crowd({"rules": {"participation": {"reward": 0.5}}})
    volunteer(city)
    served = city.citizens.volunteered
    worn = 0.4 + 0.01 * 0.6 * 0.6 - 0.05 * 0.4 * 0.5 * 0.4
    assert city.citizens.motive[served] == pytest.approx(np.full(served.sum(), worn), abs=1e-14)
    assert worn < 0.4


def test_the_same_luck_and_more_reason_never_loses_a_volunteer(crowd):
    few, many = crowd(), crowd({"rules": {"participation": {"volunteer_service": 0.5}}})
    volunteer(few)
    volunteer(many)
    assert (few.citizens.volunteered <= many.citizens.volunteered).all()
    assert few.citizens.volunteered.sum() < many.citizens.volunteered.sum()


def test_fatigue_settles_where_tiring_and_recovery_balance(crowd):
    """Whoever serves every week: .9 f + .15 = f at 1.5, so she stops at 1; whoever rests tends to 0."""
    city = crowd({"behaviour": {"volunteer": {"base": 5.0, "fatigue": 0.0, "motive": 20.0}}})
    for week in range(60):
        city.week = week
        volunteer(city)
    assert (city.citizens.fatigue == 1.0).all()
    city = crowd({"behaviour": {"volunteer": {"base": -20.0}}})
    for week in range(60):
        city.week = week
        volunteer(city)
    assert city.citizens.fatigue == pytest.approx(np.full(N, 0.1 * 0.9**60), rel=1e-12)


def test_members_who_serve_are_counted_among_members(crowd):
    city = crowd()
    city.citizens.party_member[: N // 2] = True
    volunteer(city)
    served = city.citizens.volunteered[: N // 2]
    assert city.communities.members_volunteering[0] == served.mean()


def test_mass_organisations_call_as_far_as_burden_leaves_them_hours(city_of):
    city = city_of({"world": {"actors": {"mass_organisation": {"number": 2}}}})
    mass = np.flatnonzero(city.organisations.kind == 4)
    city.organisations.willingness[mass] = [0.5, 0.7, 0.9, 0.1]
    city.organisations.burden[mass] = [0.1, 0.5, 0.0, 1.0]
    assert mobilisation(city) == pytest.approx([0.4, 0.4, 0.45], abs=1e-14)


def test_without_mass_organisations_nobody_calls(city_of):
    city = city_of({"world": {"actors": {"mass_organisation": {"enabled": False}}}})
    assert mobilisation(city).tolist() == [0.0, 0.0, 0.0]


def test_disabled_citizens_do_not_volunteer(city_of, coordinated):
    city = city_of(coordinated, {"world": {"actors": {"citizen": {"enabled": False}}}})
    city.communities.volunteers[:] = 9.0
    volunteer(city)
    assert not city.citizens.volunteered.any()
    assert (city.communities.volunteers == 0.0).all()
