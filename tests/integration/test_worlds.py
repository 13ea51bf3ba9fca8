"""Minimally different worlds: what does not concern a place leaves its history as it was, to the bit."""

import numpy as np
import pytest

from cogov.model import Settings, Simulation
from cogov.model.engine.columns import columns

WEEKS = 20
SEEDS = (1, 2)
LOCAL = {
    "resident": ("trust", "satisfaction", "motive", "fatigue", "norm", "belief", "voice"),
    "body": ("willingness", "success", "fatigue", "burden"),
    "community": ("pledge", "cohesion", "efficacy"),
    "case": ("type", "stage", "severity", "work", "remaining", "born", "reported", "hops", "meetings"),
}
"""What things hold that is no row of the whole city."""


def place(district: str, name: str, kind: str = "urban", agents: int = 24) -> dict:
    return {
        "district": district, "street": f"{district} street", "kind": kind, "name": name, "grids": 2, "persons": 1600,
        "agents": agents,
    }  # fmt: skip


TOWN = [place("Town", "Lake"), place("Town", "Hill", agents=25), place("Port", "Quay", agents=30)]
COUNTY = [place("County", "Mill", "rural"), place("County", "Ford", "rural", agents=20)]
RULES = {
    "street pool": {"resources": {"rule": "street"}},
    "party-led, district pool": {"goals": {"rule": "party_led"}, "mechanism": {"rule": "peer"}},
}


@pytest.fixture(scope="module")
def world_of(settings_of, coordinated):
    """Settings for listed places whose residents know and work in their district; no pool or body spans the city.

    The city's own committee and centre help in all districts, so they have no hours here.
    """

    def build(listed: list[dict], *changes: dict, seed: int = 1) -> Settings:
        apart = {
            "world": {
                "city": {"acquaintance": "district", "commuters": 0.0, "places": listed},
                "actors": {"party": {"city": 0.0}, "government": {"city": 0.0}},
            },
            "run": {"seed": seed, "weeks": WEEKS},
        }
        return settings_of(coordinated, apart, *changes)

    return build


def lived(settings: Settings) -> dict[str, dict]:
    """What each thing of the city is after the last week, by the key of the thing."""
    found = columns(Simulation(settings, check=True).run())
    things = {}
    for kind, names in LOCAL.items():
        held = {f"{kind}.{name}": found[f"{kind}.{name}"] for name in names if f"{kind}.{name}" in found}
        assert len(held) > 2, kind
        for row, key in enumerate(found[f"{kind}.key"].tolist()):
            things[kind, key] = {name: column[row].tolist() for name, column in held.items()}
    return things


def apart(one: dict, other: dict) -> set:
    """What both cities have, and is not alike in them."""
    return {thing for thing in set(one) & set(other) if one[thing] != other[thing]}


@pytest.mark.fault("E8")
@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_county_more_leaves_all_other_districts_as_they_were(world_of, rules, seed):
    change = {"rules": rules}
    without, with_it = (lived(world_of(listed, change, seed=seed)) for listed in (TOWN, TOWN + COUNTY))
    assert set(without) <= set(with_it)
    assert len(with_it) > len(without) + 40
    assert apart(without, with_it) == set()


def test_the_measure_would_see_a_difference(world_of):
    """The same comparison finds residents who report more, bodies of the city, and a pool of the whole city."""
    base = lived(world_of(TOWN))
    assert apart(base, lived(world_of(TOWN, {"behaviour": {"report": {"residents_base": 0.2}}})))
    bodies = {"world": {"actors": {"party": {"city": 0.03}, "government": {"city": 0.03}}}}
    assert apart(lived(world_of(TOWN, bodies)), lived(world_of(TOWN + COUNTY, bodies)))
    pool = {"rules": {"resources": {"rule": "city"}}, **bodies}
    assert len(apart(lived(world_of(TOWN, pool)), lived(world_of(TOWN + COUNTY, pool)))) > 20


@pytest.mark.parametrize("seed", SEEDS)
def test_districts_in_another_order_have_the_same_histories(world_of, seed):
    one, other = (lived(world_of(listed, seed=seed)) for listed in (TOWN + COUNTY, COUNTY + TOWN))
    assert set(one) == set(other)
    assert apart(one, other) == set()


def test_a_place_by_another_name_changes_no_other_district(world_of):
    one, other = (lived(world_of([place("Town", name), *TOWN[1:], *COUNTY])) for name in ("Lake", "Pond"))
    assert len(set(one) - set(other)) > 20
    ports = set(lived(world_of(TOWN[2:])))
    assert ports <= set(one) & set(other)
    assert not ports & apart(one, other)


def test_counted_and_listed_alike_are_the_same_city(settings_of, coordinated):
    counted = settings_of(coordinated)
    names = [("Urban district 1", "Street 1-1", "urban", f"Community 1-1-{n}") for n in (1, 2)]
    names += [("County 1", "Township 1-1", "rural", "Village 1-1-1")]
    listed = [{**place(district, name, kind), "street": street, "agents": 24} for district, street, kind, name in names]
    other = settings_of(coordinated, {"world": {"city": {"places": listed}}})
    assert Simulation(other).run().digest() == Simulation(counted).run().digest()


def test_more_weeks_are_the_same_weeks_and_then_some(settings_of, coordinated):
    short, long = (Simulation(settings_of(coordinated, {"run": {"weeks": weeks}})).run() for weeks in (13, 26))
    assert np.array_equal(short.series, long.series[:13], equal_nan=True)
