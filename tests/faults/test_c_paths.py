"""C: paths and the file system: nothing outside is read, nothing waits, nothing half-written is left."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from cogov.experiments.lessons.template import template
from cogov.visualization.terminal.cli import main

from .conftest import SCENARIO, SMALL, STUDY, SUITE, names

FILES_OF_RUN = ["provenance.json", "scenario.toml", "series.csv", "series.parquet", "summary.json"]

OUTSIDE = {
    "C1-up": "../../etc/passwd",
    "C1-up-once": "../town.toml",
    "C2-absolute": "/etc/passwd",
    "C2-drive": "C:\\\\x",
    "C2-share": "\\\\\\\\host\\\\x",
    "C1-backslashes": "..\\\\up",
    "C1-dots": "..",
    "C1-below": "sub/x.toml",
    "C14-home": "~/x.toml",
    "C14-address": "https://example.org/x.toml",
}


@pytest.mark.parametrize("name", OUTSIDE.values(), ids=OUTSIDE)
def test_extends(refused, put, name):
    put(f'schema_version = 2\n[scenario]\nextends = "{name}"\n')
    told = "scenario.extends: ", "allowed a name of the library, or a file in the same folder"
    said = refused("run", "town.toml", "--out", "out", told=told)
    assert "root:" not in said, "what stands in the other file is not told"


@pytest.mark.parametrize("name", OUTSIDE.values(), ids=OUTSIDE)
def test_communities_file(refused, put, name):
    put(f'schema_version = 2\n[scenario]\nextends = "fragmented"\n[world.city]\ncommunities_file = "{name}"\n')
    said = refused("run", "town.toml", "--out", "out", told="world.city.communities_file: ")
    assert "root:" not in said


def test_c4_a_folder_whose_name_begins_alike(refused, put, here):
    put('schema_version = 2\n[scenario]\nextends = "fragmented"\n', "city-evil/secret.toml")
    put('schema_version = 2\n[scenario]\nextends = "link.toml"\n', "city/mine.toml")
    (here / "city" / "link.toml").symlink_to(here / "city-evil" / "secret.toml")
    refused("run", "city/mine.toml", "--out", "out", told='"link.toml" leads out of the folder')


COMMANDS = {
    "scenario": (SCENARIO, ("run", "it", "--out", "out")),
    "comparison": (SCENARIO, ("compare", "fragmented", "it", "--out", "out")),
    "study": (STUDY, ("sweep", "it", "--out", "out")),
    "lesson": (template("mine"), ("lessons", "check", "it")),
    "suite": (SUITE, ("regress", "it")),
    "checkpoint": ("", ("run", "--from", "it", "--out", "out")),
}


@pytest.mark.parametrize("kind", COMMANDS)
def test_c5_a_pipe_is_not_waited_for(refused, here, kind):
    os.mkfifo(here / "it")
    refused(*COMMANDS[kind][1], told="it: ")


@pytest.mark.parametrize("kind", COMMANDS)
def test_c5_a_device_is_not_read(refused, here, kind):
    (here / "it").symlink_to("/dev/zero")
    refused(*COMMANDS[kind][1], told="it: ")


@pytest.mark.parametrize("kind", COMMANDS)
def test_c5_a_socket_is_not_opened(refused, here, kind):
    with socket.socket(socket.AF_UNIX) as line:
        line.bind(str(here / "it"))
        refused(*COMMANDS[kind][1], told="it: ")


@pytest.mark.parametrize("kind", COMMANDS)
def test_c15_a_folder_is_no_file(refused, here, kind):
    (here / "it").mkdir()
    refused(*COMMANDS[kind][1], told="it: ")


@pytest.mark.parametrize("kind", COMMANDS)
def test_c15_a_link_to_nowhere(refused, here, kind):
    (here / "it").symlink_to("nowhere")
    refused(*COMMANDS[kind][1], told="it: ")


@pytest.mark.parametrize("kind", COMMANDS)
def test_c15_a_link_to_itself(refused, here, kind):
    (here / "it").symlink_to("it")
    refused(*COMMANDS[kind][1], told="it: ")


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000, " ", "a\x1b[31mb", "a\nb", "\ud800"])
@pytest.mark.parametrize("kind", ["scenario", "study", "lesson", "suite", "checkpoint"])
def test_c16_names_that_cannot_be(refused, kind, name):
    refused(*(name if word == "it" else word for word in COMMANDS[kind][1]), told="")


WRITING = {
    "run": ("run", "fragmented", *SMALL, "--out"),
    "compare": ("compare", "fragmented", "synergy", "--replicates", "1", *SMALL, "--out"),
    "multiplier": (
        "multiplier", "synergy", "--players", "goals,mechanism", "--no-controls", "--replicates", "1",
        *SMALL, "--out",
    ),
    "sweep": ("sweep", "study.toml", "--serial", "--out"),
    "validate": ("validate", "--replicates", "2", "--out"),
}  # fmt: skip


@pytest.mark.parametrize("command", ["run", "compare", "multiplier", "sweep"])
def test_c7_a_folder_that_is_not_there_is_made(cogov, put, here, command):
    put(STUDY, "study.toml")
    cogov(*WRITING[command], "new/deep/结果")
    assert any((here / "new" / "deep" / "结果").iterdir())


@pytest.mark.parametrize("command", WRITING)
@pytest.mark.parametrize("out", ["taken", "taken/below"])
def test_c7_a_file_is_no_folder(refused, put, command, out):
    put(STUDY, "study.toml")
    put("mine", "taken")
    refused(*WRITING[command], out, told="is a file")


@pytest.mark.parametrize("command", ["run"])
@pytest.mark.parametrize(
    "out", ["with space", "引号“’", "qu\"ote's", "new\nline", "-dash", "a;b&c|d$e", "%0A::error::"]
)
def test_c10_folders_may_be_called_anything(cogov, put, here, command, out):
    put(STUDY, "study.toml")
    done = cogov(*WRITING[command][:-1], f"--out={out}")
    assert any((here / out).iterdir())
    assert not any(line.startswith("::") for line in done.out.splitlines())


def test_c8_a_folder_that_takes_nothing_is_told_before_the_first_run():
    with tempfile.TemporaryDirectory() as name:  # those of pytest are closed to other users
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "study.toml").write_text(STUDY, encoding="utf-8")
        (folder / "locked").mkdir(mode=0o555)
        script = (
            "import os, sys\n"
            "from cogov.visualization.terminal.cli import main\n"
            f"commands = {[[*words, 'locked/out'] for command, words in WRITING.items() if command != 'validate']!r}\n"
            "for words in commands:\n"  # all is imported and compiled while it may be
            "    main([*words[:-1], 'warm-' + words[0]])\n"
            "if os.geteuid() == 0:\n"  # whom modes do not stop
            "    os.setgroups([]), os.setgid(65534), os.setuid(65534)\n"
            "from cogov.experiments.execution import edition\n"
            "edition.FirstSimulation = None\n"  # no run is begun
            "print([main(words) for words in commands])\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, timeout=300, check=True
        )
        assert done.stdout.splitlines()[-1] == "[6, 6, 6, 6]"
        assert done.stderr.count("Permission denied") == 4
        assert "Traceback" not in done.stderr
        assert list((folder / "locked").iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ["scenarios", "new", "mine", "--folder", "taken"],
        ["lessons", "new", "mine", "--folder", "taken"],
        ["report", "r", "--out", "taken/page.html"],
        ["regress", "suite.toml", "--junit", "taken/x.xml"],
    ],
    ids=lambda words: words[0],
)
def test_c17_files_below_a_file(cogov, put, here, words):
    put("mine", "taken")
    put(SUITE, "suite.toml")
    if words[0] == "report":
        cogov("run", "fragmented", *SMALL, "--out", "r")
    before = names(here)
    assert main(words) == 6
    assert names(here) == before
    assert (here / "taken").read_text() == "mine"


def test_c11_names_that_differ_by_case_alone_are_other_runs(cogov, put, here):
    levels = '"A" = { rules.goals.strength = 0.1 }\n"a" = { rules.goals.strength = 0.2 }\n'
    text = STUDY.replace(
        'key = "rules.mechanism.responsibility_lists"\nvalues = [0.0, 0.5]', f"[levers.lists.levels]\n{levels}"
    )
    put(text, "study.toml")
    cogov("sweep", "study.toml", "--serial", "--out", "r")
    table = (here / "r" / "table.csv").read_text("utf-8").splitlines()
    assert [line.split(",")[1] for line in table[1:]] == ["A"] * 4 + ["a"] * 4
    files = [name.lower() for name in names(here / "r")]
    assert len(files) == len(set(files))


def test_c13_files_of_results_have_names_of_ours(cogov, put, here):
    """Whatever a scenario is called, files are called as the program calls them."""
    put(SCENARIO.replace("[scenario]\n", '[scenario]\nname = "...a…b"\n'.replace("...", "…")), "one.toml")
    cogov("run", "one.toml", "--out", "r")
    assert names(here / "r") == FILES_OF_RUN
    cogov("compare", "one.toml", "synergy", "--replicates", "1", *SMALL, "--out", "c")
    assert not any("…" in name for name in names(here / "c"))


def test_c18_results_of_somebody_else_stay(cogov, put, here):
    put("mine", "r/notes.txt")
    put("mine", "r/summary.json")
    cogov("run", "fragmented", *SMALL, "--out", "r")
    assert (here / "r" / "notes.txt").read_text() == "mine"
    assert json.loads((here / "r" / "summary.json").read_text("utf-8"))["kind"] == "run"


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A folder of each kind, made as the commands make them."""
    folder = tmp_path_factory.mktemp("results")
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    for command in ("run", "compare", "multiplier", "sweep"):
        words = [str(folder / "study.toml") if word == "study.toml" else word for word in WRITING[command]]
        assert main([*words, str(folder / command)]) == 0
    for number in (1, 2):
        words = [
            "sweep",
            str(folder / "study.toml"),
            "--serial",
            "--shard",
            f"{number}/2",
            "--out",
            str(folder / "merge"),
        ]
        assert main(words) == 0
    return folder


DAMAGE = {
    "gone": None,
    "empty": b"",
    "garbage": b'\x00\xff{"a":',
    "object": b"{}",
    "deep": b"[" * 100_000,
    "newer": b'{"schema_version": 99, "identity": {}, "kind": "run"}',
    "words": b'{"schema_version": "1", "identity": {}, "kind": "comparison"}',
    "half": b"half",
    "folder": b"folder",
}
READING = {
    "run": ("report",),
    "compare": ("report",),
    "multiplier": ("report",),
    "sweep": ("report", "status", "verify", "plot", "analyse"),
    "merge": ("merge",),
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("kind", READING)
def test_c19_a_damaged_folder(results, here, capsys, kind, damage):
    """Each of its files in turn: it does not matter, or a sentence names the folder or the file."""
    folder = here / "r"
    files = [name for name in names(results / kind) if (results / kind / name).is_file()]
    for name in files:
        if name.rsplit("/", 1)[-1] == "LOCK" or name.startswith("shard-2") or name.endswith((".svg", "csv", ".html")):
            continue
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(results / kind, folder)
        content, path = DAMAGE[damage], folder / name
        whole = path.read_bytes()
        path.unlink()
        if content == b"folder":
            path.mkdir()
        elif content is not None:
            path.write_bytes(whole[: len(whole) // 2] if content == b"half" else content)
        for command in READING[kind]:
            if command in ("status", "plot", "analyse") and damage not in ("gone", "half", "folder"):
                continue
            code = main([command, "r"])
            said = capsys.readouterr()
            about = f"{command}, {name}: {code}\n{said.out}{said.err}"
            assert code in (0, 1, 2), about
            assert "Traceback" not in said.err, about
            assert "inside the program" not in said.err, about
            if code:
                where = said.out + said.err
                assert folder.name in where or path.name in where, about


@pytest.mark.parametrize("command", ["report", "status", "verify", "plot", "analyse", "merge"])
@pytest.mark.parametrize("what", ["nothing", "file", "empty", "other"])
def test_c20_a_folder_of_no_results(refused, put, here, command, what):
    if what == "file":
        put("mine", "r")
    elif what != "nothing":
        (here / "r").mkdir()
    if what == "other":
        put('{"name": "package"}', "r/manifest.json")
    refused(command, "r", told="r: ")


def test_c21_nobody_elses_files_are_shown(cogov, put, here):
    """Results name no folder of the machine, no user and nothing of the environment (see G14)."""
    cogov("run", "fragmented", *SMALL, "--out", here / "r")
    for name in ("provenance.json", "summary.json"):
        text = (here / "r" / name).read_text("utf-8")
        assert str(here) not in text
        assert str(Path.home()) not in text or str(Path.home()) == "/"


@pytest.mark.skipif(sys.platform != "linux", reason="the encoding of file names is a matter of the session on Linux")
@pytest.mark.parametrize(
    ("session", "word"),
    [
        ({"LC_ALL": "POSIX", "PYTHONUTF8": "0"}, "结果".encode()),
        ({"LC_ALL": "C.UTF-8"}, b"\xff"),
    ],
    ids=["POSIX", "UTF-8"],
)
def test_c21_a_name_that_the_session_cannot_read(here, put, session, word):
    put(STUDY, "study.toml")
    before = names(here)
    command = [sys.executable, "-m", "cogov.visualization.terminal", "sweep", "study.toml", "--serial", "--out", word]
    done = subprocess.run(command, env={**os.environ, **session}, cwd=here, capture_output=True)
    assert done.returncode == 2
    assert b"PYTHONUTF8=1" in done.stderr
    assert b"Traceback" not in done.stderr
    assert names(here) == before
