"""Files that are not scenarios at all: pipes, devices, other encodings, bombs."""

import os
import time

import pytest

from cogov.scenarios import ScenarioError, load, loads
from cogov.scenarios.toml.safe_toml import parse


def said(content: bytes | str) -> str:
    start = time.process_time()  # not the clock: others may use the machine
    with pytest.raises(ScenarioError) as caught:
        loads(content, "town.toml")
    assert time.process_time() - start < 10
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            b"",
            "town.toml: is empty: it has no [scenario] table; allowed a file that begins with "
            "schema_version = 2 and "
            "[scenario]",
        ),
        (
            b"[rules]\n",
            "town.toml: has no [scenario] table; allowed a file that begins with schema_version = 2 and [scenario]",
        ),
        (
            "[scenario]\nname = '各自为政'\n".encode("gbk"),
            "town.toml:2: is not UTF-8 (it looks like GBK); save it again as UTF-8",
        ),
        (
            "[scenario]\n# caf\xe9".encode("latin-1"),
            "town.toml:2: is not UTF-8; save it again as UTF-8",
        ),
        (
            "[scenario]\n".encode("utf-16"),
            "town.toml: is not UTF-8 (it looks like UTF-16); save it again as UTF-8",
        ),
        (
            "[scenario]\n".encode("utf-16-le"),
            "town.toml: is not UTF-8 (it looks like UTF-16); save it again as UTF-8",
        ),
        (
            b"[scenario]\rname = 'a'\r",
            "town.toml:1: has line ends of CR alone; save it again with line ends LF or CRLF",
        ),
        (b"[scenario]\nname = '\0'", "town.toml:2: holds a NUL character"),
        (b"x" * (1 << 20) + b"x", "town.toml: is larger than 1 MiB"),
        (b"a = " + b"[" * 100_000, "town.toml:1: brackets are nested more than 32 deep"),
        (b"a = " + b"{a=" * 2_000, "town.toml:1: brackets are nested more than 32 deep"),
        (b".".join([b"a"] * 10_000) + b" = 1", "town.toml:1: a dotted key of more than 16 parts"),
        (b".".join([b'"a"'] * 10_000) + b" = 1", "town.toml:1: a dotted key of more than 16 parts"),
        (
            b"[scenario]\n[run]\nseed = " + b"1" * 5_000,
            "town.toml:3: not valid TOML: a number that is too long or a date that does not exist",
        ),
        (b"[scenario]\nname = 'a'\nname = 'b'", "town.toml:3: name: is given twice"),
        (b"[scenario]\n[rules]\n[rules]", "town.toml:3: rules: this table is given twice"),
        (b"[scenario]\nname = [", "town.toml:2: not valid TOML: invalid value (at the end of the file)"),
        (b"[scenario]\nname = a", "town.toml:2: not valid TOML: invalid value (column 8)"),
    ],
)
def test_refusals(content, sentence):
    assert said(content) == sentence


def test_a_long_whole_number():
    assert said("schema_version = 2\n[scenario]\n[run]\nseed = " + "1" * 4_000).startswith(
        "town.toml:4: run.seed: a whole number of more than 20 digits is too large; allowed"
    )


@pytest.mark.parametrize(
    "content",
    [
        '"' * 500_000,
        '"""' + 'a"' * 200_000,
        'a = "' + '\\"' * 200_000,
        "a" + " . " * 100_000,
        "[]" * 200_000,
        "schema_version = 2\n[scenario]\n"
        + "\n".join(f"[a.b.c.d.e.f.g.h.i.j.k.l.m.x{number}]" for number in range(20_000)),
        "schema_version = 2\n[scenario]\n[rules.goals]\n" + "\n".join(f"x{number}=1" for number in range(50_000)),
        "schema_version = 2\n[scenario]\nwatch = [" + "'ab'," * 100_000 + "]",
        "schema_version = 2\n[scenario]\n[[events]]\nweek=1\n[events.surge]\nweeks=1\nfactor=1\ntypes=["
        + "'ab'," * 100_000
        + "]",
        "schema_version = 2\n[scenario]\n" + "[[events]]\nweek=1\n" * 40_000,
    ],
    ids=range(10),
)
def test_nothing_takes_long(content):
    said(content)


def test_a_byte_order_mark_is_fine():
    assert loads(b"\xef\xbb\xbfschema_version = 2\n[scenario]\nname = 'a'\n").name == "a"


def test_nesting_inside_text_is_no_nesting():
    assert parse('a = "' + "[" * 100 + '" # ' + "[" * 100, "a") == {"a": "[" * 100}
    assert parse("a = '''\n" + "{" * 100 + "'''", "a") == {"a": "{" * 100}


def test_folders_and_what_is_not_there(tmp_path):
    for path, what in (
        (tmp_path, "is a folder, not a file"),
        (tmp_path / "no.toml", "no such scenario or file"),
    ):
        with pytest.raises(ScenarioError, match=what):
            load(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_pipes_and_devices_are_not_waited_for(tmp_path):
    pipe = tmp_path / "pipe.toml"
    os.mkfifo(pipe)
    for path in (pipe, "/dev/zero"):
        with pytest.raises(ScenarioError, match=r"is not a regular file \(a pipe or a device\)$"):
            load(path)


def test_paths_that_cannot_be(tmp_path):
    for name in ("a\0b.toml", "x" * 5000 + ".toml"):
        with pytest.raises(ScenarioError, match="no such scenario or file"):
            load(name)
    (tmp_path / "gone.toml").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ScenarioError, match="no such file"):
        load(tmp_path / "gone.toml")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("[world.issues.噪声]", "quotation marks around names and text that are not ASCII"),
        ("name = 各自为政", "quotation marks around names and text that are not ASCII"),
        ("name = \u201ca\u201d", '" (half-width) instead of \u201c'),
        ("\u3010rules\u3011", "[ (half-width) instead of \u3010"),
    ],
)
def test_what_chinese_input_methods_do(text, hint):
    assert said(f"schema_version = 2\n[scenario]\n{text}\n").endswith(f"; did you mean {hint}")
