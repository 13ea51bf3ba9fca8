"""Files that were right once: cut, garbled, with hostile values, other keys, tables twice.

They are accepted, or refused in words.

A hundred of each in the test run; for a long search: ``pytest tests/property/test_mutated_files.py
--hypothesis-profile=long``.
"""

from __future__ import annotations

import datetime
import json
import math
import tomllib
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cogov.experiments.design.loading import STUDIES, load_study, studies
from cogov.experiments.lessons import lessons, loads_lesson
from cogov.experiments.lessons.loading import LIBRARY as LESSONS
from cogov.experiments.regression.suite import SHIPPED, load_suite
from cogov.scenarios import ScenarioError, library, load, loads, to_toml
from cogov.scenarios.inheritance import LIBRARY

NAME = "town.toml"


def as_scenario(content, folder):
    scenario = loads(content, NAME)
    assert loads(to_toml(scenario)).digest == scenario.digest


def as_scenario_file(content, folder):
    (folder / NAME).write_bytes(content)
    load(folder / NAME)


def as_study(content, folder):
    (folder / NAME).write_bytes(content)
    assert load_study(folder / NAME).replicates >= 1


def as_lesson(content, folder):
    assert loads_lesson(content, NAME).scenes


def as_suite(content, folder):
    (folder / NAME).write_bytes(content)
    assert load_suite(folder / NAME).scenarios


KINDS = {
    "scenario": (as_scenario, [LIBRARY / f"{name}.toml" for name in library()]),
    "scenario file": (as_scenario_file, [LIBRARY / f"{name}.toml" for name in library()]),
    "study": (as_study, [STUDIES / f"{name}.toml" for name in studies()]),
    "lesson": (as_lesson, [LESSONS / f"{name}.toml" for name in lessons()]),
    "suite": (as_suite, [SHIPPED]),
}

WORDS = st.sampled_from(
    [
        "", " ", ".", "..", "/", "../x", "CON", "-x", "x" * 81, "x" * 5000, "a\0b", "a\x1b[31m", "\u202e", "=1+1",
        "{{7*7}}", "</script>", "::error::x", "%0A", "e\u0301", "nan", "true", "1", "各自为政", "fragmented", "synergy",
        "effectiveness", "hub", "command", "rules", "rules.goals.strength", "world.city", "scenario", "en", "\ud7ff",
    ]
)  # fmt: skip
EDGES = [0, -1, 1, 2, 10**6, 10**12, 2**63 - 1, 2**63, -(2**63), 10**400]
EDGES += [0.0, -0.0, 5e-324, 1e308, math.inf, -math.inf, math.nan]
NUMBERS = st.one_of(st.sampled_from(EDGES), st.integers(), st.floats())
MOMENTS = st.sampled_from(
    [datetime.date(2020, 1, 1), datetime.time(7, 32), datetime.datetime(1979, 5, 27, tzinfo=datetime.UTC)]
)
VALUES = st.recursive(
    st.one_of(WORDS, NUMBERS, MOMENTS, st.booleans(), st.text(max_size=20)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@cache
def source(path) -> bytes:
    return path.read_bytes()


def written(value) -> str:
    """A value as TOML, in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{text(key)} = {written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return text(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else str(value)


def text(word: str) -> str:
    return json.dumps(word).replace("\x7f", "\\u007f")


def places(value, path=()):
    """Every place in a document: its key or number, and the table or list around it."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield value, key
        yield from places(item, (*path, key))


@st.composite
def other_values(draw, files) -> bytes:
    """A file with some values replaced, keys renamed, moved, given twice or taken away."""
    data = tomllib.loads(source(draw(st.sampled_from(files))).decode())
    for _ in range(draw(st.integers(1, 4))):
        there = list(places(data))
        if not there:
            break
        around, key = there[draw(st.integers(0, len(there) - 1))]
        what = draw(st.sampled_from(["value", "value", "value", "rename", "drop", "copy", "nest", "swap"]))
        if what == "value":
            around[key] = draw(VALUES)
        elif what == "drop":
            del around[key]
        elif what == "nest":
            around[key] = draw(st.sampled_from([[around[key]], {"a": around[key]}, {"en": around[key]}]))
        elif what == "rename" and isinstance(around, dict):
            around[draw(WORDS | st.text(max_size=8))] = around.pop(key)
        elif what == "swap":
            other, name = there[draw(st.integers(0, len(there) - 1))]
            around[key] = json.loads(json.dumps(other[name], default=str))
        elif isinstance(around, list):
            around.extend([around[key]] * draw(st.sampled_from([1, 2, 100])))
        else:
            around[draw(WORDS)] = json.loads(json.dumps(around[key], default=str))
    return "\n".join(f"{text(key)} = {written(value)}" for key, value in data.items()).encode("utf-8", "surrogatepass")


@st.composite
def other_bytes(draw, files) -> bytes:
    """A file cut, with bytes flipped, put in or taken out, lines given twice, or two files in one."""
    content = bytearray(source(draw(st.sampled_from(files))))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(content)))
        what = draw(st.sampled_from(["cut", "flip", "in", "out", "twice", "lines", "join"]))
        if what == "cut":
            del content[place:]
        elif what == "flip" and place < len(content):
            content[place] ^= 1 << draw(st.integers(0, 7))
        elif what == "in":
            content[place:place] = draw(st.binary(max_size=8) | WORDS.map(lambda word: written(word).encode()))
        elif what == "out":
            del content[place : place + draw(st.integers(1, 40))]
        elif what == "twice":
            content[place:place] = content[place : place + draw(st.integers(1, 400))]
        elif what == "lines":
            lines = bytes(content).split(b"\n")
            first = draw(st.integers(0, len(lines) - 1))
            last = first + draw(st.integers(1, 12))
            lines[first:first] = lines[first:last]
            content = bytearray(b"\n".join(lines))
        else:
            content[place:place] = source(draw(st.sampled_from(files)))
    return bytes(content)


def judged(kind: str, content: bytes, folder) -> None:
    """A record, or a refusal of printable lines that begin with the file's name; nothing else."""
    try:
        KINDS[kind][0](content, folder)
    except ScenarioError as error:
        lines = str(error).split("\n")
        assert lines
        for line in lines:
            assert line.isprintable()
            assert NAME in line or line.startswith(("and ", "library/"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("mutated")


FUZZ = settings(deadline=20_000, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@FUZZ
def test_with_other_values(folder, kind, data):
    judged(kind, data.draw(other_values(KINDS[kind][1])), folder)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@FUZZ
def test_with_other_bytes(folder, kind, data):
    judged(kind, data.draw(other_bytes(KINDS[kind][1])), folder)
