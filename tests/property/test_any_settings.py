"""Whatever the settings: problems are conserved, shares stay shares, and what is measured stays in its range."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cogov.model import INDICATORS, Settings, Simulation
from cogov.model.parameter import quantities
from cogov.model.parameters.settings import ActorKind
from cogov.model.state import Count, Stage
from cogov.model.world import DOMAINS, RESOURCES

KINDS = ActorKind.__args__
DECLARED = {
    path: [q for q in quantities(Settings()) if q.path.startswith(path + ".")]
    for path in ("rules", "behaviour", "world.actors")
}
# Bounds that only size the run: a thousandfold rate or capacity says no more than a tenfold one.
LIMITS = {"behaviour.arise.base_rate": 0.5, "world.actors.*.number": 4}
# Parts of a whole, of which more than the whole is refused.
PARTS = (
    ("behaviour.founding.conditional_cooperators", "behaviour.founding.free_riders", "behaviour.founding.hump_shaped"),
    ("behaviour.align.rate", "behaviour.align.anchor"),
    tuple(f"behaviour.experience.priority_{pull}" for pull in ("seen", "neighbours", "anchor")),
)
WEEKS = st.integers(10, 30)


def values_of(q) -> st.SearchStrategy:
    """A number anywhere in its bounds, at the bounds more often than not."""
    high = LIMITS.get(q.path, q.high)
    if q.path.endswith(".number"):
        high = LIMITS["world.actors.*.number"]
    if q.whole:
        return st.sampled_from([int(q.low), int(high)]) | st.integers(int(q.low), int(high))
    return st.sampled_from([q.low, high, q.default]) | st.floats(q.low, high, allow_subnormal=False)


@st.composite
def numbers(draw, path: str, most: int) -> dict[str, float]:
    """A few numbers below `path`, by their keys."""
    free = [q for q in DECLARED[path] if not any(q.path in parts for parts in PARTS)]
    chosen = draw(st.lists(st.sampled_from(free), unique_by=lambda q: q.path, max_size=most))
    return {q.path: draw(values_of(q)) for q in chosen}


@st.composite
def wholes(draw) -> dict[str, float]:
    """Parts of a whole that fill it, or not."""
    found = {}
    for parts in PARTS:
        weights = draw(st.lists(st.integers(0, 3), min_size=len(parts) + 1, max_size=len(parts) + 1).filter(any))
        found |= {path: weight / sum(weights) for path, weight in zip(parts, weights, strict=False)}
    return found


RULES = st.fixed_dictionaries(
    {
        "goals.rule": st.sampled_from(["independent", "command", "party_led", "deliberative"]),
        "resources.rule": st.sampled_from(["separate", "community", "district", "city"]),
        "mechanism.rule": st.sampled_from(["silo", "peer", "hub"]),
        "deliberation.decision_rule": st.sampled_from(["majority", "two_thirds", "unanimity"]),
        "deliberation.interval_weeks": st.sampled_from([0, 1, 4, 104]),
        "participation.service_purchase": st.sampled_from([0.0, 1.0]),
    }
).map(lambda words: {f"rules.{key}": word for key, word in words.items()})

LEVERS = st.tuples(RULES, numbers("rules", 10)).map(lambda parts: parts[1] | parts[0])


@st.composite
def places(draw) -> list[dict]:
    """A city listed place by place: from one resident in one grid to five communities of different size."""
    listed = []
    for number in range(draw(st.integers(1, 5))):
        grids = draw(st.integers(1, 4))
        district = draw(st.integers(0, 2))
        listed.append(
            {
                "district": f"district {district}",
                "kind": "rural" if district == 2 else "urban",
                "name": f"place {number}",
                "grids": grids,
                "residents": draw(st.integers(grids, 40)),
            }
        )
    return listed


@st.composite
def issues(draw) -> dict[str, dict]:
    """One to four issue types, needing one to four kinds of resource."""
    return {
        f"type {number}": {
            "domain": draw(st.sampled_from(DOMAINS)),
            "share": draw(st.sampled_from([0.1, 1.0])),
            "needs": draw(st.dictionaries(st.sampled_from(RESOURCES), st.floats(0.01, 1.0), min_size=1)),
            "contestability": draw(st.sampled_from([0.0, 1.0])),
            "norm_sensitivity": draw(st.sampled_from([0.0, 1.0])),
            "deadline_weeks": draw(st.sampled_from([1, 4, 104])),
            "rural_weight": draw(st.sampled_from([0.0, 1.0, 10.0])),
        }
        for number in range(draw(st.integers(1, 4)))
    }


@st.composite
def events(draw, types: list[str]) -> list[dict]:
    """Up to three: rules that change, surges, cuts."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        event: dict = {"week": draw(st.integers(0, 31))}
        weeks, factor = draw(st.integers(1, 12)), draw(st.sampled_from([0.0, 0.5, 10.0]))
        kind = draw(st.sampled_from(["rules", "surge", "capacity"]))
        if kind == "rules":
            event["rules"] = nested({key.removeprefix("rules."): value for key, value in draw(LEVERS).items()})
        elif kind == "surge":
            where = draw(st.sampled_from(["everywhere", "urban", "rural"]))
            event["surge"] = {"types": [draw(st.sampled_from(types))], "factor": factor, "weeks": weeks, "where": where}
        else:
            event["capacity"] = {"actors": [draw(st.sampled_from(KINDS))], "factor": factor, "weeks": weeks}
        found.append(event)
    return found


def nested(flat: dict) -> dict:
    """Tables from dotted keys."""
    tables: dict = {}
    for key, value in flat.items():
        *steps, last = key.split(".")
        place = tables
        for step in steps:
            place = place.setdefault(step, {})
        place[last] = value
    return tables


@st.composite
def changes(draw) -> list[dict]:
    """Tables to lay over the small city."""
    flat = draw(LEVERS) | draw(numbers("behaviour", 6)) | draw(numbers("world.actors", 4))
    if draw(st.booleans()):
        flat |= draw(wholes())
    for kind in draw(st.lists(st.sampled_from([*KINDS, "citizen"]), unique=True)):
        flat[f"world.actors.{kind}.enabled"] = False
    flat["world.city.acquaintance"] = draw(st.sampled_from(["city", "district"]))
    flat["run.weeks"], flat["run.seed"] = draw(WEEKS), draw(st.integers(0, 2**63 - 1))
    found = [nested(flat)]
    types = ["refuse", "care"]
    if draw(st.booleans()):
        found.append({"world": {"city": {"places": draw(places())}}})
    if draw(st.booleans()):
        found.append({"world": {"issues": draw(issues())}})
        types = list(found[-1]["world"]["issues"])
    found.append({"events": draw(events(types))})
    return found


def check_run(built: Settings) -> Simulation:
    run = Simulation(built, check=True).run()
    for indicator, column in zip(INDICATORS, run.series.T, strict=True):
        assert np.isfinite(column).all(), indicator.name
        assert column.min() >= indicator.low - 1e-12, indicator.name
        assert column.max() <= indicator.high * (1.0 + 1e-12), indicator.name
    city = run.city
    for priorities in (city.citizens.priorities, city.organisations.priorities, city.communities.agenda):
        assert priorities.sum(axis=1) == pytest.approx(np.ones(len(priorities)), abs=1e-9)
    check_ledger(run)
    return run


def check_ledger(run: Simulation) -> None:
    """What the ledger says in sum agrees with what is there, by stage."""
    counts = run.city.ledger.counts.sum(axis=0)
    stages = np.bincount(run.city.issues.stage[: run.city.issues.open], minlength=6)
    waiting = stages[Stage.REPORTED] + stages[Stage.ASSIGNED] + stages[Stage.PAPER_CLOSED]
    never_reported = counts[Count.LAPSED] - counts[Count.LAPSED_REPORTED]  # latent ones, and paper-closed ones
    first_reports = counts[Count.REPORTED] - counts[Count.REOPENED]
    assert counts[Count.BORN] == stages[Stage.LATENT] + waiting + counts[Count.RESOLVED] + counts[Count.LAPSED]
    assert first_reports - waiting - counts[Count.RESOLVED] - counts[Count.LAPSED_REPORTED] in range(never_reported + 1)
    assert counts[Count.ON_TIME] <= counts[Count.CASE_ON_TIME] <= counts[Count.RESOLVED]
    assert counts[Count.CASE_ON_TIME] + counts[Count.RESOLVED_LATE] == counts[Count.RESOLVED]
    assert counts[Count.DUE] == counts[Count.BORN]
    assert counts[Count.DUE_MET] == counts[Count.ON_TIME]
    assert counts[Count.CASE_DUE] == counts[Count.REPORTED]
    assert counts[Count.CASE_DUE_MET] == counts[Count.CASE_ON_TIME] + counts[Count.PAPER_ON_TIME]
    assert (run.city.ledger.counts >= 0).all()
    assert counts[Count.ASSIGNED] <= counts[Count.SOUGHT]
    assert counts[Count.ADOPTED] <= counts[Count.MEETINGS]


@pytest.mark.fault("E11")
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(tables=changes())
def test_every_week_of_every_city_is_a_possible_one(settings_of, tables):
    check_run(settings_of(*tables))


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(tables=changes())
def test_equal_settings_give_equal_histories(settings_of, tables):
    built = settings_of(*tables)
    again = Settings.model_validate_json(built.model_dump_json())
    assert again == built
    assert again.digest() == built.digest()
    assert Simulation(again).run().digest() == Simulation(built, check=True).run().digest()


NOBODY = {"world": {"actors": {kind: {"enabled": False} for kind in KINDS}}}
PLACE = {"district": "d", "kind": "urban", "name": "n", "grids": 1}
STRANGE = {
    "one resident": {"world": {"city": {"places": [PLACE | {"residents": 1}]}}},
    "one grid": {"world": {"city": {"places": [PLACE | {"kind": "rural", "residents": 30}]}}},
    "a hamlet beside a town": {
        "world": {
            "city": {
                "places": [
                    {"district": "d", "kind": "urban", "name": "town", "grids": 7, "residents": 200},
                    {"district": "e", "kind": "rural", "name": "hamlet", "grids": 2, "residents": 3},
                ]
            }
        }
    },
    "no organisations": NOBODY,
    "nobody acts": {"world": {"actors": {kind: {"enabled": False} for kind in (*KINDS, "citizen")}}},
    "one issue type": {"world": {"issues": {"only": {"share": 1.0, "needs": {"social": 1.0}}}}},
    "no capacity": {"world": {"actors": {"capacity_scale": 0.0}}},
    "no arrivals": {"behaviour": {"arise": {"base_rate": 0.0}}},
    "a flood of arrivals": {"behaviour": {"arise": {"base_rate": 10.0}}},
    "no patience": {"behaviour": {"lapse": {"patience": 1.0}}},
    "a pool of almost nothing": {"rules": {"resources": {"share": 1e-18}}},
    "willingness of almost nothing": {"world": {"actors": {kind: {"willingness": 1e-300} for kind in KINDS}}},
}  # fmt: skip


@pytest.mark.fault("E11", "E16")
@pytest.mark.parametrize("institutions", [False, True], ids=["alone", "coordinated"])
@pytest.mark.parametrize("strange", STRANGE)
def test_strange_cities_live_as_well(settings_of, coordinated, strange, institutions):
    check_run(settings_of(coordinated if institutions else {}, STRANGE[strange]))


@pytest.mark.fault("E11")
@pytest.mark.parametrize("bound", ["low", "high"])
@pytest.mark.parametrize(
    "q", [*DECLARED["behaviour"], *DECLARED["rules"]], ids=lambda q: q.path.removeprefix("behaviour.")
)
def test_each_coefficient_and_lever_at_its_bounds(settings_of, coordinated, q, bound):
    value = min(getattr(q, bound), LIMITS.get(q.path, np.inf))
    others = {path: 0.0 for parts in PARTS if q.path in parts for path in parts}
    short = {"run": {"weeks": 10}}
    check_run(settings_of(coordinated, short, nested(others | {q.path: int(value) if q.whole else value})))
