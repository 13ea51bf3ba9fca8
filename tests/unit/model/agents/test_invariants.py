"""What holds in every week of any city: bounds, finiteness, order, and that the numbers of a run belong to its seed."""

import math

import numpy as np
import pytest

from cogov.model.agents import NAMES, GovernanceModel, columns
from cogov.model.agents.case import AWAITING, EPSILON, LAPSED, LATENT, NEVER, OWNED, RESOLVED

CITY = {
    "world": {
        "city": {
            "urban_districts": 1, "streets_per_district": 2, "communities_per_street": 1, "rural_counties": 1,
            "townships_per_county": 1, "villages_per_township": 2, "grids_per_community": 2, "persons_per_grid": 500,
            "agents_per_grid": 9,
        },
    },
    "run": {"weeks": 12, "seed": 11},
}  # fmt: skip
RULES = {
    "goals": {"rule": "deliberative", "strength": 1.0},
    "resources": {"rule": "district", "share": 1.0},
    "mechanism": {"rule": "hub", "strength": 1.0, "responsibility_lists": 0.3, "escalation": 1.0, "hotline": 1.0},
    "party_building": {"grid_coverage": 1.0, "household_links": 1.0, "vanguard": 1.0},
    "deliberation": {"interval_weeks": 2, "inclusiveness": 1.0, "decision_rule": "unanimity", "invites": "affected"},
    "participation": {"reward": 1.0, "volunteer_service": 1.0, "service_purchase": 1.0},
    "law": {"service": 1.0},
    "virtue": {"recognition": 1.0},
    "administration": {"command": 1.0, "assessment": 4.0, "relief": 1.0},
}
EVENTS = [
    {
        "week": 2,
        "for_weeks": 5,
        "surge": {"types": ["safety", "refuse"], "factor": 6.0, "weeks": 3},
        "where": ["County 1"],
    },
    {"week": 3, "for_weeks": 4, "capacity": {"actors": ["self_governing", "party"], "factor": 0.0, "weeks": 2}},
    {"when": "backlog_share > 0.05", "until": "load < 0.1", "rules": {"mechanism": {"rule": "peer"}}},
]
CITIES = [{}, {"rules": RULES}, {"rules": RULES, "events": EVENTS}, {"behaviour": {"work": {"substitution": 0.5}}}]
NOT_A_NUMBER = {"requests_accepted", "adoption", "matters_passed"}
SHARES = (
    "resident.trust", "resident.satisfaction", "resident.yearly_satisfaction", "resident.norm", "resident.belief",
    "resident.voice", "resident.fatigue", "resident.motive", "body.willingness", "body.success", "body.fatigue",
    "body.burden", "community.pledge", "community.efficacy", "community.cohesion", "community.attendance",
    "community.members_serving", "case.losers",
)  # fmt: skip
SIMPLICES = ("resident.priorities", "body.priorities", "community.agenda", "place.need_share", "community.mix")


@pytest.mark.parametrize("changes", CITIES, ids=["plain", "everything", "shocks", "substitution"])
def test_state_and_indicators_stay_in_their_bounds(found, changes):
    model = found(CITY, changes)
    for _ in range(12):
        model.step()
        state = columns(model)
        for name, column in state.items():
            assert np.isfinite(column.astype(float)).all(), name
        for name in SHARES:
            assert (state[name] >= 0.0).all(), name
            assert (state[name] <= 1.0).all(), name
        for name in SIMPLICES:
            np.testing.assert_allclose(state[name].sum(axis=1), 1.0, atol=1e-9, err_msg=name)
            assert (state[name] >= -1e-12).all(), name
        assert (state["body.left"] >= 0.0).all()
        assert (state["body.left"] <= state["body.full"] + 1e-9).all()
        for name, value in model.indicators.items():
            assert math.isfinite(value) or name in NOT_A_NUMBER, name
        _check_cases(model)
    assert model.series.shape == (12, len(NAMES))


def _check_cases(model: GovernanceModel) -> None:
    week = model.week - 1
    order = [(case.born, case.grid.number, case.type.number) for case in model.cases]
    assert order == sorted(order)
    for case in model.cases:
        assert case.remaining == 0.0 or case.remaining > EPSILON
        assert (case.remaining == 0.0) == (case.stage == RESOLVED)
        assert case.born <= week
        assert case.reported <= week
        if case.stage == LATENT:
            assert case.desk is None
            assert case.owner is None
            assert case.first_reported == NEVER
        if case.stage in (AWAITING, OWNED):
            assert case.owner is not None
            assert case.begins >= case.accepted >= case.reported >= case.born
            assert case.owner in (
                case.community.branch, case.community.committee, case.community.street.office,
                *case.community.district.departments,
            )  # fmt: skip
        if case.stage == AWAITING:
            assert case.contested
            assert not case.decided
        for helper in case.helpers:
            assert helper is None or (helper is not case.owner and helper in case.community.candidates)


def test_equal_seeds_give_equal_histories_and_others_differ(found):
    first, again, other = (found(CITY, {"rules": RULES}, rng=rng) for rng in (3, 3, 4))
    for model in (first, again, other):
        for _ in range(4):
            model.step()
    assert first.series.tobytes() == again.series.tobytes()
    assert first.series.tobytes() != other.series.tobytes()


def test_a_run_ends_with_its_last_week(found):
    model = found(CITY, {"run": {"weeks": 2}})
    for _ in range(4):
        model.step()
    assert (model.week, model.running, len(model.series)) == (2, False, 2)


def test_an_empty_model_has_no_indicators(found):
    model = found(CITY)
    assert model.indicators == {}
    assert model.series.shape == (0, len(NAMES))


def test_bodies_and_residents_are_agents(found):
    model = found(CITY)
    assert len(model.agents) == len(model.bodies) + model.people.n
    assert {type(agent).__name__ for agent in model.agents} == {
        "PartyBody", "GovernmentBody", "Committee", "Enterprise", "MassOrganisation", "SocialOrganisation", "Citizen",
    }  # fmt: skip
    assert len(found(CITY, register_citizens=False).agents) == len(model.bodies)
    model.release()
    assert len(model.agents) == 0


def test_one_citizen_reads_and_writes_her_row(found):
    model = found(CITY)
    citizen = model.people.agents[7]
    citizen.trust = 0.25
    assert model.people.trust[7] == 0.25
    assert citizen.trust == 0.25
    assert citizen.persons == model.grids[int(citizen.grid)].persons_per_agent


def test_a_case_that_ends_leaves_in_the_next_week(found):
    model = found(CITY)
    for _ in range(8):
        before = {case.key for case in model.cases if case.stage in (RESOLVED, LAPSED)}
        model.step()
        assert not before & {case.key for case in model.cases}


def test_history_and_registered_citizens_change_no_bit(found):
    runs = []
    for options in ({}, {"history": True, "register_citizens": False}):
        model = found(CITY, {"rules": RULES}, **options)
        for _ in range(8):
            model.step()
        state = columns(model)
        runs.append(b"".join(np.ascontiguousarray(state[name]).tobytes() for name in sorted(state)))
        runs[-1] += model.series.tobytes()
    assert runs[0] == runs[1]
    assert any(len(case.history) > 2 for case in [*model.cases, *model.past])
    assert all(entry[0] < 8 for case in model.cases for entry in case.history)
