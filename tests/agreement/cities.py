"""Cities of every sort, each from one number: odd places, actors, types of case, levers, coefficients, events, ties."""

from __future__ import annotations

from random import Random
from typing import Any, get_args

from pydantic import BaseModel

from cogov.model.parameters.events import SUMS
from cogov.model.parameters.places import lay_out
from cogov.model.parameters.rules import Rules
from cogov.model.parameters.settings import Settings
from cogov.model.parameters.world import DOMAINS, KINDS, LEVELS, RESOURCES, Actors, City, default_issues

Table = dict[str, Any]

NUMBERED = ("enterprise", "mass_organisation", "social_organisation")
PARTS = (
    ("city", "district", "street", "community"),
    ("city", "department", "street"),
    ("conditional_cooperators", "free_riders", "hump_shaped"),
    ("wrong_branch", "wrong_office"),
    ("rate", "anchor"),
    ("priority_seen", "priority_neighbours", "priority_anchor"),
)
"""Numbers that are at most 1 together."""

LONG = 10
"""Every so manyth city lives through more than a year."""


def draw_settings(seed: int) -> Settings:
    """Return the settings that belong to a number."""
    dice = Random(seed)
    issues = draw_issues(dice)
    city = draw_city(dice)
    places = lay_out(City.model_validate(city))
    names = [node.address for node in places if len(places.find(node.address)) == 1]
    city["ties"] = draw_ties(dice, names)
    tables: Table = {
        "world": {"city": city, "issues": issues, "actors": draw_actors(dice)},
        "behaviour": draw_behaviour(dice),
        "rules": draw_rules(dice, dice.choice([0.0, 0.4, 1.0, 1.0])),
        "run": {"weeks": 60 if seed % LONG == LONG - 1 else dice.randint(12, 24),
                "seed": dice.choice([dice.randrange(1000), dice.randrange(2**63)])},
    }  # fmt: skip
    if dice.random() < 0.5:
        tables["places"] = {"rules": [draw_overlay(dice, names) for _ in range(dice.randint(1, 3))]}
    tables["events"] = [draw_event(dice, names, list(issues)) for _ in range(dice.choice([0, 1, 2, 4]))]
    if dice.random() < 0.3:  # joint work needs a rule, a deficit and somebody to ask, and is rare without a push
        tables["rules"]["mechanism"] |= {"rule": dice.choice(["peer", "hub"]), "strength": dice.uniform(0.5, 1.0)}
    return Settings.model_validate(tables)


def draw_number(dice: Random, field: Any) -> float | int:
    """Return a number within its sweep, now and then an end of it; seldom nothing or all of a share."""
    low, high = field.json_schema_extra["sweep"]
    value = dice.choice([low, high, *(dice.uniform(low, high) for _ in range(4))])
    if field.json_schema_extra["unit"] == "share" and dice.random() < 0.1:
        value = dice.choice(list_bounds(field))
    return round(value) if field.annotation is int else float(value)


def list_bounds(field: Any) -> list[float]:
    """Return the least and the largest number that a field takes."""
    return [getattr(rule, name) for rule in field.metadata for name in ("ge", "le") if hasattr(rule, name)]


def draw_record(dice: Random, kind: type[BaseModel], share: float) -> Table:
    """Return a share of the numbers and words of a record, away from their defaults; its records are left out."""
    table: Table = {}
    for name, field in kind.model_fields.items():
        extra = field.json_schema_extra
        if not isinstance(extra, dict) or dice.random() >= share:
            continue
        if "sweep" in extra:
            table[name] = draw_number(dice, field)
        elif field.annotation is bool:
            table[name] = dice.random() < 0.5
        elif words := get_args(field.annotation):
            table[name] = dice.choice(words)
    for parts in PARTS:
        if set(parts) <= set(kind.model_fields):
            whole = {name: table.get(name, kind.model_fields[name].default) for name in parts}
            if (total := sum(whole.values())) > 1.0:
                table |= {name: part / total for name, part in whole.items()}
    return table


def draw_rules(dice: Random, share: float) -> Table:
    """Return some levers of every institution."""
    table = {
        name: draw_record(dice, field.annotation, share)
        for name, field in Rules.model_fields.items()
        if isinstance(field.annotation, type)
    }
    if "interval_weeks" in table["deliberation"]:
        table["deliberation"]["interval_weeks"] = dice.choice([0, 1, 2, 3, 5, 104])
    return table


def draw_behaviour(dice: Random) -> Table:
    """Return none, some or all coefficients away from their defaults, and cases enough for a small city."""
    share = dice.choice([0.0, 0.1, 1.0])
    fields = Settings.model_fields["behaviour"].annotation
    assert isinstance(fields, type)
    assert issubclass(fields, BaseModel)
    table = {
        name: draw_record(dice, field.annotation, share)
        for name, field in fields.model_fields.items()
        if isinstance(field.annotation, type)
    }
    table["arise"]["rate"] = dice.choice([0.002, 0.004, 0.004, 0.008, 0.02])
    if dice.random() < 0.3:
        table["work"]["substitution"] = dice.choice([-50.0, -3.0, -0.5, 0.0, 1e-9, 0.5, 1.0])
    if dice.random() < 0.2:
        table["work"]["fungible"] = dice.choice([0.0, 1.0])
    if dice.random() < 0.2:
        table["volunteer"]["base"] = dice.choice([-4.0, -1.0, 1.0])
    if dice.random() < 0.1:
        table["work"]["fixed_acceptance"] = dice.choice([0.0, 0.5, 1.0])
    if dice.random() < 0.1:
        table["hours"]["mobilise_weeks"] = 0
    if dice.random() < 0.15:
        table["founding"]["group_persons"] = dice.choice([1.0, 1000.0])
    if dice.random() < 0.15:
        table["founding"]["willingness_sd"] = dice.choice([0.0, 0.3])
    if dice.random() < 0.1:
        table["arise"]["size_small"] = 0.0
    if dice.random() < 0.05:
        weights = ("resolution", "backlog", "public", "participation", "equity", "cost")
        table["index"] = {f"weight_{name}": 0.0 for name in weights}
    return table


def draw_city(dice: Random) -> Table:
    """Return a territory of one to a dozen communities, by numbers or place by place."""
    urban = dice.choice([0, 1, 1, 1, 2])
    table: Table = {
        "urban_districts": urban,
        "streets_per_district": dice.randint(1, 2),
        "communities_per_street": dice.randint(1, 3),
        "rural_counties": dice.choice([0, 1, 1]) if urban else 1,
        "townships_per_county": dice.randint(1, 2),
        "villages_per_township": dice.randint(1, 2),
        "grids_per_community": dice.randint(1, 3),
        "persons_per_grid": dice.choice([40, 300, 600, 1000, 1500]),
        "agents_per_grid": dice.choice([1, 2, 4, 8, 15]),
        "commuters": dice.choice([0.0, 0.2, 1.0]),
        "acquaintance": dice.choice(["city", "district"]),
    }
    if dice.random() < 0.35:
        table["places"] = [draw_place(dice, number) for number in range(dice.randint(1, 7))]
    return table


def draw_place(dice: Random, number: int) -> Table:
    """Return one listed community; districts and streets are not mentioned in order."""
    grids = dice.randint(1, 4)
    agents = grids * dice.randint(1, 9) + dice.randint(0, grids - 1)
    persons = agents * dice.randint(1, 120) + dice.randint(0, 7)
    if dice.random() < 0.05:
        # So many that more cases may arise in a grid than a Poisson draw takes at once.
        persons, grids, agents = 12_000, 1, dice.randint(1, 9)
    return {
        "district": dice.choice(["East", "West", "North"]),
        "street": dice.choice([None, "Lane", "Bridge"]),
        "kind": dice.choice(["urban", "rural"]),
        "name": f"Place {number}",
        "grids": grids,
        "persons": persons,
        "agents": agents,
    }


def draw_ties(dice: Random, names: list[str]) -> list[Table]:
    """Return no file of ties, or one of communities, of bodies, or of both; some weights are nothing."""
    if dice.random() < 0.6:
        return []
    communities = [name for name in names if name.count("/") == 2]
    ends = communities if dice.random() < 0.4 else []
    ends = [*ends, *(f"{name}/{kind}{dice.choice(['', '', '/0', '/1'])}" for name in names for kind in KINDS)]
    return [
        {"source": dice.choice(ends), "target": dice.choice(ends), "weight": dice.choice([0.0, 0.5, 1.0, 3.0])}
        for _ in range(dice.choice([3, 40, 400]))
    ] + [
        {"source": a, "target": b, "weight": dice.choice([0.0, 1.0, 2.5])}
        for a in communities for b in communities if dice.random() < 0.5
    ]  # fmt: skip


def draw_actors(dice: Random) -> Table:
    """Return bodies with odd numbers, means and vacancies; some kinds do not act at all."""
    share = dice.choice([0.0, 0.0, 0.5])
    table: Table = {"capacity_scale": dice.choice([0.3, 1.0, 1.6, 3.0, 6.0])}
    shipped = Actors().model_dump(mode="json")
    for kind in KINDS:
        field = Actors.model_fields[kind].annotation
        assert isinstance(field, type)
        assert issubclass(field, BaseModel)
        drawn = draw_record(dice, field, share)
        # What is left open of a kind is as shipped, not as its class has it.
        body = {**shipped[kind], **drawn, "enabled": dice.random() >= 0.08}
        for parts in PARTS[:2]:
            if set(parts) <= set(body) and (total := sum(body[name] for name in parts)) > 1.0:
                body |= {name: body[name] / total for name in parts}
        if dice.random() < share:
            body["capacity"] = {name: dice.choice([0.0, 1.0, 4.0]) for name in RESOURCES}
        if dice.random() < 0.12:
            body["vacancies"] = dice.choice([0.3, 1.0])
        if kind in NUMBERED:
            body["number"] = dice.randint(0, 3)
        table[kind] = body
    table["citizen"] = {"enabled": dice.random() >= 0.08}
    return table


def draw_issues(dice: Random) -> Table:
    """Return the shipped types of case, as they are, altered, or with others beside or instead of them."""
    table: Table = {name: kind.model_dump(mode="json") for name, kind in default_issues().items()}
    if dice.random() < 0.4:
        return table
    for kind in table.values():
        if dice.random() < 0.5:
            kind["contestability"] = dice.choice([0.0, 0.5, 1.0])
        if dice.random() < 0.5:
            kind["deadline_weeks"] = dice.randint(1, 6)
        if dice.random() < 0.3:
            kind["patience_weeks"] = dice.choice([1.0, 3.0, 10.0])
        if dice.random() < 0.3:
            kind["procedure_weeks"] = dice.choice([0.0, 1.0, 4.0])
        if dice.random() < 0.2:
            kind["size_sigma"] = dice.choice([0.0, 3.0])
    if dice.random() < 0.5:
        table = dict(dice.sample(sorted(table.items()), dice.randint(1, len(table))))
        table |= {f"type {number}": _draw_type(dice) for number in range(dice.randint(0, 3))}
    return table


def _draw_type(dice: Random) -> Table:
    needs = {name: dice.choice([0.0, 0.2, 1.0]) for name in RESOURCES}
    needs[dice.choice(RESOURCES)] = 0.7
    return {
        "domain": dice.choice(DOMAINS),
        "share": dice.choice([0.05, 0.3]),
        "needs": needs,
        "competent": {size: dice.choice(LEVELS) for size in ("small", "usual", "large")},
        "contestability": dice.choice([0.0, 0.6]),
        "norm_sensitivity": dice.random(),
        "rural_weight": dice.choice([0.0, 1.0, 3.0]),
        "visibility": dice.random(),
    }


def draw_overlay(dice: Random, names: list[str]) -> Table:
    """Return levers that differ at some places."""
    levers = {name: table for name, table in draw_rules(dice, 0.3).items() if table}
    return {"where": draw_where(dice, names), **(levers or {"law": {"service": 1.0}})}


def draw_where(dice: Random, names: list[str]) -> list[str]:
    """Return one to three places of any tier."""
    return dice.sample(names, min(len(names), dice.randint(1, 3)))


def draw_event(dice: Random, names: list[str], types: list[str]) -> Table:
    """Return an event at a week or on a condition, with rules, a surge or a cut, somewhere or everywhere."""
    event: Table = {"week": dice.randint(0, 10)}
    if dice.random() < 0.5:
        event = {"when": draw_condition(dice)}
    if dice.random() < 0.4:
        event["for_weeks"] = dice.randint(1, 6)
    if dice.random() < 0.4:
        event["until"] = draw_condition(dice)
    if dice.random() < 0.5:
        event["where"] = draw_where(dice, names)
    what = dice.sample(["rules", "surge", "capacity"], dice.choice([1, 1, 2, 3]))
    if "rules" in what:
        event["rules"] = {name: table for name, table in draw_rules(dice, 0.3).items() if table} or {
            "administration": {"command": 1.0}
        }
    if "surge" in what:
        event["surge"] = {
            "types": dice.sample(types, dice.randint(1, len(types))),
            "factor": dice.choice([0.0, 0.5, 3.0, 8.0]),
            "weeks": dice.randint(1, 5),
        }
    if "capacity" in what:
        event["capacity"] = {
            "actors": dice.sample(KINDS, dice.randint(1, 4)),
            "factor": dice.choice([0.0, 0.4, 2.0]),
            "weeks": dice.randint(1, 6),
        }
    return event


def draw_condition(dice: Random) -> str:
    """Return a condition that holds in some weeks and not in others."""
    name = dice.choice(SUMS)
    limits = {"backlog_share": (0.05, 0.4), "load": (0.2, 3.0), "severity": (2.0, 40.0), "work_left": (2.0, 40.0)}
    low, high = limits.get(name, (0.0, 12.0))
    return f"{name} {dice.choice('<>')} {dice.uniform(low, high):.3f}"
