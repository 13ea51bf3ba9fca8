"""The first week (ODD, section 5), against the text: keys, groups, hours, priorities, acquaintances."""

import math
from hashlib import blake2b

import numpy as np
import pytest

from cogov.model import random_draws as draws
from cogov.model.agents import columns

TOWN = {
    "urban_districts": 1, "streets_per_district": 1, "communities_per_street": 2, "rural_counties": 1,
    "townships_per_county": 1, "villages_per_township": 1, "grids_per_community": 2, "persons_per_grid": 500,
    "agents_per_grid": 11,
}  # fmt: skip
CITY = {"world": {"city": TOWN}, "run": {"seed": 9}}


def key(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def child(parent: int, ordinal: int) -> int:
    return int(draws.child(np.uint64(parent), ordinal))


def test_keys_follow_from_addresses(found):
    model = found(CITY)
    state = columns(model)
    assert int(state["place.key"][0]) == key("/")
    street = key("Urban district 1/Street 1-1")
    community = key("Urban district 1/Street 1-1/Community 1-1-2")
    assert int(model.streets[0].key) == street
    grid = child(community, 1)
    assert int(model.communities[1].grids[1].key) == grid
    assert int(state["resident.key"][model.communities[1].grids[1].people[3]]) == child(grid, 3)
    assert int(model.communities[1].grids[1].groups[0].key) == child(child(grid, 1_000_000), 0)
    department = model.districts[0].departments[2]
    assert int(department.key) == child(child(key("Urban district 1"), 2), 3000)
    assert int(model.communities[1].committee.key) == child(child(community, 3), 0)
    assert int(model.districts[0].mass_organisations[1].key) == child(child(key("Urban district 1"), 5), 1)


def test_cases_have_the_keys_of_their_birth(found):
    model = found(CITY)
    model.step()
    model.step()
    for case in model.cases:
        line = child(child(int(case.grid.key), case.type.number), case.born)
        assert int(case.key) in [child(line, rank) for rank in range(20)]
    assert len({int(case.key) for case in model.cases}) == len(model.cases)


def test_bodies_stand_in_the_order_of_the_text(found):
    model = found(CITY)
    kinds = [(body.kind, body.tier, body.domain) for body in model.bodies]
    district = [("party", 2, -1), *[("government", 2, d) for d in range(5)], *[("mass_organisation", 2, -1)] * 3]
    community = [("party", 0, -1), ("self_governing", 0, -1), *[("enterprise", 0, -1)] * 2,
                 *[("social_organisation", 0, -1)] * 2]  # fmt: skip
    street = [("party", 1, -1), ("government", 1, -1)]
    town = [*district, *street, *community, *community]
    assert kinds == [("party", 3, -1), ("government", 3, -1), *town, *district, *street, *community]
    served = model.communities[2].candidates
    assert served == [b for b in model.bodies if b.tier < 3 and model.communities[2] in b.serves]


@pytest.mark.parametrize(
    ("agents", "persons", "sizes"),
    [(11, 500, [2, 2, 2, 2, 3]), (11, 44, [3, 3, 3, 2]), (10, 40, [3, 3, 4]), (1, 500, [1]), (3, 500, [3])],
)
def test_household_groups_are_consecutive_and_none_is_of_one(found, agents, persons, sizes):
    city = {**TOWN, "agents_per_grid": agents, "persons_per_grid": persons, "commuters": 0.0}
    model = found({"world": {"city": city}})
    for grid in model.grids:
        assert [len(group.people) for group in grid.groups] == sizes
        assert [row for group in grid.groups for row in group.people] == list(grid.people)


def test_persons_and_agents_that_do_not_divide_go_to_the_first_grids(found):
    place = {"district": "D", "street": "S", "kind": "urban", "name": "C", "grids": 3, "persons": 101, "agents": 8}
    model = found({"world": {"city": {"places": [place]}}})
    assert [(grid.persons, len(grid.people)) for grid in model.grids] == [(34, 3), (34, 3), (33, 2)]


def test_hours_follow_persons_and_parts(found):
    model = found(CITY)
    scale = 1.6
    assert model.city.party.capacity[0] == pytest.approx(scale * 4.2 * 3000 / 5000 * 0.03)
    branch, committee = model.communities[0].branch, model.communities[0].committee
    assert branch.capacity[0] == pytest.approx(scale * 4.2 * 1000 / 5000 * 0.75)
    assert committee.capacity[3] == pytest.approx(scale * 3.6 * 1000 / 5000)
    office = model.streets[1].office  # in the county: rural factor .8
    assert office.capacity[1] == pytest.approx(scale * 8.4 * 1000 / 5000 * 0.3 * 0.8)
    firm = model.communities[0].home[2]
    assert firm.capacity[2] == pytest.approx(scale * 3.4 * 1000 / 5000 / 2)
    departments = sum(department.capacity[1] for department in model.districts[0].departments)
    assert departments == pytest.approx(scale * 8.4 * 2000 / 5000 * 0.67)


def test_departments_hours_follow_the_work_that_they_are_competent_for(found):
    model = found(CITY, {"world": {"actors": {"government": {"department_even": 0.0}}}})

    def upto(a: float, s: float) -> float:
        return (1.0 + math.erf((math.log(a) - s * s / 2.0) / s / math.sqrt(2.0))) / 2.0

    work = [0.0] * 5
    for kind in model.types:
        s = kind.issue.size_sigma
        classes = (upto(0.5, s), upto(2.0, s) - upto(0.5, s), 1.0 - upto(2.0, s))
        department = sum(w for w, level in zip(classes, kind.levels, strict=True) if level == "department")
        work[kind.domain] += kind.issue.share * department
    hours = [sum(department.capacity) for department in model.districts[0].departments]
    np.testing.assert_allclose(np.array(hours) / sum(hours), np.array(work) / sum(work))


def test_priorities_trades_and_skills(found):
    model = found(CITY)
    department = model.districts[0].departments[3]
    assert department.priorities == pytest.approx([0.0125, 0.0125, 0.0125, 0.95, 0.0125])
    firms = [b for b in model.communities[0].home if b.kind == "enterprise"]
    assert [firm.trade for firm in firms] == [4, 1]
    assert all(firm.own_priorities[firm.trade] >= 0.5 for firm in firms)
    assert [body.trade for body in model.districts[0].mass_organisations] == [1, 2, 3]
    for kind, skill in zip(model.types, firms[0].skill, strict=True):
        assert skill == (1.5 if kind.domain == 4 else 1.0)
    social = model.communities[0].social_organisations[0]
    assert max(social.skill) == 2.0
    assert {body.kind for body in model.bodies if body.trade >= 0} == {
        "enterprise", "mass_organisation", "social_organisation",
    }  # fmt: skip


def test_willingness_is_the_mean_where_there_is_no_spread(found):
    same = found(CITY, {"behaviour": {"founding": {"willingness_sd": 0.0}}})
    assert {body.willingness for body in same.bodies if body.kind == "party"} == {0.7}
    spread = found(CITY)
    assert len({body.willingness for body in spread.bodies}) == len(spread.bodies)
    assert all(body.willingness == body.anchor for body in spread.bodies)


def test_residents_are_drawn_by_their_keys(found):
    model = found(CITY)
    people, seed = model.people, 9
    k = people.key[5]
    assert people.trust[5] == draws.beta(seed, 1, 0, k, 0, 6.0, 5.0)
    assert people.motive[5] == people.anchor[5] == draws.beta(seed, 1, 0, k, 128, 0.25, 1.0)
    assert people.norm[5] == draws.beta(seed, 1, 0, k, 256, 2.0, 6.0)
    assert people.tolerance[5] == 0.29 * draws.beta(seed, 1, 0, k, 384, 4.0, 4.0)
    u, v = draws.two(seed, 1, 0, k, 1024)
    assert people.member[5] == (u < 0.07)
    assert people.contributor[5] == (0 if v < 0.55 else 1 if v < 0.78 else 2 if v < 0.9 else 3)
    gammas = [draws.gamma(seed, 1, 0, k, 512 + 64 * d, 2.0) for d in range(5)]
    mix = model.communities[0].mix
    own = [0.5 * g / sum(gammas) + 0.5 * m for g, m in zip(gammas, mix, strict=True)]
    np.testing.assert_allclose(people.own_priorities[5], own)


def test_neighbours_are_the_ring_near_and_far(found):
    model = found(CITY)
    people, n = model.people, 22
    row = 30  # in the second community, rows 22 to 43
    u, v = draws.two(9, 1, 0, people.key[row], 1026)
    near = 22 + (row - 22 + 1 + math.floor(u * (n - 1))) % n
    far = (row + 1 + math.floor(v * (people.n - 1))) % people.n
    assert sorted(people.neighbours[row]) == sorted([27, 28, 29, 31, 32, 33, near, far])
    assert near != row != far
    at_edge = people.neighbours[22][:6]
    assert sorted(at_edge) == [23, 24, 25, 41, 42, 43]


def test_far_acquaintances_stay_in_the_district_if_so_set(found):
    model = found(CITY, {"world": {"city": {"acquaintance": "district"}}})
    assert (model.people.far[:44] < 44).all()
    assert (model.people.far[44:] >= 44).all()


def test_ties_draw_the_far_acquaintance(found):
    ties = [
        {"source": "Community 1-1-1", "target": "Village 1-1-1", "weight": 3.0},
        {"source": "Community 1-1-1", "target": "Community 1-1-2", "weight": 1.0},
        {"source": "Community 1-1-2", "target": "Village 1-1-1", "weight": 0.0},
    ]
    model = found(CITY, {"world": {"city": {"ties": ties}}})
    people = model.people
    for row in range(22):
        _, v = draws.two(9, 1, 0, people.key[row], 1026)
        expected = 44 + math.floor(22 * (v / 0.75)) if v < 0.75 else 22 + math.floor(22 * ((v - 0.75) / 0.25))
        assert people.far[row] == expected
    plain = found(CITY)
    assert (people.far[22:] == plain.people.far[22:]).all()


def test_commuters_spend_their_days_in_town(found):
    model = found(CITY, {"world": {"city": {"commuters": 0.5}}})
    people = model.people
    for row in range(44, 66):
        u, v = draws.two(9, 1, 0, people.key[row], 1028)
        assert people.day_grid[row] == (math.floor(v * 4) if u < 0.5 else people.grid[row])
    assert (people.day_grid[:44] == people.grid[:44]).all()
    grid = model.grids[0]
    by_day = np.flatnonzero(people.day_grid == 0)
    assert grid.day_trust == pytest.approx(people.trust[by_day].mean())
    assert grid.by_day[:11] == list(range(11))
