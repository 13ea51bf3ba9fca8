import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogov.model.processes.allocate import allocate, met_share
from cogov.model.processes.commit import commit

VESSELS = st.lists(st.tuples(st.floats(0.0, 10.0), st.floats(0.0, 10.0)), min_size=1, max_size=12)


def share_of(need: list[float], given_: list[float], amount: float) -> float:
    return met_share(np.array(need), np.array(given_), amount)


@given(VESSELS, st.floats(1e-6, 50.0))
def test_filling_spends_the_amount_or_meets_all_needs(vessels, amount):
    need, has = np.array(vessels).T.copy()
    share = met_share(need, has, amount)
    spent = np.maximum(0.0, share * need - has).sum()
    unmet = np.maximum(0.0, need - has).sum()
    assert 0.0 <= share <= 1.0
    assert spent == pytest.approx(min(amount, unmet), abs=1e-9)


@pytest.mark.parametrize(("amount", "share"), [(1.0, 0.25), (2.0, 0.5), (3.0, 0.6), (6.0, 0.9), (7.0, 1.0), (9.0, 1.0)])
def test_filled_vessels_stand_at_one_share_of_their_needs(amount, share):
    """Needs of 4 and 6 and 0; the second has 3 already: the first is filled to a half, then both alike."""
    assert share_of([4.0, 6.0, 0.0], [0.0, 3.0, 5.0], amount) == pytest.approx(share, abs=1e-15)


@pytest.mark.parametrize("amount", [5e-324, 1e-300, 1e-20, 1e-17])
def test_filling_ends_when_the_amount_is_lost_in_rounding(amount):
    for need in ([1.0], [1.0, 1.0, 1.0], [0.0, 3.0], [0.1, 0.7, 0.7]):
        half = [0.5 * n for n in need]
        assert share_of(need, half, amount) == pytest.approx(0.5)


@given(
    st.lists(st.floats(0.01, 1.0), min_size=2, max_size=6),
    st.floats(0.01, 0.99),
    st.floats(0.01, 0.99),
    st.integers(-2, 2),
)
def test_filling_ends_when_vessels_stand_at_the_very_level_that_is_reached(need, level, part, ulps):
    """The first is filled to where the others stand; rounding may lift the level over them and back."""
    has = [level * n for n in need]
    amount = part * has[0]
    has[0] -= amount
    for _ in range(abs(ulps)):
        amount = np.nextafter(amount, np.inf if ulps > 0 else 0.0)
    assert share_of(need, has, float(amount)) == pytest.approx(level, rel=1e-12)


def test_filling_ends_where_rounding_went_round_in_circles():
    need = [0.07518357411303722, 0.3737272662861517, 0.8054788955394286]
    has = [0.02132075797288807, 0.12097097027797468, 0.2607237210710485]
    assert share_of(need, has, 0.003015250474663471) == pytest.approx(has[1] / need[1], rel=1e-12)


# Two communities of a town and a village; an issue of every type in each, so that all effort finds work.
def busy(city_of, place_issues, *changes):
    city = city_of({"behaviour": {"allocate": {"mechanism_relief": 0.7}}}, *changes)
    types = len(city.types.names)
    place_issues(
        city,
        3 * types,
        grid=np.repeat([0, 2, 4], types),
        type=np.tile(np.arange(types), 3),
        work=np.linspace(5.0, 10.0, 3 * types),
    )
    city.week = 1
    commit(city)
    return city


def test_assigned_work_is_summed_by_community_and_type(city_of, place_issues):
    city = city_of()
    place_issues(
        city, 6, grid=[0, 1, 2, 0, 0, 0], type=[2, 2, 2, 2, 3, 3], stage=[2, 2, 2, 0, 1, 2], work=[1, 2, 4, 8, 16, 32]
    )
    allocate(city)
    assert city.work.needed[0, 2] == 3.0
    assert city.work.needed[1, 2] == 4.0
    assert city.work.needed[0, 3] == 32.0
    assert city.work.needed.sum() == 39.0


def test_an_organisation_spreads_by_priority_work_and_need(city_of, place_issues):
    city = busy(city_of, place_issues)
    allocate(city)
    expected = np.zeros_like(city.work.effort)
    organisations, types = city.organisations, city.types
    for o in range(len(organisations)):
        c, d = organisations.community[o], organisations.district[o]
        start = city.territory.district_start
        here = slice(c, c + 1) if c >= 0 else slice(start[d], start[d + 1])
        weight = (organisations.priorities[o][types.domain] * city.work.needed[here])[:, :, None] * types.needs
        expected[here] += organisations.effort[o] * weight / weight.sum(axis=(0, 1))
    assert city.work.effort == pytest.approx(expected, rel=1e-12)
    assert city.work.effort.sum() == pytest.approx(organisations.effort.sum(), rel=1e-12)
    assert city.work.delivered == pytest.approx(organisations.effort.sum(), rel=1e-12)
    assert city.work.pooled == city.work.lost_in_pool == 0.0
    by_kind = np.bincount(organisations.kind, organisations.effort.sum(axis=1), minlength=7)
    assert city.work.by_kind == pytest.approx(by_kind, rel=1e-12)


@pytest.mark.parametrize("reach", [0.0, 0.5, 1.0])
@pytest.mark.parametrize(("rule", "loss"), [("community", 0.05), ("district", 0.12), ("city", 0.22)])
def test_pooling_conserves_effort_less_the_stated_loss(city_of, place_issues, rule, loss, reach):
    city = busy(city_of, place_issues, {"rules": {"resources": {"rule": rule, "share": 0.4}}})
    city.communities.reach[:] = reach
    allocate(city)
    committed = city.organisations.effort.sum()
    lost = 0.4 * committed * loss * (1.0 - 0.7 * reach)
    assert city.work.pooled == pytest.approx(0.4 * committed, rel=1e-12)
    assert city.work.lost_in_pool == pytest.approx(lost, rel=1e-12)
    assert city.work.effort.sum() == pytest.approx(committed - lost, rel=1e-12)


@pytest.mark.parametrize("kind_of_resource", range(4))
def test_a_pool_brings_all_cells_to_one_share_of_their_need(city_of, place_issues, kind_of_resource):
    city = busy(city_of, place_issues, {"rules": {"resources": {"rule": "city", "share": 1.0}}})
    allocate(city)
    need = city.work.needed * city.types.needs[:, kind_of_resource]
    given_ = city.work.effort[:, :, kind_of_resource]
    shares = given_[need > 0.0] / need[need > 0.0]
    assert 0.0 < shares[0] < 1.0
    assert shares == pytest.approx(np.full(len(shares), shares[0]), rel=1e-12)
    assert (given_[need == 0.0] == 0.0).all()


def test_a_pool_fills_first_what_own_parts_leave_emptiest(city_of, place_issues):
    alone = busy(city_of, place_issues, {"rules": {"resources": {"rule": "separate", "share": 0.3}}})
    pooled = busy(city_of, place_issues, {"rules": {"resources": {"rule": "city", "share": 0.3}}})
    pooled.organisations.effort[:] = alone.organisations.effort
    allocate(alone)
    allocate(pooled)
    for r in range(4):
        need = pooled.work.needed * pooled.types.needs[:, r]
        own = 0.7 * alone.work.effort[:, :, r]
        lifted = pooled.work.effort[:, :, r] > own * (1.0 + 1e-12)
        reached = (pooled.work.effort[:, :, r] / np.where(need > 0.0, need, 1.0))[lifted]
        assert reached == pytest.approx(np.full(len(reached), reached[0]), rel=1e-9)
        left = (own / np.where(need > 0.0, need, np.inf))[~lifted & (need > 0.0)]
        assert (left >= reached[0] * (1.0 - 1e-9)).all()


@pytest.mark.parametrize("scope", ["community", "district", "city"])
def test_a_full_pool_without_loss_does_what_even_priorities_do(city_of, place_issues, scope):
    """One community: pooling everything changes nothing that the own plan with aligned goals does not."""
    place = {"world": {"city": {"urban_districts": 1, "communities_per_district": 1, "rural_counties": 0}}}
    free = {
        "behaviour": {
            "commit": {"accounts": 0.0},
            "allocate": dict.fromkeys(("loss_community", "loss_district", "loss_city"), 0.0),
        }
    }
    efforts = []
    for share in (0.0, 1.0):
        city = city_of(place, free, {"rules": {"resources": {"rule": scope, "share": share}}})
        types = len(city.types.names)
        place_issues(city, types, type=np.arange(types), work=np.linspace(5.0, 10.0, types))
        city.organisations.priorities[:] = 0.2
        commit(city)
        allocate(city)
        efforts.append(city.work.effort.copy())
    assert efforts[0].sum() > 0.0
    assert efforts[1] == pytest.approx(efforts[0], rel=1e-12)


@pytest.mark.parametrize(("rule", "reaches"), [("separate", 0), ("community", 0), ("district", 1), ("city", 2)])
def test_a_pool_reaches_as_far_as_its_area(city_of, place_issues, rule, reaches):
    """One problem; which communities' organisations work on it? In the first, its district's, or the whole city's."""
    city = busy(city_of, place_issues, {"rules": {"resources": {"rule": rule, "share": 0.5}}})
    place_issues(city, 1, grid=0, type=city.types.names.index("refuse"), work=1e3)  # all kinds of resource
    allocate(city)
    organisations = city.organisations
    effort = organisations.effort.sum(axis=1)
    own = (organisations.community == 0) | ((organisations.community < 0) & (organisations.district == 0))
    # What organisations of the district put into the other community's pool finds no work.
    away = 0.5 * effort[own & (organisations.community < 0)].sum() / 2 * (rule == "community")
    loss = {"separate": 0.0, "community": 0.05, "district": 0.12, "city": 0.22}[rule]
    area = {0: np.zeros(len(own), bool), 1: organisations.district == 0, 2: np.ones(len(own), bool)}[reaches] | own
    pooled = 0.0 if rule == "separate" else 0.5
    expected = (1.0 - pooled) * effort[own].sum() + pooled * (1.0 - loss) * effort[area].sum() - away * (1.0 - loss)
    assert city.work.effort[0].sum() == pytest.approx(expected, rel=1e-9)
    assert city.work.effort.sum() == pytest.approx(expected, rel=1e-9)


def test_volunteers_give_social_resource_by_residents_priorities(city_of, place_issues):
    city = busy(city_of, place_issues)
    city.organisations.effort[:] = 0.0
    city.communities.volunteers[:] = [10.0, 0.0, 5.0]
    allocate(city)
    needs, domain = city.types.needs, city.types.domain
    for c, hours in enumerate((1.2, 0.0, 0.6)):
        weight = city.communities.priorities[c][domain] * city.work.needed[c] * needs[:, 3]
        assert city.work.effort[c, :, 3] == pytest.approx(hours * weight / weight.sum(), rel=1e-12)
    assert (city.work.effort[:, :, :3] == 0.0).all()
    assert city.work.by_kind[6] == city.work.delivered == pytest.approx(1.8, rel=1e-12)


@pytest.mark.parametrize("rule", ["separate", "community", "district", "city"])
def test_effort_lies_idle_where_there_is_no_work(city_of, place_issues, rule):
    city = busy(city_of, place_issues, {"rules": {"resources": {"rule": rule, "share": 0.5}}})
    place_issues(city, 0)
    allocate(city)
    assert (city.work.effort == 0.0).all()
    assert city.work.delivered == pytest.approx(city.organisations.effort.sum(), rel=1e-12)
