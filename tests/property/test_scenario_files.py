"""Whatever stands in a file: it is a scenario, or it is refused in sentences."""

import json
import math
import tomllib
from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cogov.model.behaviour import Behaviour
from cogov.model.parameter import quantities
from cogov.model.parameters.settings import Cut, Event, Settings, Surge, change_rules, merge
from cogov.model.rules import Rules
from cogov.model.world import CityLayout, IssueType, Place, World
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
    accepted(("[scenario]\n" + text).encode("utf-8", "surrogatepass"))


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
        st.sampled_from([number.path for number in NUMBERS] + ["events", "world.city.places", "x.y"]),
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


@given(st.data())
@settings(max_examples=30)
def test_order_of_keys_comments_and_line_ends_do_not_matter(data):
    name = data.draw(st.sampled_from([name for name in library() if not load(name).settings.events]))
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


PARTS_OF_A_WHOLE = {
    "founding": ("conditional_cooperators", "free_riders", "hump_shaped"),
    "align": ("rate", "anchor"),
    "experience": ("priority_seen", "priority_neighbours", "priority_anchor"),
}
"""Coefficients that together may be at most one."""


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
    table.setdefault("world", {}).setdefault("city", {})
    table["world"]["city"] = {
        "urban_districts": draw(st.integers(1, 5)),
        "agents_per_grid": draw(st.integers(1, 50)),
    }
    for needs in ("jobs", "care"):
        table["world"].get("issues", {}).get(needs, {}).pop("needs", None)
    state = merge(Settings().model_dump(), table)
    state["world"]["issues"] |= draw(
        st.dictionaries(WORDS.map(lambda word: "n" + word), st.builds(IssueType, share=st.floats(0, 1)), max_size=3)
    )
    for kind in state["world"]["issues"].values():
        if isinstance(kind, dict) and not math.fsum(kind["needs"].values()):
            kind["needs"]["social"] = 1.0
    state["world"]["issues"]["dispute"]["share"] = 0.5
    for group, names in PARTS_OF_A_WHOLE.items():
        if math.fsum(state["behaviour"][group][name] for name in names) > 1.0:
            state["behaviour"][group] |= {name: getattr(getattr(Behaviour(), group), name) for name in names}
    state["events"] = draw(st.lists(events(), max_size=4))
    if draw(st.booleans()):
        state["world"]["city"]["places"] = [
            Place(
                district="d",
                kind="urban",
                name=f"{draw(WORDS)}{number}",
                grids=1,
                residents=draw(st.integers(1, 99)),
            )
            for number in range(3)
        ]
    return Settings.model_validate(state)


@st.composite
def events(draw) -> Event:
    strength = draw(st.floats(0, 1) | st.integers(0, 1))
    return Event(
        week=draw(st.integers(0, 5200)),
        rules=draw(st.sampled_from([{"goals": {"strength": strength}}, {"deliberation": {"interval_weeks": 3}}])),
        surge=draw(
            st.none() | st.just(Surge(types=("dispute",), factor=draw(st.floats(0, 1000)), weeks=2, where="rural"))
        ),
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
    assert rules == change_rules(load("synergy").settings.rules, {"goals": {"strength": value}})
    assert isinstance(rules, Rules)
    assert World().city == CityLayout()
