from math import comb

import numpy as np
import pytest

from cogov.model.processes.deliberate import MAJORITY, TWO_THIRDS, UNANIMITY, deliberate, discuss, passes
from cogov.model.state import NEVER, Count

# Friedkin & Johnsen on the complete graph, everyone listening to all alike.
FIRST = np.array([[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]])


def after(rounds: int, susceptibility: float, self_weight: float = 0.0, weight=(1.0, 1.0, 1.0), first=FIRST):
    position = first.copy()
    discuss(position, first, np.array(weight, dtype=float), susceptibility, self_weight, rounds)
    return position


def test_friedkin_johnsen_tends_to_its_fixed_point():
    assert after(200, 0.6)[:, 0] == pytest.approx([0.3, 0.5, 0.7], abs=1e-12)


@pytest.mark.parametrize("self_weight", [0.0, 0.3, 0.9])
@pytest.mark.parametrize("susceptibility", [0.2, 0.5, 0.8])
def test_the_fixed_point_solves_the_equation(susceptibility, self_weight):
    weight = np.array([1.0, 3.0, 1.0])
    listening = self_weight * np.eye(3) + (1.0 - self_weight) * np.tile(weight / weight.sum(), (3, 1))
    limit = np.linalg.solve(np.eye(3) - susceptibility * listening, (1.0 - susceptibility) * FIRST)
    assert after(3000, susceptibility, self_weight, weight) == pytest.approx(limit, abs=1e-12)


def test_the_spread_of_views_shrinks_by_the_square_of_stubbornness():
    assert after(200, 0.6)[:, 0].var() / FIRST[:, 0].var() == pytest.approx(0.16, abs=1e-12)


def test_one_round_by_hand():
    # .8 (.5 x + .5 mean) + .2 x, the mean being .5
    assert after(1, 0.8, 0.5)[:, 0] == pytest.approx([0.2, 0.5, 0.8], abs=1e-15)


def test_without_stubbornness_degroot_tends_to_the_weighted_mean():
    position = after(200, 1.0, 0.5, weight=(1.0, 2.0, 5.0))
    assert position[:, 0] == pytest.approx([0.75] * 3, abs=1e-12)


def test_the_deaf_stay_where_they_are():
    assert (after(50, 0.0) == FIRST).all()


@pytest.mark.parametrize("rounds", [1, 2, 12])
def test_the_weighted_mean_stays_where_it_was(rounds):
    rng = np.random.default_rng(1)
    first, weight = rng.dirichlet(np.ones(5), 30), rng.uniform(1.0, 3.0, 30)
    moved = after(rounds, 0.8, 0.5, weight, first)
    assert weight @ moved == pytest.approx(weight @ first, rel=1e-13)
    assert moved.sum(axis=1) == pytest.approx(np.ones(30), rel=1e-13)


def chance(n: int, rule: int, q: float = 0.8) -> float:
    """Probability that n independent voters, each for it with q, pass a proposal."""
    return sum(comb(n, k) * q**k * (1.0 - q) ** (n - k) for k in range(n + 1) if passes(k, n, rule))


@pytest.mark.parametrize(
    ("n", "rule", "probability"),
    [
        (7, MAJORITY, 0.966656),
        (7, TWO_THIRDS, 0.851968),
        (12, TWO_THIRDS, 0.927445),
        (16, TWO_THIRDS, 0.918312),
        (3, UNANIMITY, 1 / 1.953125),
        (7, UNANIMITY, 0.8**7),
        (16, UNANIMITY, 0.8**16),
    ],
)
def test_decision_rules_pass_as_often_as_known(n, rule, probability):
    assert chance(n, rule) == pytest.approx(probability, abs=5e-7)


def test_condorcets_jury():
    assert chance(11, MAJORITY, 0.6) == pytest.approx(0.753498, abs=5e-7)


@pytest.mark.parametrize(
    ("votes", "voters", "majority", "two_thirds", "unanimity"),
    [
        (2, 4, 0, 0, 0),
        (3, 5, 1, 0, 0),
        (4, 6, 1, 1, 0),
        (3, 4, 1, 1, 0),
        (4, 4, 1, 1, 1),
        (0, 0, 0, 0, 0),
        (0, 1, 0, 0, 0),
    ],
)
def test_where_the_rules_draw_the_line(votes, voters, majority, two_thirds, unanimity):
    found = [passes(votes, voters, rule) for rule in (MAJORITY, TWO_THIRDS, UNANIMITY)]
    assert found == [majority, two_thirds, unanimity]


# --- a meeting in one community ---------------------------------------------------------------------------------------

EVERYBODY_COMES = {
    "deliberate": {
        "turnout_base": 10.0,
        "turnout_motive": 10.0,
        "turnout_trust": 10.0,
        "turnout_fatigue": 0.0,
    }
}


def meeting(city_of, hamlet, *, behaviour: dict | None = None, **rules):
    return city_of(
        hamlet,
        {"world": {"actors": {"self_governing": {"number": 1}, "party_branch": {"number": 1}}}},
        {"behaviour": EVERYBODY_COMES},
        {"behaviour": {"deliberate": behaviour or {}}},
        {"rules": {"deliberation": {"interval_weeks": 4, "inclusiveness": 1.0, **rules}}},
    )


def test_an_adopted_proposal_is_the_mean_of_residents_and_organisations(city_of, hamlet):
    city = meeting(city_of, hamlet, voice_equality=1.0, pledge=0.6, decision_rule="unanimity")
    city.citizens.tolerance[:] = 1.0
    deliberate(city)
    voices = np.vstack((city.citizens.priorities, city.organisations.priorities))
    assert city.communities.agenda[0] == pytest.approx(0.5 * 0.2 + 0.5 * voices.mean(axis=0), rel=1e-12)
    assert city.communities.acceptance[0] == 1.0
    assert city.communities.consensus[0] == pytest.approx(0.25 + 0.25 * 0.75, rel=1e-12)
    assert city.communities.pledge[0] == pytest.approx(0.25 * 0.6, rel=1e-12)
    assert city.ledger.counts[0, [Count.MEETINGS, Count.ADOPTED]].tolist() == [1, 1]


@pytest.mark.parametrize(("equality", "status"), [(0.0, 3.0), (0.5, 2.0), (1.0, 1.0)])
def test_without_equal_voice_members_and_organisations_weigh_threefold(city_of, hamlet, equality, status):
    city = meeting(city_of, hamlet, voice_equality=equality)
    city.citizens.tolerance[:] = 1.0
    city.citizens.party_member[:] = False
    city.citizens.party_member[[1, 4]] = True
    deliberate(city)
    weight = np.ones(12)
    weight[[1, 4, 10, 11]] = status
    voices = np.vstack((city.citizens.priorities, city.organisations.priorities))
    proposal = weight @ voices / weight.sum()
    assert city.communities.agenda[0] == pytest.approx(0.5 * 0.2 + 0.5 * proposal, rel=1e-12)


def test_those_accept_whose_distance_is_within_their_tolerance(city_of, hamlet):
    city = meeting(city_of, hamlet, rounds=1, voice_equality=1.0, decision_rule="majority")
    voices = np.vstack((city.citizens.priorities, city.organisations.priorities))
    proposal = voices.mean(axis=0)
    position = 0.8 * (0.5 * voices + 0.5 * proposal) + 0.2 * voices
    distance = 0.5 * np.abs(position[:10] - proposal).sum(axis=1)
    city.citizens.tolerance[:] = distance + np.where(np.arange(10) < 7, 1e-9, -1e-9)
    deliberate(city)
    assert city.communities.acceptance[0] == 0.7
    assert city.ledger.counts[0, Count.ADOPTED] == 1


def test_a_refused_proposal_changes_nothing_and_costs_the_time_all_the_same(city_of, hamlet):
    city = meeting(city_of, hamlet, rounds=3)
    city.citizens.tolerance[:] = -1.0
    city.citizens.fatigue[:] = 0.5
    deliberate(city)
    assert city.communities.agenda[0].tolist() == [0.2] * 5
    assert (city.communities.consensus[0], city.communities.pledge[0]) == (0.25, 0.0)
    assert city.ledger.counts[0, [Count.MEETINGS, Count.ADOPTED]].tolist() == [1, 0]
    assert city.citizens.fatigue == pytest.approx([0.5 + 3 * 0.03] * 10, rel=1e-12)
    assert city.citizens.voice == pytest.approx([0.4] * 10, rel=1e-12)
    assert (city.citizens.took_part == 0).all()
    assert city.communities.attendance[0] == 1.0


def test_fatigue_never_exceeds_one(city_of, hamlet):
    city = meeting(city_of, hamlet, rounds=12)
    city.citizens.fatigue[:] = 0.99
    deliberate(city)
    assert (city.citizens.fatigue == 1.0).all()


def test_meetings_are_held_when_due_and_fade_between(city_of, hamlet):
    city = meeting(city_of, hamlet)
    city.communities.consensus[:], city.communities.pledge[:], city.citizens.voice[:] = 0.65, 0.5, 0.8
    for week in (1, 2, 3):
        city.week = week
        deliberate(city)
    assert city.ledger.counts[:, Count.MEETINGS].sum() == 0
    assert city.communities.consensus[0] == pytest.approx(0.25 + 0.4 * 0.99**3, rel=1e-12)
    assert city.communities.pledge[0] == pytest.approx(0.5 * 0.99**3, rel=1e-12)
    assert city.citizens.voice == pytest.approx([0.8 * 0.95**3] * 10, rel=1e-12)
    city.week = 4
    deliberate(city)
    assert city.ledger.counts[4, Count.MEETINGS] == 1


def test_turnout_follows_motive_trust_and_fatigue(city_of, hamlet, within_luck):
    city = city_of(
        hamlet,
        {"world": {"city": {"residents_per_grid": 5000}, "actors": {"party_branch": {"number": 1}}}},
        {"rules": {"deliberation": {"interval_weeks": 1, "inclusiveness": 0.4}}},
    )
    city.citizens.motive[:], city.citizens.trust[:], city.citizens.fatigue[:] = 0.6, 0.5, 0.1
    deliberate(city)
    came = (city.citizens.took_part == 0).sum()
    assert within_luck(came, 5000, 0.4 / (1.0 + np.exp(1.5 - 1.2 - 1.0 + 0.2)))
    assert city.communities.attendance[0] == came / 5000


@pytest.mark.parametrize(
    "change",
    [
        {"rules": {"deliberation": {"interval_weeks": 0}}},
        {"world": {"actors": {"citizen": {"enabled": False}}}},
        {"world": {"actors": {"self_governing": {"enabled": False}, "party_branch": {"enabled": False}}}},
    ],
    ids=["never", "no citizens", "nobody to convene"],
)
def test_no_meeting_without_rule_citizens_or_convener(city_of, coordinated, change):
    city = city_of(coordinated, change)
    city.communities.attendance[:] = 0.5
    deliberate(city)
    assert (city.communities.attendance == 0.0).all()
    assert (city.citizens.took_part == NEVER).all()
    assert city.ledger.counts.sum() == 0
