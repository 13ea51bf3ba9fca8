"""A: files that are hardly files: syntax, size, encoding. Scenarios, studies, lessons and suites alike."""

from __future__ import annotations

import json
import random
import re
import tomllib
from contextlib import suppress

import pytest

from cogov.experiments.design.loading import load_study
from cogov.experiments.lessons import load_lesson
from cogov.experiments.lessons.template import template
from cogov.experiments.regression.suite import load_suite
from cogov.scenarios import ScenarioError, load

from .conftest import SCENARIO, SMALL, STUDY, SUITE

KINDS = {
    "scenario": (SCENARIO, ("scenarios", "check", "town.toml")),
    "run": (SCENARIO, ("run", "town.toml", "--out", "out")),
    "study": (STUDY, ("sweep", "town.toml", "--out", "out")),
    "lesson": (template("mine"), ("lessons", "check", "town.toml")),
    "suite": (SUITE, ("regress", "town.toml", "--update", "--reason", "why", "--junit", "out.xml")),
}
HEADS = {"scenario": "[scenario]", "study": "[study]", "suite": "suite: is missing", "lesson": "title: is missing"}

# What is put in place of a file or behind its end, and what is said of it.
INSTEAD: dict[str, tuple[bytes, str]] = {
    "A1-empty": (b"", ""),
    "A1-blank": (b" \n\t\n", ""),
    "A1-comments": (b"# nothing\n", ""),
    "A4-large": (b"#" * (1 << 20) + b"x", "town.toml: is larger than 1 MiB"),
    "A5-arrays": (b"a = " + b"[" * 100_000, "town.toml:1: brackets are nested more than 32 deep"),
    "A5-tables": (b"a = " + b"{a=" * 2_000, "town.toml:1: brackets are nested more than 32 deep"),
    "A21-dotted": (b".".join([b"a"] * 10_000) + b" = 1", "town.toml:1: a dotted key of more than 16 parts"),
    "A10-GBK": ("# 各自为政的城市\n[scenario]\n".encode("gbk"), "is not UTF-8 (it looks like GBK); save it again"),
    "A11-UTF-16": ("[scenario]\n".encode("utf-16"), "is not UTF-8 (it looks like UTF-16); save it again as UTF-8"),
    "A11-UTF-16-without-mark": ("[scenario]\n".encode("utf-16-le"), "is not UTF-8 (it looks like UTF-16)"),
    "A22-two-marks": (b"\xef\xbb\xbf\xef\xbb\xbf[scenario]\n", "town.toml:1: not valid TOML: invalid statement"),
    "A23-another-language": (b'{"schema_version": 1}', "town.toml:1: not valid TOML"),
    "A23-a-page": (b"<html><script>alert(1)</script>", "town.toml:1: not valid TOML"),
    "A23-a-pickle": (b"\x80\x04\x95\x1a\x00\x00\x00", "is not UTF-8"),
}  # fmt: skip
BEHIND: dict[str, tuple[bytes, str]] = {
    "A7-key-twice": (b"\n[zz]\na = 1\na = 2\n", "a: is given twice"),
    "A8-table-twice": (b"\n[zz]\n[zz]\n", "zz: this table is given twice"),
    "A14-CR-alone": (b"\n# a\rb\r", "has line ends of CR alone; save it again with line ends LF or CRLF"),
    "A24-NUL": (b"\n# a\0b", "holds a NUL character"),
    "A25-surrogate": (b"\n# \xed\xa0\x80", "is not UTF-8; save it again as UTF-8"),
    "A26-digits": (b"\n[zz]\na = " + b"1" * 5_000, "a number that is too long or a date that does not exist"),
    "A26-date": (b"\n[zz]\na = 2020-02-30", "invalid date or datetime (column 5)"),
    "A27-not-closed": (b'\n[zz]\na = "', "not valid TOML"),
    "A27-list-not-closed": (b"\n[zz]\na = [", "not valid TOML: invalid value (at the end of the file)"),
    "A28-unknown-table": (b"\n[zz]\n", "zz: unknown key; allowed"),
    "A29-key-with-escapes": (b'\n["\\u001b[2J\\u202e::error::"]\n', "\\x1b[2J\\u202e::error::: unknown key"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("content", "told"), INSTEAD.values(), ids=INSTEAD)
def test_instead_of_a_file(refused, put, kind, content, told):
    put(content)
    head = HEADS.get(kind, "[scenario]")
    refused(*KINDS[kind][1], told=("town.toml", told or head))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("content", "told"), BEHIND.values(), ids=BEHIND)
def test_at_the_end_of_a_good_file(refused, put, kind, content, told):
    good, command = KINDS[kind]
    put(good.encode() + content)
    line = len(good.splitlines())
    said = refused(*command, told=told)
    assert said.startswith("town.toml:")
    assert int(said.split(":")[1]) in range(line, line + 5), "the line is told"


@pytest.mark.parametrize("kind", KINDS)
def test_a2_missing(refused, put, kind):
    put("", "twon.toml")
    command = KINDS[kind][1]
    said = refused(*command, told="town.toml: no such")
    if kind in ("scenario", "run"):
        assert "did you mean twon.toml" in said


VERSION = re.compile(r"^schema_version = [12]$", re.MULTILINE)


@pytest.mark.parametrize("kind", KINDS)
def test_a30_a_newer_version(refused, put, kind):
    good, command = KINDS[kind]
    put(VERSION.sub("schema_version = 99", good))
    reads = 2 if kind in ("scenario", "run", "lesson") else 1
    refused(*command, told=f"schema_version: 99 was written by a newer version of cogov; this one reads up to {reads}")


@pytest.mark.parametrize("value", ["0", "-1", '"1"', "true", "1.0", "nan", "[]"])
@pytest.mark.parametrize("kind", ["scenario", "study", "lesson", "suite"])
def test_a31_a_version_that_is_none(refused, put, kind, value):
    good, command = KINDS[kind]
    rest = VERSION.sub("", good, count=1)
    put(f"schema_version = {value}\n{rest}")
    refused(*command, told="town.toml:1: schema_version: ")


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a13_line_ends_and_a_byte_order_mark_change_nothing(cogov, put, end, mark):
    put(SCENARIO, "first.toml")
    put(mark + SCENARIO.encode().replace(b"\n", end), "second.toml")
    assert load("first.toml").digest == load("second.toml").digest


def test_a19_order_of_keys_changes_nothing(cogov, put):
    put(SCENARIO + "[rules.goals]\nrule = 'command'\nstrength = 0.5\n", "first.toml")
    city = tomllib.loads(SCENARIO)["world"]["city"]
    text = "rules.goals.strength = 0.5\nrules.goals.rule = 'command'\nrun.weeks = 4\n[world.city]\n"
    text += "".join(f"{key} = {city[key]}\n" for key in reversed(city)) + '[scenario]\nextends = "fragmented"\n'
    put(text, "second.toml")
    assert load("first.toml").digest == load("second.toml").digest
    ran = [json.loads(cogov("run", name, "--json").out)["digest"] for name in ("first.toml", "second.toml")]
    assert ran[0] == ran[1]


def test_a20_comments_and_blanks_change_nothing(cogov, put):
    put(SCENARIO, "first.toml")
    put("# 注释\n\n" + SCENARIO.replace(" = ", "   =\t").replace("\n", "   # x\n\n"), "second.toml")
    assert load("first.toml").digest == load("second.toml").digest


READERS = {"scenario": load, "study": load_study, "lesson": load_lesson, "suite": load_suite}


@pytest.mark.parametrize("kind", READERS)
def test_a16_cut_at_fifty_places(put, kind):
    content = KINDS[kind][0].encode()
    for cut in random.Random(7).sample(range(len(content)), 50):
        with suppress(ScenarioError):
            READERS[kind](put(content[:cut]))


@pytest.mark.parametrize("kind", ["scenario", "study", "lesson", "suite"])
def test_a17_random_bytes(refused, put, kind):
    luck = random.Random(3)
    for size in (1, 2, 3, 16, 100, 400):
        put(luck.randbytes(size))
        refused(*KINDS[kind][1], told="town.toml:")


# Two bytes of GBK that are one sign each in UTF-8: the file is valid, and reads as something else.
@pytest.mark.parametrize("word", ["目录", "目录目录"])
def test_a32_gbk_that_happens_to_be_utf8_is_warned_of(cogov, put, word):
    name = word.encode("gbk")
    put(b'schema_version = 2\n[scenario]\nextends = "fragmented"\nname = "' + name + b'"\n')
    assert name.decode("utf-8") != word
    done = cogov("scenarios", "check", "town.toml")
    assert f"looks like GBK: {word}" in " ".join(done.err.split())


@pytest.mark.parametrize(
    "word", ["café", "créée", "Übergröße", "Ñandú", "各自为政", "Ћуприја", "Αθήνα", "Łódź", "São Tomé"]
)
def test_a33_other_languages_are_not_taken_for_gbk(cogov, put, word):
    put(f'schema_version = 2\n[scenario]\nextends = "fragmented"\nname = "{word}"\n')
    assert "GBK" not in cogov("scenarios", "check", "town.toml").err
    assert cogov("run", "town.toml", *SMALL).err == ""
