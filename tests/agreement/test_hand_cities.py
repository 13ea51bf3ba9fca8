"""Cities of three bodies and five cases, worked out by hand week by week; section 8 of ``model/ODD.md`` among them."""

from collections.abc import Callable

import numpy as np
import pytest

from cogov.model import random_draws as draws
from cogov.model.agents.match import match
from cogov.model.parameters.settings import merge
from cogov.model.parameters.streams import ORDER, PROCEDURE

from .editions import EDITIONS, Edition, measure, name_case, settle

LATENT, AT_DESK, AWAITING, OWNED, ON_PAPER, RESOLVED, LAPSED = range(7)
PARTY, GOVERNMENT, COMMITTEE, ENTERPRISE = range(4)
A, B = 0, 1
NEAR = 2e-6
NONE = {"political": 0.0, "administrative": 0.0, "economic": 0.0, "social": 0.0}


def case_type(domain: str, level: str, **needs: float) -> dict:
    """A type that one body is competent for, that is never contested, hardly lapses and is never late."""
    return {
        "domain": domain, "share": 0.5, "needs": {**NONE, **needs}, "deadline_weeks": 104, "patience_weeks": 10_000.0,
        "competent": dict.fromkeys(("small", "usual", "large"), level),
    }  # fmt: skip


# Committee 2 (all social), office 3 (all administrative), enterprise 2 (all economic).
THREE_BODIES = {
    "world": {
        "city": {
            "urban_districts": 1, "streets_per_district": 1, "communities_per_street": 1, "rural_counties": 0,
            "grids_per_community": 1, "persons_per_grid": 5000, "agents_per_grid": 10,
        },
        "issues": {
            "a": case_type("harmony", "committee", administrative=0.5, social=0.5),
            "b": case_type("environment", "street", administrative=0.5, economic=0.5),
        },
        "actors": {
            "capacity_scale": 1.0,
            "party": {"enabled": False},
            "government": {"capacity": {**NONE, "administrative": 3.0}, "city": 0.0, "department": 0.0, "street": 1.0,
                           "willingness": 0.5},
            "self_governing": {"capacity": {**NONE, "social": 2.0}, "willingness": 0.5},
            "enterprise": {"number": 1, "capacity": {**NONE, "economic": 2.0}, "willingness": 0.5},
            "mass_organisation": {"number": 0},
            "social_organisation": {"number": 0},
            "citizen": {"enabled": False},
        },
    },
    # Nobody has skill beyond the usual in a trade.
    "behaviour": {
        "founding": {"willingness_sd": 0.0, "skill": 1.0},
        "arise": {"rate": 0.0},
        "report": {"residents_base": 1.0},
        "work": {"fixed_acceptance": 1.0, "noise": 0.0, "initiative": 0.0},
    },
    "rules": {"mechanism": {"rule": "peer", "strength": 1.0, "responsibility_lists": 1.0}},
    "run": {"weeks": 10},
}  # fmt: skip
CALM = {"behaviour": {"hours": {"overtime": 0.0}, "adapt": {"temptation": 0.0, "success": 0.0, "anchor": 0.0}}}
SILO = {"rules": {"mechanism": {"rule": "silo", "strength": 0.0}}}
# The match of committee and office with their own cases is 1.
SIMPLE = {
    "world": {
        "issues": {
            "a": case_type("harmony", "committee", social=1.0),
            "b": case_type("environment", "street", administrative=1.0),
        }
    },
    "behaviour": {"work": {"fungible": 0.0}},
}


class HandCity:
    """A city of three bodies, with cases that are born when the test says so."""

    def __init__(self, city: Edition) -> None:
        self.city = city
        city.make_even()
        kinds, tiers = city.read()["body.kind"].tolist(), city.read()["body.tier"].tolist()
        self.committee, self.firm = kinds.index(COMMITTEE), kinds.index(ENTERPRISE)
        self.office = next(o for o, kind in enumerate(kinds) if kind == GOVERNMENT and tiers[o] == 1)
        self.keys: list[int] = []

    def bear(self, kind: int, work: float, severity: float = 1.0) -> None:
        """Let a case be born; tests call it by its rank."""
        self.city.bear(len(self.keys), kind, work, severity)
        self.keys.append(int(name_case(len(self.keys))))

    def step(self) -> None:
        """Let a week pass and look."""
        self.city.step()
        self.state = self.city.read()
        self.row = {self.keys.index(key): row for row, key in enumerate(self.state["case.key"].tolist())}

    def case(self, number: int, *names: str) -> tuple:
        """Return what a case is, by the rank of its birth."""
        return tuple(self.state[f"case.{name}"][self.row[number]].tolist() for name in names)

    def remaining(self, number: int) -> float:
        return self.case(number, "remaining")[0]

    def bodies(self, name: str) -> list[float]:
        """Return something of the committee, the office and the enterprise."""
        return self.state[f"body.{name}"][[self.committee, self.office, self.firm]].tolist()


@pytest.fixture(params=EDITIONS)
def found(request) -> Callable[..., HandCity]:
    """Found the city of three bodies with tables laid over it; the committee comes before the office, or after it."""

    def make(*changes: dict, committee_first: bool = True) -> HandCity:
        tables = THREE_BODIES
        for change in changes:
            tables = merge(tables, change)
        settings = settle(tables)
        for seed in range(200):
            city = EDITIONS[request.param](settings, seed)
            state = city.read()
            keys = [
                state["body.key"][(state["body.kind"] == kind) & (state["body.tier"] == tier)][0]
                for kind, tier in ((COMMITTEE, 0), (GOVERNMENT, 1))
            ]
            turns = [[draws.uniform(seed, ORDER, week, key, 0) for key in keys] for week in range(2)]
            if all((committee < office) == committee_first for committee, office in turns):
                return HandCity(city)
        raise AssertionError("no seed has that order")

    return make


def test_the_worked_example(found):
    town = found()
    for kind, work, severity in ((A, 2.0, 1.0), (A, 0.4, 1.0), (B, 1.5, 2.0)):
        town.bear(kind, work, severity)
    town.step()
    assert town.bodies("burden") == pytest.approx([0.18, 0.17, 0.13])
    assert town.bodies("effort") == pytest.approx([0.82, 1.245, 0.87])
    assert town.case(0, "stage", "owner", "begun", "hops") == (OWNED, town.committee, True, 0)
    assert town.remaining(0) == pytest.approx(0.86)
    assert town.case(1, "stage", "owner") == (RESOLVED, town.committee)
    assert town.case(1, "helpers")[0] == [-1, town.office, -1, -1]
    assert town.case(2, "stage", "desk", "owner", "hops") == (AT_DESK, town.office, -1, 1)
    assert town.bodies("left")[:2] == pytest.approx([0.0, 0.475])
    assert town.bodies("success") == pytest.approx([0.525, 0.525, 0.5])
    assert town.bodies("willingness") == pytest.approx([0.50525, 0.50525, 0.505])
    assert town.state["community.need"][0] == pytest.approx([0.0, 0.0, 0.0, 0.24, 0.15])

    town.bear(A, 2.0)
    town.bear(B, 0.5)
    town.step()
    shares = town.state["place.need_share"][-1]
    assert shares == pytest.approx([0.04, 0.04, 0.04, 0.532308, 0.347692], abs=NEAR)
    assert town.bodies("load")[0] == pytest.approx(2.075765, abs=NEAR)
    assert town.bodies("overtime")[0] == pytest.approx(0.005224, abs=NEAR)
    assert town.bodies("fatigue")[0] == pytest.approx(0.000299, abs=NEAR)
    assert town.bodies("effort") == pytest.approx([0.832815, 1.258072, 0.8787], abs=NEAR)
    stages = [town.case(number, "stage", "owner", "hops") for number in (0, 2, 3, 4)]
    assert stages == [
        (RESOLVED, town.committee, 0), (OWNED, town.office, 1), (OWNED, town.committee, 0), (AT_DESK, -1, 1)
    ]  # fmt: skip
    assert town.case(4, "desk") == (town.office,)
    assert town.remaining(3) == pytest.approx(1.294371, abs=NEAR)
    assert town.case(2, "helpers")[0] == [-1, -1, town.firm, -1]
    assert town.remaining(2) == pytest.approx(0.549484, abs=NEAR)
    assert town.bodies("left")[2] == pytest.approx(0.403442, abs=NEAR)
    assert town.bodies("success") == pytest.approx([0.54875, 0.54875, 0.5])
    assert town.bodies("willingness") == pytest.approx([0.510417, 0.510417, 0.5097], abs=NEAR)


def test_two_queues_side_by_side(found):
    town = found(SIMPLE, CALM, SILO)
    # Lists cost .03, the floor of tasks .2 times what tasks take.
    c, o = 2.0 * 0.5 * (1.0 - 0.18), 3.0 * 0.5 * (1.0 - 0.17)
    for kind, work, severity in ((A, 0.5, 1.0), (A, 1.0, 1.0), (B, 2.0, 1.0), (B, 0.4, 3.0), (A, 3.0, 1.0)):
        town.bear(kind, work, severity)
    town.step()
    # Two cases are the office's; passing one on costs the committee .05.
    left = c - 0.1
    assert town.case(0, "stage", "owner", "found_by") == (RESOLVED, town.committee, 0)
    assert town.remaining(1) == pytest.approx(1.0 - (left - 0.5))
    assert (town.remaining(4), *town.case(4, "owner", "begun")) == (3.0, town.committee, False)
    assert [town.case(number, "desk", "stage") for number in (2, 3)] == [(town.office, AT_DESK)] * 2
    assert town.bodies("left") == pytest.approx([0.0, o, 2.0 * 0.5 * (1.0 - 0.13)])
    town.step()
    # The severe and small case first.
    assert town.case(3, "stage", "hops") == (RESOLVED, 1)
    assert town.remaining(2) == pytest.approx(2.0 - (o - 0.4))
    assert town.case(1, "stage") == (RESOLVED,)
    rest = 3.0 - (c - (1.0 - (left - 0.5)))
    assert town.remaining(4) == pytest.approx(rest)
    assert rest > c
    town.bear(A, 0.1, 3.0)
    town.step()
    # What is begun is served before what is not, however small and severe.
    assert town.case(2, "stage") == (RESOLVED,)
    assert town.remaining(4) == pytest.approx(rest - c)
    assert (town.remaining(5), *town.case(5, "owner", "begun")) == (0.1, town.committee, False)
    assert set(town.row) == {2, 4, 5}


def test_a_pool_sends_hours_to_the_worst_case_first(found):
    town = found(
        CALM, SILO,
        {"rules": {"resources": {"rule": "community", "share": 1.0}},
         "world": {"actors": {"party": {"enabled": True, "capacity": {**NONE, "political": 1.0}}}}},
    )  # fmt: skip
    town.bear(A, 1.0)
    town.bear(A, 0.5, 2.0)
    town.step()
    # Every body puts all it has into the pool, of which a twentieth is lost.
    assert town.bodies("left") == [0.0, 0.0, 0.0]
    assert town.case(1, "stage") == (RESOLVED,)
    committee, office, _ = town.bodies("effort")
    social = 0.95 * committee - 0.25
    assert 0.3 < social < 0.5 < 0.95 * office - 0.25
    assert town.remaining(0) == pytest.approx(1.0 - match((0.0, 0.5, 0.0, social), (0.0, 0.5, 0.0, 0.5), 0.1, -0.5))
    branch = (town.state["body.kind"] == PARTY) & (town.state["body.tier"] == 0)
    assert town.state["body.budget"][branch] == pytest.approx(0.4 * town.state["body.effort"][branch] - 2 * 0.02)


def test_a_grid_worker_settles_small_cases_and_hands_back_her_hours(found):
    paid = {"party_building": {"grid_coverage": 1.0, "grid_own_budget": True},
            "mechanism": {"responsibility_lists": 0.0}}  # fmt: skip
    town = found(CALM, SILO, {"rules": paid})
    town.bear(A, 0.2)
    town.bear(A, 0.31)
    town.step()
    # She has .6 hours for 1,000 persons, half administrative and half social: what type A needs.
    assert town.case(0, "stage", "owner") == (RESOLVED, -1)
    assert town.case(1, "stage", "owner") != (RESOLVED, -1)
    assert town.state["grid_worker.hours"][0] == pytest.approx(0.6 * 5.0 - 0.2)
    assert town.bodies("full")[0] == pytest.approx(town.bodies("effort")[0] + 2.8)
    assert measure(town.city, "on_the_spot") > 0.0
    # The committee solved it, and remembers so.
    assert town.bodies("success")[0] > 0.5


def test_own_initiative_and_its_limit(found):
    """Where nobody is competent the enterprise takes up three cases unasked; it has economic means alone."""
    town = found(
        CALM,
        {"behaviour": {"work": {"initiative": 1.0, "initiative_cases": 3, "fungible": 0.5}},
         "world": {"actors": {"self_governing": {"capacity": NONE},
                              "government": {"enabled": False},
                              "enterprise": {"willingness": 1.0}}}},
    )  # fmt: skip
    for _ in range(5):
        town.bear(A, 0.02)
    town.step()
    solo = match((0.0, 0.0, 1.0, 0.0), (0.0, 0.5, 0.0, 0.5), 0.5, -0.5)
    done = [number for number in range(5) if town.case(number, "stage") == (RESOLVED,)]
    assert len(done) == 3
    assert town.bodies("left")[2] == pytest.approx(town.bodies("full")[2] - 3 * 0.02 / solo)


def test_procedure_runs_before_work_begins(found):
    types = merge(SIMPLE["world"]["issues"], {"a": {"procedure_weeks": 3.0}})
    town = found(SIMPLE, CALM, {"world": {"issues": types}})
    town.bear(A, 0.5)
    luck = draws.uniform(town.city.seed, PROCEDURE, 0, np.uint64(town.keys[0]), 0)
    wait = int(np.floor(-3.0 * np.log(luck)))
    assert wait > 0
    for week in range(wait + 1):
        town.step()
        assert town.case(0, "accepted", "begins") == (0, wait)
        assert town.remaining(0) == (0.5 if week < wait else 0.0)
    assert town.case(0, "stage") == (RESOLVED,)


def test_helpers_give_at_most_their_part_of_a_team(found):
    """The committee has nothing of what is needed: a deficit of 1, of which helpers give .95."""
    town = found(
        CALM,
        {"world": {"issues": {"a": case_type("harmony", "committee", administrative=0.5, economic=0.5),
                              "b": case_type("environment", "street", administrative=1.0)}}},
    )  # fmt: skip
    town.bear(A, 0.5)
    town.step()
    assert town.case(0, "stage") == (RESOLVED,)
    assert town.case(0, "helpers")[0] == [-1, town.office, town.firm, -1]
    rate = match((0.0, 0.475, 0.475, 0.05), (0.0, 0.5, 0.5, 0.0), 0.1, -0.5)
    hours = 0.5 / rate
    assert hours * 0.05 < town.bodies("effort")[0]
    given = [effort - left for effort, left in zip(town.bodies("effort"), town.bodies("left"), strict=True)]
    assert given == pytest.approx([0.05 * hours, 0.475 * hours, 0.475 * hours])


@pytest.mark.parametrize("cut", [0.5, 0.0])
def test_an_owner_that_does_not_act_closes_nothing_on_paper(found, cut):
    kind = {**case_type("harmony", "committee", social=1.0), "deadline_weeks": 2}
    town = found(
        CALM, SILO,
        {"world": {"issues": {"a": kind, "b": kind}},
         "behaviour": {"close": {"paper": 1.0}},
         "rules": {"administration": {"assessment": 4.0}},
         "events": [{"week": 1, "capacity": {"actors": ["self_governing"], "factor": cut, "weeks": 2}}]},
    )  # fmt: skip
    for _ in range(6):
        town.bear(A, 50.0)
    town.step()
    assert [town.case(number, "stage", "owner") for number in range(6)] == [(OWNED, town.committee)] * 6
    # A week ahead of the deadline the chance is 4/5 for each.
    town.step()
    on_paper = [town.case(number, "stage") for number in range(6)].count((ON_PAPER,))
    assert (on_paper > 0) == (cut > 0.0)
    assert town.bodies("acts")[0] == (cut > 0.0)


HUB = {
    "rules": {"mechanism": {"rule": "hub", "strength": 1.0}},
    "world": {"actors": {"party": {"enabled": True, "capacity": {**NONE, "political": 1.0}}}},
}


@pytest.mark.parametrize(("limit", "asked"), [(1, 1), (2, 2), (5, 3)])
def test_a_hub_asks_one_after_the_other_up_to_its_limit(found, limit, asked):
    """Three enterprises have economic means; none joins."""
    town = found(
        CALM, HUB,
        {"world": {"issues": {"a": case_type("harmony", "committee", economic=0.5, social=0.5),
                              "b": case_type("environment", "street", administrative=1.0)},
                   "actors": {"enterprise": {"number": 3}}},
         "behaviour": {"work": {"hub_requests": limit, "fixed_acceptance": 1e-12}}},
    )  # fmt: skip
    town.bear(A, 5.0)
    town.step()
    assert town.city.count_requests() == asked
    assert town.case(0, "helpers", "joint") == ([-1] * 4, False)
    branch = (town.state["body.kind"] == PARTY) & (town.state["body.tier"] == 0)
    assert town.state["body.budget"][branch] == pytest.approx(0.4 * town.state["body.effort"][branch] - 0.04 * asked)


def test_a_hub_asks_nobody_who_has_no_hours_left(found):
    """The office alone has administrative means, and has used them up when the committee's turn comes."""
    types = {**THREE_BODIES["world"]["issues"], "b": case_type("environment", "street", administrative=1.0)}
    town = found(CALM, HUB, {"world": {"issues": types}}, committee_first=False)
    town.bear(B, 9.0)
    town.step()
    assert town.case(0, "desk", "stage") == (town.office, AT_DESK)
    town.bear(A, 5.0)
    town.step()
    assert town.case(0, "owner", "begun") == (town.office, True)
    assert town.bodies("left")[1] == 0.0
    assert town.case(1, "owner", "begun", "helpers") == (town.committee, True, [-1] * 4)
    assert town.city.count_requests() == 0


@pytest.mark.parametrize("close", [0, 1])
def test_a_peer_asks_who_is_close(found, close):
    """Of two enterprises with the same means the one with by far the stronger tie is asked, whatever the luck."""
    place = "Community 1-1-1"
    ties = [
        {"source": f"{place}/self_governing", "target": f"{place}/enterprise/{rank}",
         "weight": 1e9 if rank == close else 1e-3}
        for rank in range(2)
    ]  # fmt: skip
    town = found(
        CALM,
        {"world": {"city": {"ties": ties}, "actors": {"enterprise": {"number": 2}},
                   "issues": {"a": case_type("harmony", "committee", economic=0.5, social=0.5),
                              "b": case_type("environment", "street", administrative=1.0)}}},
    )  # fmt: skip
    for _ in range(3):
        town.bear(A, 0.2)
    town.step()
    assert [town.case(number, "helpers")[0] for number in range(3)] == [[-1, -1, town.firm + close, -1]] * 3


def test_command_orders_officials_to_join_in_a_struck_domain_and_no_enterprise(found):
    types = {**THREE_BODIES["world"]["issues"],
             "a": case_type("harmony", "committee", administrative=0.3, economic=0.3, social=0.4)}  # fmt: skip
    reluctant = {kind: {"willingness": 0.001} for kind in ("government", "enterprise")}
    town = found(
        CALM,
        {"world": {"issues": types, "actors": reluctant},
         "behaviour": {"work": {"fixed_acceptance": 0.0}},
         "rules": {"mechanism": {"responsibility_lists": 0.0}, "administration": {"command": 1.0}},
         "events": [{"week": 0, "surge": {"types": ["a"], "factor": 2.0, "weeks": 1}}]},
    )  # fmt: skip
    for _ in range(3):
        town.bear(A, 0.02)
    town.step()
    assert [town.case(number, "helpers")[0] for number in range(3)] == [[-1, town.office, -1, -1]] * 3
    assert town.city.count_requests() == 6


POOLED = {
    "rules": {"resources": {"rule": "community", "share": 1.0}},
    "world": {"actors": {"party": {"enabled": True, "capacity": {**NONE, "political": 1.0}}}},
}


def test_a_pool_sends_hours_to_the_older_of_two_alike(found):
    """A case reported a week ago counts 1 + 1/8 times its severity."""
    town = found(CALM, SILO, POOLED)
    town.bear(A, 5.0)
    town.step()
    before = town.remaining(0)
    town.bear(A, before, 1.1)
    town.step()
    # The first that is served has the pick of both kinds, the second what is left.
    assert before - town.remaining(0) > 3.0 * (before - town.remaining(1)) > 0.0
    old, young = town.remaining(0), town.remaining(1)
    town.bear(A, old, 1.3)
    town.step()
    # 1.3 is more than 1 + 2/8, and than 1.1 (1 + 1/8).
    assert old - town.remaining(2) > 3.0 * (old - town.remaining(0))
    assert old - town.remaining(2) > 3.0 * (young - town.remaining(1))


def test_a_pool_whose_lead_has_no_hours_to_convene_sends_nothing(found):
    town = found(CALM, SILO, POOLED, {"behaviour": {"hours": {"convening_limit": 0.0}}})
    town.bear(A, 1.0)
    town.step()
    assert town.bodies("left") == [0.0, 0.0, 0.0]
    assert town.remaining(0) == 1.0


@pytest.mark.parametrize(("types", "turn"), [([], 0), (["a"], 3), (["b"], 4), (["a", "b"], 3)])
def test_a_campaign_turns_to_the_first_domain_that_is_struck(found, types, turn):
    surge = {"surge": {"types": types, "factor": 2.0, "weeks": 1}}
    town = found(
        CALM, SILO,
        {"rules": {"goals": {"rule": "command", "strength": 1.0, "campaign": 1.0}},
         "events": [{"week": 0, **surge}] if types else []},
    )  # fmt: skip
    town.step()
    # A quarter of the way from .2 each to that domain alone.
    expected = [0.4 if d == turn else 0.15 for d in range(5)]
    for body in (town.committee, town.office, town.firm):
        assert town.state["body.priorities"][body] == pytest.approx(expected)
