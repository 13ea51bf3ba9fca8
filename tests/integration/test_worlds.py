"""Minimally different worlds: what does not concern a place leaves its history as it was, to the bit."""

from dataclasses import fields

import numpy as np
import pytest

from cogov.model import Settings, Simulation
from cogov.model.indicators.measuring import measure
from cogov.model.initialisation import initialise

# What a community or citizen holds that is no row number of the whole city.
LOCAL = {
    "citizens": {"key", "trust", "satisfaction", "yearly_satisfaction", "motive", "motive_anchor", "fatigue", "norm",
        "belief", "voice", "tolerance", "link_rank", "priorities", "priority_anchor", "contributor", "party_member",
        "volunteered", "took_part"},
    "organisations": {"key", "kind", "domain", "capacity", "willingness", "willingness_anchor", "priorities",
        "priority_anchor", "burden", "coordination", "effort"},
    "communities": None,  # all
    "grids": None,
}  # fmt: skip
ISSUES = ("key", "type", "stage", "proactive", "severity", "work", "remaining", "born", "reported", "assigned")
SEEDS = (1, 2)


def place(district: str, name: str, kind: str = "urban", grids: int = 2, residents: int = 24) -> dict:
    return {"district": district, "kind": kind, "name": name, "grids": grids, "residents": residents}


TOWN = [place("Town", "Lake"), place("Town", "Hill", residents=25), place("Port", "Quay", grids=3, residents=30)]
COUNTY = [place("County", "Mill", "rural"), place("County", "Ford", "rural", grids=1, residents=20)]


@pytest.fixture(scope="module")
def world_of(settings_of, coordinated):
    """Settings for listed places whose residents' acquaintances stay in the district, and no pool spans the city."""

    def build(listed: list[dict], *changes: dict, seed: int = 1) -> Settings:
        apart = {"world": {"city": {"acquaintance": "district", "places": listed}}, "run": {"seed": seed}}
        return settings_of(coordinated, apart, *changes)

    return build


def histories(settings: Settings) -> dict[str, list]:
    """For each district, by name: its columns after every week, and its problems."""
    run = Simulation(settings, check=True)
    seen: dict[str, list] = {name: [] for name in run.city.territory.district_names}
    for _ in range(settings.run.weeks):
        run.step()
        for d, name in enumerate(seen):
            seen[name].append(of_district(run.city, d))
    return seen


def of_district(city, d: int) -> dict[str, np.ndarray]:
    territory, organisations = city.territory, city.organisations
    first, last = territory.district_start[d], territory.district_start[d + 1]
    communities = np.arange(first, last)
    grids = np.arange(territory.grid_start[first], territory.grid_start[last])
    rows = {
        "communities": communities,
        "grids": grids,
        "citizens": np.arange(territory.citizen_start[first], territory.citizen_start[last]),
        "organisations": np.flatnonzero(organisations.district == d),
    }
    columns = {}
    for table, names in LOCAL.items():
        held = getattr(city, table)
        for f in fields(held):
            if names is None or f.name in names:
                columns[f"{table}.{f.name}"] = getattr(held, f.name)[rows[table]].copy()
    issues = city.issues
    here = np.flatnonzero(np.isin(issues.grid[: issues.open], grids))
    for name in ISSUES:
        columns[f"issues.{name}"] = getattr(issues, name)[here].copy()
    columns["issues.grid"] = issues.grid[here] - territory.grid_start[first]
    columns["work.effort"] = city.work.effort[communities].copy()
    columns["work.output"] = city.work.output[communities].copy()
    return columns


def differences(one: list[dict], other: list[dict]) -> list[tuple[int, str]]:
    """Weeks and columns in which two histories differ."""
    assert len(one) == len(other)
    return [
        (week, name)
        for week, (a, b) in enumerate(zip(one, other, strict=True))
        for name in a
        if not np.array_equal(a[name], b[name])
    ]


NO_CITY_POOL = [
    {},
    {"rules": {"goals": {"rule": "command", "campaign": 0.5}, "resources": {"rule": "community"}}},
    {"rules": {"goals": {"rule": "party_led"}, "resources": {"rule": "separate"}, "mechanism": {"rule": "peer"}}},
    {"events": [{"week": 5, "surge": {"types": ["refuse"], "factor": 5.0, "weeks": 4}}]},
]


@pytest.mark.fault("E8")
@pytest.mark.parametrize("rules", NO_CITY_POOL, ids=["deliberative", "command", "party-led", "surge"])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_county_more_leaves_all_other_districts_as_they_were(world_of, rules, seed):
    without, with_ = histories(world_of(TOWN, rules, seed=seed)), histories(world_of(TOWN + COUNTY, rules, seed=seed))
    assert set(with_) - set(without) == {"County"}
    for name in without:
        assert differences(without[name], with_[name]) == [], name


@pytest.mark.fault("E8")
def test_a_county_counted_in_leaves_all_other_districts_as_they_were(settings_of, coordinated):
    apart = {"world": {"city": {"acquaintance": "district", "urban_districts": 2}}}
    without = histories(settings_of(coordinated, apart, {"world": {"city": {"rural_counties": 0}}}))
    with_ = histories(settings_of(coordinated, apart, {"world": {"city": {"rural_counties": 2}}}))
    for name in ("Urban district 1", "Urban district 2"):
        assert differences(without[name], with_[name]) == [], name


def test_the_measure_would_see_a_difference(world_of):
    """The same comparison finds another seed, another patience, and a city-wide pool."""
    base = histories(world_of(TOWN))
    city_wide = {"rules": {"resources": {"rule": "city"}}}
    for other in (
        histories(world_of(TOWN, seed=2)),
        histories(world_of(TOWN, {"behaviour": {"lapse": {"patience": 12.0}}})),
    ):
        assert all(differences(base[name], other[name]) for name in base)
    pooled, more = histories(world_of(TOWN, city_wide)), histories(world_of(TOWN + COUNTY, city_wide))
    assert differences(pooled["Town"], more["Town"])


def test_indicators_of_the_other_districts_are_as_they_were(world_of):
    """What is measured in a city of the town alone is what is measured of the town's rows in the larger one."""
    alone, among = (Simulation(world_of(listed)).run() for listed in (TOWN, TOWN + COUNTY))
    citizens = alone.city.territory.citizens
    communities = alone.city.territory.communities
    last = dict(zip(alone.frame().columns, alone.series[-1], strict=True))
    people, places = among.city.citizens, among.city.communities
    for name in ("satisfaction", "trust", "motive", "fatigue", "norm", "voice"):
        assert last[name] == pytest.approx(getattr(people, name)[:citizens].mean(), rel=1e-12), name
    for name, column in (("consensus", places.consensus), ("pledge", places.pledge), ("cohesion", places.cohesion)):
        assert last[name] == pytest.approx(column[:communities].mean(), rel=1e-12), name
    kept = np.isin(among.city.issues.grid[: among.city.issues.open], np.arange(alone.city.territory.grids))
    stages = among.city.issues.stage[: among.city.issues.open][kept]
    assert [last["latent"], last["open_issues"], last["paper_closed"]] == [
        (stages == 0).sum(),
        ((stages == 1) | (stages == 2)).sum(),
        (stages == 3).sum(),
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_resident_more_leaves_all_others_founded_as_they_were(world_of, seed):
    """The hill has 25 residents in two grids; a 26th comes last in the second."""
    more = [TOWN[0], place("Town", "Hill", residents=26), *TOWN[2:]]
    before, after = (initialise(world_of(listed, seed=seed)) for listed in (TOWN, more))
    assert after.territory.citizens == before.territory.citizens + 1
    newcomer = 24 + 26 - 1
    drawn = LOCAL["citizens"]
    for f in fields(before.citizens):
        if f.name in drawn:
            kept = np.delete(getattr(after.citizens, f.name), newcomer, axis=0)
            assert np.array_equal(kept, getattr(before.citizens, f.name)), f.name
    assert np.array_equal(after.communities.mix, before.communities.mix)
    assert np.array_equal(after.organisations.priorities, before.organisations.priorities)


@pytest.mark.fault("E8")
@pytest.mark.parametrize("seed", SEEDS)
def test_a_resident_more_leaves_other_districts_histories_as_they_were(world_of, seed):
    more = [TOWN[0], place("Town", "Hill", residents=26), *TOWN[2:]]
    before, after = (histories(world_of(listed + COUNTY, seed=seed)) for listed in (TOWN, more))
    for name in ("Port", "County"):
        assert differences(before[name], after[name]) == [], name
    assert before["Town"][-1]["citizens.trust"].shape != after["Town"][-1]["citizens.trust"].shape


@pytest.mark.parametrize("seed", SEEDS)
def test_districts_in_another_order_have_the_same_histories(world_of, seed):
    one, other = (histories(world_of(listed, seed=seed)) for listed in (TOWN + COUNTY, COUNTY + TOWN))
    assert list(one) == ["Town", "Port", "County"]
    assert list(other) == ["County", "Town", "Port"]
    for name in one:
        assert differences(one[name], other[name]) == [], name


def test_districts_in_another_order_measure_alike(world_of):
    one, other = (Simulation(world_of(listed)).run() for listed in (TOWN + COUNTY, COUNTY + TOWN))
    assert other.series == pytest.approx(one.series, rel=1e-9, abs=1e-12)


def test_listed_in_between_one_another_districts_are_the_same(world_of):
    mixed = [TOWN[0], COUNTY[0], TOWN[2], TOWN[1], COUNTY[1]]
    one, other = histories(world_of([*TOWN[:2], *COUNTY, TOWN[2]])), histories(world_of(mixed))
    for name in one:
        assert differences(one[name], other[name]) == [], name


def test_communities_in_another_order_are_founded_alike(world_of):
    """Within a district only whom one knows depends on the order; who one is does not."""
    one, other = (initialise(world_of(listed)) for listed in (TOWN, [TOWN[1], TOWN[0], TOWN[2]]))
    order = np.concatenate((np.arange(25, 49), np.arange(0, 25), np.arange(49, 79)))
    for name in LOCAL["citizens"]:
        assert np.array_equal(getattr(other.citizens, name)[order], getattr(one.citizens, name)), name
    assert np.array_equal(other.communities.mix[[1, 0, 2]], one.communities.mix)


def test_a_place_by_another_name_changes_no_other_district(world_of):
    renamed = [place("Town", "Pond"), *TOWN[1:]]
    one, other = histories(world_of(TOWN + COUNTY)), histories(world_of(renamed + COUNTY))
    for name in ("Port", "County"):
        assert differences(one[name], other[name]) == [], name
    assert differences(one["Town"], other["Town"])


def test_counted_and_listed_alike_are_the_same_city(settings_of, coordinated):
    counted = settings_of(coordinated)
    names = [("Urban district 1", "urban", "Community 1-1"), ("Urban district 1", "urban", "Community 1-2")]
    names += [("County 1", "rural", "Village 1-1")]
    listed = [place(district, name, kind) for district, kind, name in names]
    other = settings_of(coordinated, {"world": {"city": {"places": listed}}})
    assert Simulation(other).run().digest() == Simulation(counted).run().digest()


def test_more_weeks_are_the_same_weeks_and_then_some(settings_of, coordinated):
    short, long = (Simulation(settings_of(coordinated, {"run": {"weeks": weeks}})).run() for weeks in (13, 26))
    assert np.array_equal(short.series, long.series[:13])


def test_measuring_twice_changes_nothing(settings_of, coordinated):
    settings = settings_of(coordinated)
    plain, looked_at = Simulation(settings).run(), Simulation(settings)
    while looked_at.week < settings.run.weeks:
        looked_at.step()
        measure(looked_at.city, np.empty(plain.series.shape[1]))
    assert looked_at.digest() == plain.digest()
