import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from cogov.model.processes.allocate import allocate, water_level
from cogov.model.processes.commit import commit

AMOUNT = st.floats(0.0, 50.0)
NEEDS = arrays.arrays(float, st.integers(1, 12), elements=st.floats(0.0, 10.0))


@given(NEEDS, AMOUNT)
def test_water_filling_spends_the_amount_or_meets_all_needs(need, amount):
    level = water_level(need, amount)
    spent = np.maximum(0.0, need - level).sum()
    if amount >= need.sum():
        assert level == 0.0
    else:
        assert 0.0 <= level <= need.max() * (1.0 + 1e-15)
        assert spent == pytest.approx(amount, abs=1e-9)


@pytest.mark.parametrize("amount", [5e-324, 1e-300, 1e-20, 1e-17])
def test_water_filling_ends_when_the_amount_is_lost_in_rounding(amount):
    for need in ([1.0], [1.0, 1.0, 1.0], [0.0, 3.0], [0.1, 0.7, 0.7]):
        level = water_level(np.array(need), amount)
        assert level == pytest.approx(max(need))


def test_water_levels_by_hand():
    assert water_level(np.array([5.0, 3.0, 1.0]), 2.0) == 3.0
    assert water_level(np.array([5.0, 3.0, 1.0]), 4.0) == 2.0
    assert water_level(np.array([5.0, 3.0, 1.0]), 6.0) == 1.0
    assert water_level(np.array([5.0, 3.0, 1.0]), 7.5) == 0.5
    assert water_level(np.array([5.0, 3.0, 1.0]), 9.0) == 0.0


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
def test_a_pool_brings_unmet_needs_to_one_level(city_of, place_issues, kind_of_resource):
    city = busy(city_of, place_issues, {"rules": {"resources": {"rule": "city", "share": 1.0}}})
    allocate(city)
    need = city.work.needed * city.types.needs[:, kind_of_resource]
    given_ = city.work.effort[:, :, kind_of_resource]
    left = (need - given_)[given_ > 1e-12]
    assert left == pytest.approx(np.full(len(left), left[0]), abs=1e-9)
    assert (need[given_ <= 1e-12] <= left[0] + 1e-9).all()


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


def test_a_pool_without_loss_in_one_community_with_one_type_changes_nothing(city_of, hamlet, place_issues):
    world = {
        "world": {
            "actors": {
                kind: {"number": 2, "capacity": {"social": 9.0}} for kind in ("enterprise", "social_organisation")
            }
        }
    }
    free = {"behaviour": {"commit": {"accounts": 0.0}, "allocate": {"loss_community": 0.0}}}
    efforts = []
    for share in (0.0, 0.3, 1.0):
        city = city_of(hamlet, world, free, {"rules": {"resources": {"rule": "community", "share": share}}})
        place_issues(city, 5, work=20.0)
        commit(city)
        allocate(city)
        efforts.append(city.work.effort.copy())
    assert efforts[0].sum() > 0.0
    assert efforts[1] == pytest.approx(efforts[0], rel=1e-12)
    assert efforts[2] == pytest.approx(efforts[0], rel=1e-12)


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
