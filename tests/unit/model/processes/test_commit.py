import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogov.model.processes.commit import HUB, PEER, SILO, appearance_share, commit, joint_hours
from cogov.model.state import Kind, Stage


@pytest.mark.parametrize("n", [2, 7, 20])
def test_joint_work_costs_n_times_n_minus_one_links_among_peers_and_twice_n_minus_one_through_a_hub(n):
    hours, hub_hours, reached = joint_hours(n, PEER, 1.0, 0.25)
    assert (n - 1) * hours + hub_hours == n * (n - 1)
    assert reached == 1.0
    hours, hub_hours, reached = joint_hours(n, HUB, 0.001, 0.25)
    assert (n - 1) * hours + hub_hours == pytest.approx(2 * (n - 1) * 0.001)
    assert reached == 1.0


def test_a_hub_reaches_what_its_hours_allow():
    hours, hub_hours, reached = joint_hours(21, HUB, 0.05, 0.25)
    assert (hours, hub_hours, reached) == pytest.approx((0.05 / 4, 0.25, 0.25))


@given(st.integers(2, 60), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_a_hub_never_gives_more_than_its_limit(n, link, limit):
    hours, hub_hours, reached = joint_hours(n, HUB, link, limit)
    assert 0.0 <= reached <= 1.0
    assert hub_hours <= limit
    assert hub_hours == pytest.approx((n - 1) * hours)


@pytest.mark.parametrize("rule", [SILO, PEER, HUB])
@pytest.mark.parametrize("n", [0, 1])
def test_nobody_works_together_alone(n, rule):
    assert joint_hours(n, rule, 0.5, 0.25) == (0.0, 0.0, 1.0)


def test_the_share_on_show_is_the_optimum_of_the_two_task_problem():
    assert [appearance_share(a) for a in (0.0, 1.0, 2.0)] == [0.0, 0.5, 0.8]
    real = np.linspace(0.0, 1.0, 100_001)
    for pressure in (0.3, 1.0, 1.7):
        best = real[np.argmax(np.sqrt(real) + pressure * np.sqrt(1.0 - real))]
        assert appearance_share(pressure) == pytest.approx(1.0 - best, abs=1e-4)


def committed(city_of, *changes):
    city = city_of(*changes)
    commit(city)
    return city


def of_kind(city, column: np.ndarray, kind: Kind) -> np.ndarray:
    return column[city.organisations.kind == kind]


def test_effort_is_capacity_times_willingness_times_hours_left(city_of):
    city = committed(city_of)
    organisations = city.organisations
    assert organisations.burden == pytest.approx(np.full(len(organisations), 0.1))
    assert (organisations.coordination == 0.0).all()
    assert organisations.effort == pytest.approx(organisations.capacity * organisations.willingness[:, None] * 0.9)


PARTY, GOVERNMENT, COMMITTEE, ENTERPRISE, MASS, SOCIAL = list(Kind)[:6]


@pytest.mark.parametrize(
    ("rules", "cost"),
    [
        ({"administration": {"command": 0.8}}, {COMMITTEE: 0.2, PARTY: 0.16, MASS: 0.16}),
        ({"party_building": {"grid_coverage": 0.5}}, {COMMITTEE: 0.06}),
        ({"party_building": {"household_links": 0.5}}, {PARTY: 0.04}),
        ({"party_building": {"vanguard": 1.0}}, {}),
        ({"administration": {"law": 0.5}}, {GOVERNMENT: 0.04}),
        ({"mechanism": {"responsibility_lists": 0.5}}, dict.fromkeys(list(Kind)[:6], 0.025)),
        ({"resources": {"rule": "city", "share": 0.5}}, dict.fromkeys(list(Kind)[:6], 0.04)),
        ({"resources": {"rule": "separate", "share": 0.5}}, {}),
        ({"participation": {"reward": 0.5, "volunteer_service": 0.7}}, {COMMITTEE: 0.036}),
    ],
    ids=["command", "grid", "links", "vanguard", "law", "lists", "accounts", "separate", "incentives"],
)
def test_what_rules_cost_whom(city_of, rules, cost):
    city = committed(city_of, {"rules": rules})
    for kind in list(Kind)[:6]:
        burden = of_kind(city, city.organisations.burden, kind)
        assert burden == pytest.approx(np.full(len(burden), 0.1 + cost.get(kind, 0.0))), kind
        coordination = of_kind(city, city.organisations.coordination, kind)
        expected = 0.0 if "command" in rules.get("administration", {}) else cost.get(kind, 0.0)
        assert coordination == pytest.approx(np.full(len(coordination), expected)), kind


def test_meetings_cost_conveners_fully_and_others_in_part(city_of):
    city = city_of({"rules": {"deliberation": {"interval_weeks": 4, "rounds": 2}}})
    city.communities.attendance[:] = [0.1, 0.2, 0.4]
    commit(city)
    organisations = city.organisations
    for o, kind in enumerate(organisations.kind):
        share = {PARTY: 1.0, COMMITTEE: 1.0, ENTERPRISE: 0.3, SOCIAL: 0.3}.get(kind, 0.0)
        attendance = city.communities.attendance[organisations.community[o]] if share else 0.0
        assert organisations.coordination[o] == pytest.approx(0.3 * 2 / 4 * attendance * share)


@pytest.mark.parametrize(("open_work", "load"), [(0.0, 0.5), (0.48, 1.0), (0.96, 2.0), (4.8, 4.0)])
def test_a_link_costs_more_under_load_within_bounds(city_of, place_issues, open_work, load):
    """Six partners at home and six of the district; 24 residents bring .48 units a week."""
    city = city_of({"rules": {"mechanism": {"rule": "peer", "strength": 0.5}}})
    place_issues(city, 3, grid=[0, 2, 4], work=open_work, stage=[Stage.ASSIGNED, Stage.REPORTED, Stage.ASSIGNED])
    commit(city)
    assert city.communities.load == pytest.approx([open_work / 0.48] * 3)
    assert city.organisations.coordination == pytest.approx(np.full(len(city.organisations), 11 * 0.01 * load * 0.5))
    assert city.communities.reach.tolist() == [0.5] * 3


def test_latent_and_ended_problems_are_no_known_load(city_of, place_issues):
    city = city_of()
    place_issues(city, 4, stage=[Stage.LATENT, Stage.PAPER_CLOSED, Stage.RESOLVED, Stage.LAPSED])
    commit(city)
    assert (city.communities.load == 0.0).all()


def test_an_agency_that_serves_several_communities_pays_their_mean(city_of, place_issues):
    city = city_of({"rules": {"mechanism": {"rule": "peer", "strength": 1.0}}})
    place_issues(city, 1, grid=0, work=0.96)
    commit(city)
    in_town = (city.organisations.kind == GOVERNMENT) & (city.organisations.district == 0)
    assert city.organisations.coordination[in_town] == pytest.approx(np.full(5, 11 * 0.01 * (2.0 + 0.5) / 2))


HUB_RULES = {"rules": {"mechanism": {"rule": "hub", "strength": 1.0}}}


@pytest.mark.parametrize(
    ("missing", "hub"),
    [
        ((), PARTY),
        (("party_branch",), COMMITTEE),
        (("party_branch", "self_governing"), GOVERNMENT),
        (("party_branch", "self_governing", "government"), ENTERPRISE),
        (("party_branch", "self_governing", "government", "enterprise", "social_organisation"), MASS),
    ],
)
def test_the_branch_convenes_else_the_committee_else_the_first_agency(city_of, missing, hub):
    city = committed(
        city_of,
        HUB_RULES,
        {
            "world": {
                "actors": {kind: {"enabled": False} for kind in missing},
                "city": {"communities_per_district": 1},
            }
        },
        {"world": {"actors": {"mass_organisation": {"number": 2}}}},
    )
    rows = np.flatnonzero(city.organisations.district == 0)
    dearest = rows[np.argmax(city.organisations.coordination[rows])]
    assert city.organisations.kind[dearest] == hub
    partners = len(rows)
    assert city.organisations.coordination[dearest] == pytest.approx((partners - 1) * 0.005)
    assert city.organisations.coordination[rows].sum() == pytest.approx(2 * (partners - 1) * 0.005)


def test_an_overloaded_hub_reaches_less(city_of, place_issues):
    city = city_of(HUB_RULES, {"world": {"actors": {"enterprise": {"number": 20}}}})
    place_issues(city, 1, grid=0, work=100.0)
    commit(city)
    asked = 29 * 0.01 * 4.0
    assert city.communities.reach == pytest.approx([0.25 / asked, 1.0, 1.0])
    branch = np.flatnonzero((city.organisations.kind == PARTY) & (city.organisations.community == 0))
    assert city.organisations.coordination[branch] == pytest.approx([0.25])


def test_rules_cost_at_most_the_cap_and_coordination_shrinks_with_it(city_of):
    city = committed(
        city_of,
        {"behaviour": {"commit": {"base": 0.5, "tasks_committee": 0.5, "grid": 0.5, "cap": 0.9}}},
        {"rules": {"administration": {"command": 1.0}, "party_building": {"grid_coverage": 1.0}}},
    )
    committee = city.organisations.kind == COMMITTEE
    assert city.organisations.burden[committee] == pytest.approx([0.9] * 3)
    assert city.organisations.coordination[committee] == pytest.approx([0.5 * 0.9 / 1.5] * 3)


def test_assessment_turns_effort_of_the_assessed_to_show(city_of):
    plain, pressed = (
        committed(city_of),
        committed(city_of, {"rules": {"administration": {"assessment": 2.0}}}),
    )
    for kind in list(Kind)[:6]:
        left = 1.0 if kind in (ENTERPRISE, SOCIAL) else 0.2
        real = of_kind(pressed, pressed.organisations.effort, kind)
        assert real == pytest.approx(left * of_kind(plain, plain.organisations.effort, kind)), kind


def test_a_cut_multiplies_the_effort_of_its_kind(city_of):
    plain, cut = committed(city_of), city_of()
    cut.capacity_factor[ENTERPRISE] = 0.25
    commit(cut)
    for kind in list(Kind)[:6]:
        factor = 0.25 if kind == ENTERPRISE else 1.0
        assert of_kind(cut, cut.organisations.effort, kind) == pytest.approx(
            factor * of_kind(plain, plain.organisations.effort, kind)
        )


def test_purchase_moves_economic_effort_of_government_to_social_effort_of_its_districts_ngos(city_of):
    plain, bought = (
        committed(city_of),
        committed(city_of, {"rules": {"participation": {"service_purchase": 0.8}}}),
    )
    before, after = plain.organisations.effort, bought.organisations.effort
    assert after.sum() == pytest.approx(before.sum(), rel=1e-12)
    for d in range(2):
        agencies = (plain.organisations.kind == GOVERNMENT) & (plain.organisations.district == d)
        ngos = (plain.organisations.kind == SOCIAL) & (plain.organisations.district == d)
        moved = 0.25 * 0.8 * before[agencies, 2].sum()
        assert moved > 0.0
        assert after[agencies, 2] == pytest.approx(0.8 * before[agencies, 2])
        assert after[ngos, 3].sum() - before[ngos, 3].sum() == pytest.approx(moved)
        gain = after[ngos, 3] / before[ngos, 3]
        assert gain == pytest.approx(np.full(ngos.sum(), gain[0]))


def test_nothing_is_bought_where_there_is_no_ngo(city_of):
    change = {"world": {"actors": {"social_organisation": {"enabled": False}}}}
    plain = committed(city_of, change)
    bought = committed(city_of, change, {"rules": {"participation": {"service_purchase": 1.0}}})
    assert (plain.organisations.effort == bought.organisations.effort).all()
