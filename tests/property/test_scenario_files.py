"""Whatever stands in a file: it is a scenario, or it is refused in sentences."""

import json
import math
import tomllib
from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cogov.model.parameter import quantities
from cogov.model.parameters.events import Cut, Event, Surge
from cogov.model.parameters.places import DISTRICT, lay_out
from cogov.model.parameters.rules import Rules
from cogov.model.parameters.settings import Settings, change, merge
from cogov.model.parameters.world import City, IssueType, Place, World
from cogov.scenarios import Scenario, ScenarioError, Text, library, load, loads, to_toml
from cogov.scenarios.inheritance import LIBRARY
from cogov.scenarios.toml.positions import key_lines

NUMBERS = [number for number in quantities(Settings()) if not number.path.endswith("needs")]


@cache
def source(name: str) -> bytes:
    return (LIBRARY / f"{name}.toml").read_bytes()


def refusal(read, *given, **more) -> list[str]:
    """Return what is said of something read, nothing if it is a scenario; nothing else may be raised."""
    try:
        read(*given, **more)
    except ScenarioError as error:
        lines = str(error).split("\n")
    else:
        return []
    assert lines
    assert all(line.isprintable() for line in lines)
    return lines


def accepted(content: bytes) -> None:
    """A scenario, or a refusal that names the file in each of its lines."""
    assert all(line.startswith(("town.toml", "and ")) for line in refusal(loads, content, "town.toml"))


@given(st.binary(max_size=400))
def test_random_bytes(content):
    accepted(content)


@given(st.text(max_size=200))
def test_random_text_behind_a_good_beginning(text):
    accepted(("schema_version = 2\n[scenario]\n" + text).encode("utf-8", "surrogatepass"))


@given(st.data())
def test_files_cut_short(data):
    content = source(data.draw(st.sampled_from(library())))
    accepted(content[: data.draw(st.integers(0, len(content)))])


@given(st.data())
def test_files_with_a_few_bytes_changed(data):
    content = bytearray(source(data.draw(st.sampled_from(library()))))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    accepted(bytes(content))


VALUES = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=5),
        st.dates(),
        st.sampled_from(["command", "hub", "safety"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=5,
)


@given(
    st.dictionaries(
        st.sampled_from([number.path for number in NUMBERS] + ["events", "places.rules", "world.city.places", "x.y"]),
        VALUES,
        max_size=5,
    )
)
def test_changes_of_any_kind(changes):
    lines = refusal(load, "flood", changes=changes)
    assert all(line.startswith(("changes: ", "library/")) for line in lines)
    if not lines:
        state = load("flood", changes=changes).settings
        assert Settings.model_validate(state.model_dump()) == state


@given(st.text(max_size=40), st.text(max_size=40))
def test_changes_as_any_text(key, value):
    assert all(line.startswith("changes: ") for line in refusal(load, "synergy", changes=[f"{key}={value}"]))


def as_toml(table: dict, order: st.DataObject) -> str:
    """Write inline, in an order that is drawn."""
    names = order.draw(st.permutations(sorted(table)))
    pairs = []
    for name in names:
        value = table[name]
        written = as_toml(value, order) if isinstance(value, dict) else json.dumps(value, ensure_ascii=False)
        pairs.append(f"{json.dumps(name)} = {written}")
    return "{" + ", ".join(pairs) + "}"


@cache
def eventless() -> list[str]:
    return [name for name in library() if not load(name).settings.events]


@given(st.data())
@settings(max_examples=30)
def test_order_of_keys_comments_and_line_ends_do_not_matter(data):
    name = data.draw(st.sampled_from(eventless()))
    raw = tomllib.loads(source(name).decode())
    raw["scenario"].pop("watch")
    raw["scenario"].pop("expect", None)
    keys = data.draw(st.permutations(sorted(raw)))
    end = data.draw(st.sampled_from(["\n", "\r\n", "  # 注释\n", "\n\n# x\n"]))
    lines = [f"{key} = {as_toml(raw[key], data) if isinstance(raw[key], dict) else raw[key]}{end}" for key in keys]
    assert loads("".join(lines), "town.toml").digest == load(name).digest


@given(st.sampled_from(library()), st.booleans())
def test_line_ends_and_byte_order_mark_do_not_matter(name, mark):
    content = source(name).replace(b"\n", b"\r\n")
    assert loads(b"\xef\xbb\xbf" * mark + content).digest == load(name).digest


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="/\\"),
    min_size=1,
    max_size=12,
)


PARTS_OF_A_WHOLE = (
    ("behaviour.founding", ("conditional_cooperators", "free_riders", "hump_shaped")),
    ("behaviour.route", ("wrong_branch", "wrong_office")),
    ("behaviour.align", ("rate", "anchor")),
    ("behaviour.experience", ("priority_seen", "priority_neighbours", "priority_anchor")),
    ("world.actors.party", ("city", "district", "street", "community")),
    ("world.actors.government", ("city", "department", "street")),
)
"""Numbers that together may be at most one."""

DEFAULTS = Settings().model_dump()


def table_of(tables: dict, path: str) -> dict:
    for part in path.split("."):
        tables = tables[part]
    return tables


@st.composite
def any_settings(draw) -> Settings:
    """Settings all over their bounds."""
    table: dict = {}
    for number in draw(st.lists(st.sampled_from(NUMBERS), max_size=12, unique=True)):
        value = draw(
            st.integers(int(number.low), int(number.high)) if number.whole else st.floats(number.low, number.high)
        )
        node = table
        *path, last = number.path.split(".")
        for part in path:
            node = node.setdefault(part, {})
        node[last] = value
    table.setdefault("world", {})["city"] = {
        "urban_districts": draw(st.integers(1, 5)),
        "agents_per_grid": draw(st.integers(1, 50)),
    }
    state = merge(DEFAULTS, table)
    state["world"]["issues"] |= draw(
        st.dictionaries(WORDS.map(lambda word: "n" + word), st.builds(IssueType, share=st.floats(0, 1)), max_size=3)
    )
    for kind in state["world"]["issues"].values():
        if isinstance(kind, dict) and not math.fsum(kind["needs"].values()):
            kind["needs"]["social"] = 1.0
    state["world"]["issues"]["dispute"]["share"] = 0.5
    for path, names in PARTS_OF_A_WHOLE:
        if math.fsum(table_of(state, path)[name] for name in names) > 1.0:
            table_of(state, path).update({name: table_of(DEFAULTS, path)[name] for name in names})
    arise = state["behaviour"]["arise"]
    arise["size_small"], arise["size_large"] = sorted((arise["size_small"], arise["size_large"]))
    if draw(st.booleans()):
        state["world"]["city"]["places"] = [
            Place(
                district="d",
                street=draw(st.none() | st.just("s")),
                kind="urban",
                name=f"{draw(WORDS)}{number}",
                grids=1,
                persons=draw(st.integers(100, 999)),
                agents=draw(st.integers(1, 99)),
            )
            for number in range(3)
        ]
    districts = [node.name for node in lay_out(City.model_validate(state["world"]["city"])).tiers[DISTRICT]]
    where = [] if "d" in districts else districts[:1]
    state["events"] = draw(st.lists(events(where), max_size=4))
    return Settings.model_validate(state)


@st.composite
def events(draw, districts: list[str]) -> Event:
    strength = draw(st.floats(0, 1) | st.integers(0, 1))
    week = draw(st.none() | st.integers(0, 5200))
    return Event(
        week=week,
        when="backlog_share > 0.2" if week is None else None,
        for_weeks=draw(st.none() | st.integers(1, 5200)),
        until=draw(st.sampled_from([None, "load < 1e-3"])),
        where=tuple(draw(st.sampled_from([[], districts]))),
        rules=draw(st.sampled_from([{"goals": {"strength": strength}}, {"deliberation": {"interval_weeks": 3}}])),
        surge=draw(st.none() | st.just(Surge(types=("dispute",), factor=draw(st.floats(0, 1000)), weeks=2))),
        capacity=draw(st.none() | st.just(Cut(actors=("government",), factor=0.5, weeks=3))),
    )


@given(any_settings(), WORDS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_written_reads_back(state, word):
    scenario = Scenario(name="a", title=Text(en=word, zh=word), settings=state)
    again = loads(to_toml(scenario))
    assert again.digest == scenario.digest
    assert again.settings == state
    assert again.title.en == Text(en=again.title.en).en


@given(any_settings())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_every_key_of_a_written_file_has_a_line(state):
    text = to_toml(Scenario(name="a", title=Text(en="a", zh="a"), settings=state))
    lines = key_lines(text)

    def walk(value, path):
        if path:
            line = text.split("\n")[lines[path] - 1]
            shown = str(path[-1])
            assert isinstance(path[-1], int) or json.dumps(shown, ensure_ascii=False)[1:-1] in line
        if isinstance(value, dict):
            for name, item in value.items():
                walk(item, (*path, name))
        elif isinstance(value, list):
            for place, item in enumerate(value):
                walk(item, (*path, place))

    walk(tomllib.loads(text), ())


@given(st.floats(0, 1))
def test_a_lever_is_what_was_set(value):
    rules = load("synergy", changes={"rules.goals.strength": value}).settings.rules
    assert rules == change(load("synergy").settings.rules, {"goals": {"strength": value}})
    assert isinstance(rules, Rules)
    assert World().city == City()
