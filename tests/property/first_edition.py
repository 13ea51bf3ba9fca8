"""What files of the first edition may state: tables all over the bounds that it had."""

from hypothesis import strategies as st

from cogov.model.parameter import quantities
from cogov.scenarios.upgrade.first_edition.settings import ActorKind, FirstSettings
from cogov.scenarios.upgrade.first_edition.world import DOMAINS, RESOURCES

KINDS = ActorKind.__args__
DECLARED = {
    path: [q for q in quantities(FirstSettings()) if q.path.startswith(path + ".")]
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
    """Tables of a file of the first edition."""
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
