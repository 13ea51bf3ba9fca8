"""Settings of every sort, each from one number: odd cities, levers, coefficients, events, actors switched off."""

from __future__ import annotations

from random import Random
from typing import Any

from cogov.model.parameter import Quantity, quantities
from cogov.model.settings import ActorKind, Settings, merge
from cogov.model.world import DOMAINS, RESOURCES

KINDS = ActorKind.__args__
DECLARED = list(quantities(Settings()))
PARTS = (
    ("behaviour.founding.conditional_cooperators", "behaviour.founding.free_riders", "behaviour.founding.hump_shaped"),
    ("behaviour.align.rate", "behaviour.align.anchor"),
    tuple(f"behaviour.experience.priority_{pull}" for pull in ("seen", "neighbours", "anchor")),
)
SMALL = {
    "urban_districts": 1,
    "rural_counties": 1,
    "communities_per_district": 2,
    "villages_per_county": 1,
    "grids_per_community": 2,
    "residents_per_grid": 8,
}
WEEKS = 24
LARGEST_NUMBER = 4
"""Organisations of a kind in a place, where bounds would allow hundreds."""


def settings_of(seed: int) -> Settings:
    """The settings that belong to a number."""
    dice = Random(seed)
    types = issues(dice) if dice.random() < 0.3 else None
    names = list(types or Settings().world.issues)
    flat = {f"world.city.{name}": number for name, number in SMALL.items()}
    flat |= coefficients(dice) | actors(dice) | levers(dice)
    flat["world.city.acquaintance"] = dice.choice(["city", "district"])
    flat["run.weeks"], flat["run.seed"] = WEEKS, dice.choice([dice.randrange(1000), dice.randrange(2**63)])
    tables = Settings().model_dump()
    if types:
        tables["world"]["issues"] = types
    tables = merge(tables, nested(flat))
    if dice.random() < 0.5:
        tables["world"]["city"]["places"] = places(dice)
    tables["events"] = [event(dice, names) for _ in range(dice.choice([0, 1, 2, 4]))]
    return Settings.model_validate(tables)


def nested(flat: dict[str, Any]) -> dict[str, Any]:
    """Tables from dotted keys."""
    tables: dict[str, Any] = {}
    for key, value in flat.items():
        *steps, last = key.split(".")
        place = tables
        for step in steps:
            place = place.setdefault(step, {})
        place[last] = value
    return tables


def number(dice: Random, quantity: Quantity) -> float:
    """A number within its sweep, now and then at an end of it."""
    low, high = quantity.sweep
    value = dice.choice([low, high, dice.uniform(low, high), dice.uniform(low, high), dice.uniform(low, high)])
    return round(value) if quantity.whole else value


def coefficients(dice: Random) -> dict[str, float]:
    """None, some or all coefficients away from their defaults."""
    share = dice.choice([0.0, 0.2, 1.0])
    found = {q.path: number(dice, q) for q in DECLARED if q.path.startswith("behaviour.") and dice.random() < share}
    # Enough problems for a few dozen residents, most of the time.
    found["behaviour.arise.base_rate"] = dice.choice([0.0, 0.02, 0.05, 0.1, 0.1, 0.2, 0.2, 0.4])
    if dice.random() < 0.3:
        found["behaviour.produce.substitution"] = dice.choice([-50.0, -3.0, -1.0, 0.0, 1e-9, 0.5, 1.0])
    if dice.random() < 0.3:
        found["behaviour.produce.fungible"] = 0.0
    if dice.random() < 0.2:
        found["behaviour.volunteer.base"] = dice.choice([-2.0, 0.0, 3.0])
    for parts in PARTS:
        default = {q.path: q.default for q in DECLARED if q.path in parts}
        total = sum(found.get(path, default[path]) for path in parts)
        if total > 1.0:
            found |= {path: found.get(path, default[path]) / total for path in parts}
    return found


def levers(dice: Random) -> dict[str, Any]:
    """All levers, or a few."""
    share = dice.choice([0.3, 1.0])
    found: dict[str, Any] = {
        q.path: number(dice, q) for q in DECLARED if q.path.startswith("rules.") and dice.random() < share
    }
    found["rules.goals.rule"] = dice.choice(["independent", "command", "party_led", "deliberative"])
    found["rules.resources.rule"] = dice.choice(["separate", "community", "district", "city"])
    found["rules.mechanism.rule"] = dice.choice(["silo", "peer", "hub", "hub"])
    found["rules.deliberation.decision_rule"] = dice.choice(["majority", "two_thirds", "unanimity"])
    found["rules.deliberation.interval_weeks"] = dice.choice([0, 1, 2, 3, 4, 8, 104])
    found["rules.deliberation.inclusiveness"] = dice.choice([0.0, 0.2, 0.5, 1.0, 1.0])
    return found


def actors(dice: Random) -> dict[str, Any]:
    """Numbers, capacities and willingness of organisations; some kinds do not act at all."""
    found: dict[str, Any] = {}
    share = dice.choice([0.0, 0.5])
    for quantity in DECLARED:
        if quantity.path.startswith("world.actors.") and dice.random() < share:
            if quantity.path.endswith(".number"):
                found[quantity.path] = dice.randint(0, LARGEST_NUMBER)
            else:
                found[quantity.path] = number(dice, quantity)
    # Capacities are sized for the usual arrivals; here there are more.
    found["world.actors.capacity_scale"] = dice.choice([0.0, 1.5, 5.0, 5.0, 15.0, 50.0])
    if dice.random() < 0.2:  # nobody has one of the four resources
        missing = dice.choice(RESOURCES)
        found |= {f"world.actors.{kind}.capacity.{missing}": 0.0 for kind in KINDS}
    if dice.random() < 0.4:
        for kind in dice.sample([*KINDS, "citizen"], dice.randint(1, 6)):
            found[f"world.actors.{kind}.enabled"] = False
    return found


def places(dice: Random) -> list[dict[str, Any]]:
    """A city listed place by place, from one resident on; a district may mix town and village."""
    found = []
    for rank in range(dice.randint(1, 5)):
        grids = dice.randint(1, 4)
        found.append(
            {
                "district": f"district {dice.randrange(3)}",
                "kind": dice.choice(["urban", "rural"]),
                "name": f"place {rank}",
                "grids": grids,
                "residents": grids + dice.choice([0, 1, 3, 10, 25]),
            }
        )
    return found


def issues(dice: Random) -> dict[str, dict[str, Any]]:
    """One to four types of problem."""
    return {
        f"type {rank}": {
            "domain": dice.choice(DOMAINS),
            "share": dice.choice([0.1, 0.3, 1.0]),
            "needs": {k: dice.uniform(0.01, 1.0) for k in dice.sample(RESOURCES, dice.randint(1, 4))},
            "contestability": dice.random(),
            "norm_sensitivity": dice.random(),
            "deadline_weeks": dice.choice([1, 2, 4, 8, 104]),
            "rural_weight": dice.choice([0.0, 0.5, 1.0, 10.0]),
        }
        for rank in range(dice.randint(1, 4))
    }


def event(dice: Random, types: list[str]) -> dict[str, Any]:
    """Rules that change, a surge, a cut, or two of them at once."""
    found: dict[str, Any] = {"week": dice.randrange(WEEKS)}
    weeks, factor = dice.randint(1, 10), dice.choice([0.0, 0.5, 2.0, 10.0])
    for what in dice.sample(["rules", "surge", "capacity"], dice.choice([1, 1, 2])):
        if what == "rules":
            found[what] = nested(levers(dice))["rules"]
        elif what == "surge":
            some = dice.sample(types, dice.randint(1, len(types)))
            where = dice.choice(["everywhere", "urban", "rural"])
            found[what] = {"types": some, "factor": factor, "weeks": weeks, "where": where}
        else:
            found[what] = {"actors": dice.sample(KINDS, dice.randint(1, 3)), "factor": factor, "weeks": weeks}
    return found
