import numpy as np
import pytest

from cogov.model.processes.experience import experience
from cogov.model.state import Stage

STILL = {
    "satisfaction_rate": 0.0, "trust_gain": 0.0, "lapse_loss": 0.0, "overdue_loss": 0.0, "trust_neighbours": 0.0,
    "trust_voice": 0.0, "trust_satisfaction": 0.0, "norm_pledge": 0.0, "norm_neighbours": 0.0, "norm_lead": 0.0,
    "norm_erosion": 0.0, "priority_seen": 0.0, "priority_neighbours": 0.0, "priority_anchor": 0.0,
}  # fmt: skip


@pytest.fixture
def hearing(city_of, hamlet):
    """Ten residents of one grid whose minds only the named coefficients move."""

    def build(**moving: float):
        city = city_of(hamlet, {"behaviour": {"experience": STILL | moving}})
        city.citizens.trust[:], city.citizens.norm[:] = 0.5, 0.4
        return city

    return build


def neighbours_mean(city, values: np.ndarray) -> np.ndarray:
    ring = sum(np.roll(values, -step, axis=0) for step in (-3, -2, -1, 1, 2, 3))
    return (ring + values[city.citizens.near] + values[city.citizens.far]) / 8.0


def test_with_every_coefficient_at_zero_nothing_moves(hearing, place_issues):
    city = hearing()
    place_issues(city, 3, stage=[Stage.LATENT, Stage.RESOLVED, Stage.LAPSED])
    before = {name: getattr(city.citizens, name).copy() for name in ("trust", "norm", "satisfaction", "priorities")}
    experience(city)
    assert all((getattr(city.citizens, name) == value).all() for name, value in before.items())


@pytest.mark.parametrize(("age", "weight"), [(0, 1.0), (13, 2.0), (26, 3.0), (40, 3.0)])
def test_harm_grows_with_age_to_three_times_its_severity(hearing, place_issues, age, weight):
    city = hearing()
    city.week = 40
    place_issues(city, 2, severity=[0.5, 1.5], born=40 - age, stage=[Stage.LATENT, Stage.PAPER_CLOSED])
    experience(city)
    assert city.grids.harm[0] == pytest.approx(weight * 2.0 / 10)


def test_what_is_over_does_no_harm(hearing, place_issues):
    city = hearing()
    place_issues(city, 2, stage=[Stage.RESOLVED, Stage.LAPSED])
    experience(city)
    assert city.grids.harm[0] == 0.0


def test_satisfaction_follows_harm_and_voice(hearing, place_issues):
    city = hearing(satisfaction_rate=0.08)
    city.citizens.voice[:] = np.linspace(0.0, 1.0, 10)
    place_issues(city, 3, severity=2.0)
    experience(city)
    wanted = 0.85 * np.exp(-0.6 / 0.3) + 0.15 * np.linspace(0.0, 1.0, 10)
    assert city.citizens.satisfaction == pytest.approx(0.6 + 0.08 * (wanted - 0.6), rel=1e-12)


def test_yearly_satisfaction_is_a_mean_of_the_weeks_so_far_then_a_moving_one(hearing):
    city = hearing(satisfaction_rate=0.5)
    seen, kept = [], []
    for week in range(60):
        city.week = week
        experience(city)
        seen.append(city.citizens.satisfaction[0])
        kept.append(city.citizens.yearly_satisfaction[0])
    assert kept[0] == seen[0]
    assert kept[51] == pytest.approx(np.mean(seen[:52]), rel=1e-12)
    assert kept[52] == pytest.approx(kept[51] + (seen[52] - kept[51]) / 52, rel=1e-12)


def test_asymmetric_trust_tends_to_its_fixed_point(hearing, place_issues):
    """Of five problems four are solved and one lapses: p = .8, a+ = .05, a- = .15."""
    city = hearing(trust_gain=0.05 * 2, lapse_loss=0.15 * 2)
    for _ in range(400):
        place_issues(city, 5, stage=[Stage.RESOLVED] * 4 + [Stage.LAPSED])
        experience(city)
    p, gain, loss = 0.8, 0.05, 0.15
    limit = gain * p / (gain * p + loss * (1.0 - p))
    assert limit == pytest.approx(0.571429, abs=5e-7)
    assert city.citizens.trust == pytest.approx(np.full(10, limit), abs=1e-12)


@pytest.mark.parametrize(
    ("stage", "age", "change"),
    [
        (Stage.RESOLVED, 4, 0.8 * 0.5 / 10),
        (Stage.RESOLVED, 5, 0.0),
        (Stage.LAPSED, 1, -1.2 * 0.5 / 10),
        (Stage.LATENT, 4, 0.0),
        (Stage.LATENT, 5, -0.1 * 0.5 / 10),
        (Stage.ASSIGNED, 5, -0.1 * 0.5 / 10),
        (Stage.PAPER_CLOSED, 1, -0.1 * 0.5 / 10),
    ],
)
def test_what_one_problem_does_to_trust(hearing, place_issues, stage, age, change):
    city = hearing(trust_gain=0.8, lapse_loss=1.2, overdue_loss=0.1)
    city.week = 20
    place_issues(city, 1, stage=stage, born=20 - age)
    experience(city)
    assert city.citizens.trust == pytest.approx(np.full(10, 0.5 + change), abs=1e-14)


def test_trust_follows_neighbours_voice_and_satisfaction(hearing):
    city = hearing(trust_neighbours=0.03, trust_voice=0.004, trust_satisfaction=0.02)
    trust = np.random.default_rng(1).random(10)
    voice, satisfaction = np.random.default_rng(2).random((2, 10))
    city.citizens.trust[:], city.citizens.voice[:], city.citizens.satisfaction[:] = trust, voice, satisfaction
    experience(city)
    expected = (
        trust
        + 0.03 * (neighbours_mean(city, trust) - trust)
        + 0.004 * voice * (1.0 - trust)
        + 0.02 * (satisfaction - trust)
    )
    assert city.citizens.trust == pytest.approx(expected, abs=1e-14)
    assert city.grids.trust[0] == pytest.approx(expected.mean(), abs=1e-14)


def test_trust_stays_a_share_whatever_happens(hearing, place_issues):
    city = hearing(trust_gain=50.0)
    place_issues(city, 100, stage=Stage.RESOLVED)
    experience(city)
    assert (city.citizens.trust == 1.0).all()
    city = hearing(lapse_loss=50.0)
    place_issues(city, 100, stage=Stage.LAPSED)
    experience(city)
    assert (city.citizens.trust == 0.0).all()


def test_norms_follow_pledge_neighbours_and_leadership_and_erode(hearing):
    city = hearing(norm_pledge=0.02, norm_neighbours=0.02, norm_lead=0.01, norm_erosion=0.005)
    norm = np.random.default_rng(3).random(10)
    city.citizens.norm[:] = norm
    city.communities.pledge[:], city.communities.vanguard[:], city.communities.cohesion[:] = 0.7, 0.5, 0.6
    experience(city)
    expected = (
        norm + (0.02 * 0.7 + 0.01 * 0.3) * (1.0 - norm) + 0.02 * (neighbours_mean(city, norm) - norm) - 0.005 * norm
    )
    assert city.citizens.norm == pytest.approx(expected, abs=1e-14)
    assert city.grids.norm[0] == pytest.approx(expected.mean(), abs=1e-14)


def test_priorities_follow_what_is_seen_neighbours_and_ones_own(hearing, place_issues):
    city = hearing(priority_seen=0.03, priority_neighbours=0.03, priority_anchor=0.05)
    x = np.random.default_rng(4).dirichlet(np.ones(5), 10)
    city.citizens.priorities[:] = x
    place_issues(city, 1)
    experience(city)
    seen = np.array([0.0, 0.0, 0.0, 1.0, 0.0])  # a dispute belongs to harmony
    expected = (
        x + 0.03 * (seen - x) + 0.03 * (neighbours_mean(city, x) - x) + 0.05 * (city.citizens.priority_anchor - x)
    )
    assert city.citizens.priorities == pytest.approx(expected, abs=1e-14)
    assert city.communities.priorities[0] == pytest.approx(expected.mean(axis=0), abs=1e-14)


def test_where_nothing_is_unsolved_nothing_is_seen(hearing):
    city = hearing(priority_seen=0.5)
    before = city.citizens.priorities.copy()
    experience(city)
    assert (city.citizens.priorities == before).all()


def test_problems_are_felt_in_their_own_grid(city_of, place_issues):
    city = city_of()
    place_issues(city, 1, grid=3)
    experience(city)
    assert city.grids.harm.nonzero()[0].tolist() == [3]
    assert city.grids.harm[3] == pytest.approx(1.0 / 12)
