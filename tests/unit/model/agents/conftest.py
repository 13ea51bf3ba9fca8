"""Small cities of the second edition whose weeks can be worked out by hand."""

import copy
from collections.abc import Callable

import numpy as np
import pytest

from cogov.model.agents import Case, GovernanceModel
from cogov.model.agents.luck import child
from cogov.model.parameters.settings import Settings, merge
from cogov.model.parameters.world import Actors

NOTHING = {"political": 0.0, "administrative": 0.0, "economic": 0.0, "social": 0.0}


def only(resource: str, amount: float) -> dict:
    """Capacity of one resource alone."""
    return {**NOTHING, resource: amount}


def case_type(domain: str, level: str, **needs: float) -> dict:
    """A type that one body is competent for, that is never contested, hardly lapses and is never late."""
    return {
        "domain": domain,
        "share": 0.5,
        "needs": needs,
        "competent": dict.fromkeys(("small", "usual", "large"), level),
        "deadline_weeks": 104,
        "patience_weeks": 10000.0,
        "size_sigma": 1.0,
    }


# Committee 2 (social), office 3 (administrative), enterprise 2 (economic): the city of section 8.
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
            "party": {"enabled": False, "capacity": only("political", 1.0), "willingness": 0.5},
            "government": {"capacity": only("administrative", 3.0), "city": 0.0, "department": 0.0, "street": 1.0,
                           "willingness": 0.5},
            "self_governing": {"capacity": only("social", 2.0), "willingness": 0.5},
            "enterprise": {"number": 1, "capacity": only("economic", 2.0), "willingness": 0.5},
            "mass_organisation": {"number": 0},
            "social_organisation": {"number": 0},
            "citizen": {"enabled": False},
        },
    },
    "behaviour": {
        "founding": {"willingness_sd": 0.0, "skill": 1.0},
        "arise": {"rate": 0.0},
        "report": {"residents_base": 1.0},
        "work": {"fixed_acceptance": 1.0, "noise": 0.0, "initiative": 0.0},
    },
    "rules": {"mechanism": {"rule": "peer", "strength": 1.0, "responsibility_lists": 1.0}},
}  # fmt: skip

# Two streets in town and one township: every tier, every kind, 120 residents.
SMALL = {
    "world": {
        "city": {
            "urban_districts": 1, "streets_per_district": 2, "communities_per_street": 2, "rural_counties": 1,
            "townships_per_county": 1, "villages_per_township": 2, "grids_per_community": 2, "persons_per_grid": 400,
            "agents_per_grid": 10,
        },
    },
    "run": {"weeks": 40, "seed": 5},
}  # fmt: skip

EVERYTHING = {
    "rules": {
        "goals": {"rule": "party_led", "strength": 0.8},
        "resources": {"rule": "street", "share": 0.4},
        "mechanism": {"rule": "hub", "strength": 0.8, "responsibility_lists": 0.5, "escalation": 0.5, "hotline": 0.5},
        "party_building": {"grid_coverage": 0.6, "household_links": 0.6, "vanguard": 0.6},
        "deliberation": {"interval_weeks": 3, "inclusiveness": 0.8, "compensation": 0.3, "decision_rule": "majority"},
        "participation": {"reward": 0.3, "volunteer_service": 0.7, "service_purchase": 0.5},
        "law": {"service": 0.5},
        "virtue": {"recognition": 0.5},
        "administration": {"command": 0.4, "assessment": 0.8, "relief": 0.4},
    },
}


def settle(*changes: dict) -> Settings:
    """Settings made of tables laid over each other; what they leave open of a kind of actor is as shipped."""
    table: dict = {"world": {"actors": Actors().model_dump(mode="json")}}
    for change in changes:
        table = merge(table, copy.deepcopy(change))
    return Settings.model_validate(table)


@pytest.fixture
def found() -> Callable[..., GovernanceModel]:
    """Found a city from tables laid over each other."""

    def make(*changes: dict, **options) -> GovernanceModel:
        return GovernanceModel(settle(*changes), **options)

    return make


@pytest.fixture
def plant() -> Callable[..., Case]:
    """Let a case be born before the week begins, as the week would have borne it."""

    def make(model: GovernanceModel, y: int, work: float, severity: float = 1.0, grid: int = 0, **state) -> Case:
        place = model.grids[grid]
        rank = len(model.cases)
        case = Case(child(child(child(place.key, y), model.week), 1000 + rank), place, model.types[y], model.week)
        case.severity, case.work, case.remaining = severity, work, work
        for name, value in state.items():
            setattr(case, name, value)
        model.cases.append(case)
        model.born[place.community.number, y] = model.born.get((place.community.number, y), 0) + 1
        return case

    return make


@pytest.fixture
def three_bodies(found) -> Callable[..., tuple]:
    """The city of section 8 with its committee, office and enterprise; all priorities and needs are even."""

    def make(*changes: dict, before: bool = True, weeks: int = 2, **options) -> tuple:
        for seed in range(200):
            model = found(THREE_BODIES, *changes, rng=seed, **options)
            community = model.communities[0]
            committee, office = community.committee, community.street.office
            if all(_turn(model, committee, w) < _turn(model, office, w) for w in range(weeks)) or not before:
                break
        for body in model.bodies:
            body.priorities = [0.2] * 5
            body.own_priorities = [0.2] * 5
        for place in model.places:
            place.mix = [0.2] * 5
        return model, committee, office, next((b for b in community.home if b.kind == "enterprise"), None)

    return make


def _turn(model: GovernanceModel, body, week: int) -> float:
    return float(model.luck.uniforms(42, np.array([body.key]), week)[0])
