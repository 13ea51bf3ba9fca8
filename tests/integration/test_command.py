"""The command ``cogov`` as a user meets it."""

import csv
import errno
import functools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest

from cogov.experiments import simulate
from cogov.model.indicators import NAMES
from cogov.scenarios import load
from cogov.visualization.terminal.cli import main

COGOV = [sys.executable, "-m", "cogov.visualization.terminal"]
SMALL = [
    "--set", "world.city.streets_per_district=1", "world.city.communities_per_street=1",
    "world.city.townships_per_county=1", "world.city.villages_per_township=1", "world.city.agents_per_grid=20",
]  # fmt: skip
FILES_OF_RUN = ["provenance.json", "scenario.toml", "series.csv", "series.parquet", "summary.json"]
FILES_OF_COMPARISON = [
    "comparison.html", "comparison.zh.html", "differences.csv", "differences.tex", "effectiveness.svg",
    "effectiveness.zh.svg", "finals.csv", "provenance.json", "runs", "scenario-1.toml", "scenario-2.toml",
    "series.parquet", "summary.json",
]  # fmt: skip


@pytest.fixture
def cogov(tmp_path, monkeypatch, capsys):
    """Run the command in this process, in an empty folder: quick."""
    monkeypatch.chdir(tmp_path)
    for variable in ("LANG", "LC_ALL"):
        monkeypatch.setenv(variable, "C.UTF-8")

    def call(*arguments, code=0, **environment):
        for variable, value in environment.items():
            monkeypatch.setenv(variable, value)
        found = main([str(argument) for argument in arguments])
        done = capsys.readouterr()
        assert found == code, done.out[-2000:] + done.err
        assert "Traceback" not in done.err
        return subprocess.CompletedProcess(arguments, found, done.out, done.err)

    return call


@pytest.fixture
def process(tmp_path):
    """Run the command in a process of its own, in an empty folder."""

    def call(*arguments, code=0, **environment):
        done = subprocess.run(
            [*COGOV, *(str(argument) for argument in arguments)],
            cwd=tmp_path,
            capture_output=True,
            timeout=300,
            encoding="utf-8",
            check=False,
            env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **environment},
        )
        assert done.returncode == code, done.stdout[-2000:] + done.stderr
        return done

    return call


def left(folder):
    return sorted(each.name for each in Path(folder).iterdir())


def scenario_file(folder, name="mine.toml", text=""):
    path = Path(folder) / name
    path.write_text(f'schema_version = 2\n[scenario]\nextends = "fragmented"\n{text}', encoding="utf-8")
    return path


def gone(group):
    """Wait for the last process of a group to be buried."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


class TestHelp:
    @pytest.mark.parametrize(
        "command",
        [
            [each]
            for each in (
                "run",
                "compare",
                "multiplier",
                "contrast",
                "sweep",
                "status",
                "verify",
                "merge",
                "plot",
                "app",
                "version",
            )
        ]
        + [[], ["scenarios"], ["lessons"]]
        + [["scenarios", each] for each in ("list", "show", "check", "schema", "new", "diff", "upgrade")]
        + [["lessons", each] for each in ("list", "check", "new")],
    )
    def test_every_command_explains_itself(self, cogov, command):
        assert "Usage: cogov" in cogov(*command, "--help").stdout

    def test_version(self, cogov):
        assert cogov("--version").stdout.startswith("cogov 0.")
        assert "numba" in cogov("version").stdout


class TestRun:
    def test_table_and_files(self, cogov, tmp_path):
        done = cogov("run", "flood", "--weeks", 8, "--seed", 3, "--out", "out dir/结果", "--check", *SMALL)
        assert "Effectiveness" in done.stdout
        assert "8 weeks" in done.stdout
        assert left(tmp_path) == ["out dir"]
        out = tmp_path / "out dir" / "结果"
        assert left(out) == FILES_OF_RUN
        summary = json.loads((out / "summary.json").read_text("utf-8"), parse_constant=pytest.fail)
        assert (summary["seed"], summary["weeks"]) == (3, 8)
        frame = pd.read_parquet(out / "series.parquet")
        changes = tuple(SMALL[1:])
        pd.testing.assert_frame_equal(frame, simulate("flood", seed=3, weeks=8, changes=changes))
        with (out / "series.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert [float(row["trust"]) for row in rows] == frame["trust"].tolist()
        assert load(out / "scenario.toml").digest == summary["scenario"]["digest"]
        again = cogov("run", "out dir/结果/scenario.toml", "--json")
        assert json.loads(again.stdout)["digest"] == summary["digest"]

    def test_json_is_one_document(self, cogov):
        done = cogov("run", "synergy", "--weeks", 4, "--json", "--series", *SMALL)
        document = json.loads(done.stdout, parse_constant=pytest.fail)
        assert document["schema_version"] == 1
        assert set(document["scenario"]) == {"name", "digest", "edition"}
        assert set(document["final"]) == set(NAMES) == set(document["series"])
        assert all(len(values) == 4 for values in document["series"].values())
        assert document["provenance"]["command"][:3] == ["cogov", "run", "synergy"]
        assert "series" not in json.loads(cogov("run", "synergy", "--weeks", 4, "--json", *SMALL).stdout)

    def test_one_week_is_no_year(self, cogov):
        table = cogov("run", "synergy", "--weeks", 1, "--check", *SMALL).stdout
        assert ": 1 week, seed" in table
        assert "1 weeks" not in table
        assert "Last year" not in table
        assert "All weeks" in table

    def test_chinese(self, cogov):
        assert "治理效能" in cogov("run", "synergy", "--weeks", 2, "--lang", "zh", *SMALL).stdout
        assert "治理效能" in cogov("run", "synergy", "--weeks", 2, *SMALL, LC_ALL="zh_CN.UTF-8").stdout

    @pytest.mark.fault("D22")
    @pytest.mark.parametrize(
        "environment",
        [
            {"LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Shanghai"},
            {"LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns"},
            {"LC_ALL": "C", "PYTHONHASHSEED": "7"},
            {"PYTHONIOENCODING": "ascii"},
        ],
    )
    def test_locale_time_zone_and_encoding_change_nothing(self, cogov, process, environment):
        arguments = ("run", "synergy", "--weeks", 3, *SMALL)
        here = json.loads(cogov(*arguments, "--json").stdout)
        there = process(*arguments, "--json", **environment)
        assert json.loads(there.stdout)["digest"] == here["digest"]

    @pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
    def test_an_encoding_without_our_signs_still_shows_the_table(self, process, encoding):
        table = process("run", "synergy", "--weeks", 3, *SMALL, PYTHONIOENCODING=encoding)
        assert "Effectiveness" in table.stdout

    @pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
    def test_chinese_that_could_not_be_read_is_refused(self, process, encoding, tmp_path):
        words = ("run", "synergy", "--weeks", 3, *SMALL, "--lang", "zh", "--out", tmp_path / "out")
        done = process(*words, PYTHONIOENCODING=encoding, code=2)
        assert "Chinese cannot be written in the encoding of this session" in done.stderr
        assert not (tmp_path / "out").exists()

    @pytest.mark.fault("G11")
    def test_no_escapes_where_nobody_asked_for_them(self, process):
        for environment in ({}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}):
            done = process("run", "synergy", "--weeks", 2, *SMALL, **environment)
            assert "\x1b[3" not in done.stdout + done.stderr


class TestCompare:
    def test_table_page_and_files(self, cogov, tmp_path):
        done = cogov("compare", "fragmented", "synergy", "--replicates", 3, "--weeks", 6, "--out", "o", *SMALL)
        assert "paired runs" in done.stdout
        assert str(Path("o") / "comparison.html") in done.stdout
        assert left(tmp_path / "o") == FILES_OF_COMPARISON
        for name in ("comparison.html", "comparison.zh.html"):
            assert str(tmp_path) not in (tmp_path / "o" / name).read_text("utf-8")

    def test_json_does_not_depend_on_workers(self, cogov):
        arguments = ("compare", "fragmented", "synergy", "--replicates", 2, "--weeks", 3, "--json", *SMALL)
        one, two = (json.loads(cogov(*arguments, "--workers", workers).stdout) for workers in (1, 2))
        for document in (one, two):
            del document["provenance"]
        assert one == two
        assert {"mean", "interval"} <= set(one["differences"][0])

    def test_one_scenario_is_too_few(self, cogov):
        assert "at least two" in cogov("compare", "fragmented", code=2).stderr

    def test_chinese_page_is_named_in_chinese(self, cogov):
        done = cogov(
            "compare",
            "fragmented",
            "synergy",
            "--replicates",
            1,
            "--weeks",
            2,
            "--out",
            "o",
            "--lang",
            "zh",
            *SMALL,
        )
        assert "comparison.zh.html" in done.stdout


class TestScenarios:
    def test_list_and_show(self, cogov):
        assert "overloaded_hub" in cogov("scenarios", "list").stdout
        assert len(json.loads(cogov("scenarios", "list", "--json").stdout)["scenarios"]) >= 14
        assert "rules.goals.strength" in cogov("scenarios", "show", "synergy").stdout
        assert "各自为政" in cogov("scenarios", "show", "fragmented", "--lang", "zh").stdout

    def test_resolved_file_is_a_scenario(self, cogov, tmp_path):
        text = cogov("scenarios", "show", "synergy", "--toml").stdout
        (tmp_path / "resolved.toml").write_text(text, encoding="utf-8")
        assert load(tmp_path / "resolved.toml").digest == load("synergy").digest

    def test_check_tells_every_problem_of_every_file(self, cogov, tmp_path):
        scenario_file(tmp_path, "bad.toml", "[rules.goals]\nstrenght = 1\nrule = 7\n")
        scenario_file(tmp_path, "good.toml")
        done = cogov("scenarios", "check", "bad.toml", "good.toml", code=2)
        assert "bad.toml:5: rules.goals.strenght" in done.stderr
        assert "strength" in done.stderr
        assert "bad.toml:6: rules.goals.rule" in done.stderr
        assert "good.toml: valid" in done.stdout

    def test_new_begins_a_valid_file_and_overwrites_none(self, cogov, tmp_path):
        cogov("scenarios", "new", "mine", "--extends", "synergy")
        before = (tmp_path / "mine.toml").read_text("utf-8")
        assert "valid" in cogov("scenarios", "check", "mine.toml").stdout
        assert "there already" in cogov("scenarios", "new", "mine", code=2).stderr
        assert (tmp_path / "mine.toml").read_text("utf-8") == before

    def test_new_writes_where_the_name_says(self, cogov, tmp_path):
        assert "sub/mine.toml" in cogov("scenarios", "new", "sub/mine.toml").stdout
        cogov("scenarios", "new", "./mine.toml")
        assert left(tmp_path) == ["mine.toml", "sub"]
        assert "slash" in cogov("scenarios", "new", "a/b", "--folder", "x", code=2).stderr

    @pytest.mark.parametrize("name", ["up/", "a\\b", "con", "x/con", "x\x1b[31m"])
    def test_new_refuses_names_that_are_none(self, cogov, tmp_path, name):
        done = cogov("scenarios", "new", name, code=2)
        assert "\x1b" not in done.stderr
        assert left(tmp_path) == []

    def test_schema_is_json(self, cogov):
        assert json.loads(cogov("scenarios", "schema").stdout)["type"] == "object"

    def test_diff(self, cogov):
        assert "rules.administration.assessment" in cogov("scenarios", "diff", "synergy", "formalism").stdout
        assert "same settings" in cogov("scenarios", "diff", "synergy", "synergy").stdout
        flood = cogov("scenarios", "diff", "flood", "fragmented").stdout
        assert "Events differ: 1 in “flood”, 0 in “fragmented”" in flood
        assert "rules." not in flood


class TestLessons:
    def test_list(self, cogov):
        assert "The list nobody owns" in cogov("lessons", "list", COLUMNS="200").stdout
        assert "没人认领的清单" in cogov("lessons", "list", "--lang", "zh", COLUMNS="200").stdout
        found = json.loads(cogov("lessons", "list", "--json").stdout)["lessons"]
        assert len(found) >= 6
        assert all(lesson["title"]["zh"] and lesson["minutes"] for lesson in found)

    def test_new_begins_a_lesson_that_can_be_run_and_overwrites_none(self, cogov, tmp_path):
        cogov("lessons", "new", "mine")
        before = (tmp_path / "mine.toml").read_text("utf-8")
        assert "mine.toml: valid (1 scene, 1 poll)" in cogov("lessons", "check", "mine.toml").stdout
        told = cogov("lessons", "check", "mine.toml", "--run", COLUMNS="200").stdout
        assert "mine, scene 1: What becomes of effectiveness?" in told
        assert "4 paired runs" in told
        assert "there already" in cogov("lessons", "new", "mine", code=2).stderr
        assert (tmp_path / "mine.toml").read_text("utf-8") == before

    def test_check_tells_every_problem_of_every_file(self, cogov, tmp_path):
        cogov("lessons", "new", "bad")
        path = tmp_path / "bad.toml"
        text = path.read_text("utf-8").replace("tolerance", "tolerence").replace("minutes = 15", "minutes = 0")
        path.write_text(text, encoding="utf-8")
        done = cogov("lessons", "check", "bad.toml", "1_lamp", "nowhere.toml", code=2)
        for part in ("bad.toml:4: minutes", "did you mean tolerance", "nowhere.toml: no such lesson"):
            assert part in done.stderr
        assert "1_lamp: valid" in done.stdout

    def test_new_refuses_names_that_are_none(self, cogov, tmp_path):
        done = cogov("lessons", "new", "../up\x1b[31m", code=2)
        assert "\x1b" not in done.stderr
        assert left(tmp_path) == []


class TestBadInput:
    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (["run", "fragmentd"], "fragmented"),
            (["run", "missing.toml"], "missing.toml"),
            (["run", ""], "the name of the scenario is empty"),
            (["run", "fragmented", "--set", "rules.goals.strenght=1"], "strength"),
            (["run", "fragmented", "--set", "nonsense"], "key=value"),
            (["run", "fragmented", "--weeks", "0"], "weeks"),
            (["run", "fragmented", "--weeks", "many"], "weeks"),
            (["run", "fragmented", "--seed", "-1"], "seed"),
            (["run", "fragmented", "--seed", "9223372036854775808"], "seed"),
            (["run", "fragmented", "--lang", "fr"], "lang"),
            (["run", "fragmented", "--sed", "1"], "sed"),
            (["run"], "SCENARIO"),
            (["compare", "fragmented", "synergy", "--replicates", "0"], "replicates"),
            (["compare", "fragmented", "nothing_at_all"], "nothing_at_all"),
            (["nonsense"], "nonsense"),
        ],
    )
    def test_it_is_told_and_nothing_is_written(self, cogov, tmp_path, arguments, told):
        out = [] if arguments in (["run"], ["nonsense"]) else ["--out", "out"]
        done = cogov(*arguments, *out, code=2)
        assert told in done.stderr
        assert done.stdout == ""
        assert left(tmp_path) == []

    def test_every_scenario_that_is_none_is_named_at_once(self, cogov):
        told = cogov("compare", "fragmented", "synergi", "comand", "nope.toml", "--weeks", "0", code=2).stderr
        assert [line.split(":")[0] for line in told.splitlines()] == ["--weeks", "synergi", "comand", "nope.toml"]

    @pytest.mark.parametrize(("option", "value"), [("--weeks", "0"), ("--seed", "-1")])
    def test_a_number_is_refused_by_the_name_of_its_option(self, cogov, option, value):
        [line] = cogov("run", "fragmented", option, value, code=2).stderr.splitlines()
        assert line.startswith(f"{option}: {value}")

    def test_several_settings_behind_one_set(self, cogov):
        done = cogov("run", "fragmented", "--set", "rules.goals.a=1", "rules.goals.b=2", code=2)
        assert "rules.goals.a" in done.stderr
        assert "rules.goals.b" in done.stderr

    def test_out_is_a_file(self, cogov, tmp_path):
        (tmp_path / "out").write_text("mine", encoding="utf-8")
        assert "is a file" in cogov("run", "fragmented", "--weeks", 2, "--out", "out", *SMALL, code=2).stderr
        assert (tmp_path / "out").read_text("utf-8") == "mine"

    def test_lengths_that_differ(self, cogov, tmp_path):
        scenario_file(tmp_path, text="[run]\nweeks = 9\n")
        assert "--weeks" in cogov("compare", "fragmented", "mine.toml", code=2).stderr

    def test_names_from_files_reach_no_terminal(self, cogov, tmp_path):
        path = scenario_file(tmp_path, "x\x1b[31m.toml", '[scenario.title]\nen = "a\\u001b[2Jb"\n')
        done = subprocess.run([*COGOV, "run", str(path), "--weeks", "2"], capture_output=True, check=False)
        assert done.returncode == 2
        assert b"\x1b" not in done.stdout + done.stderr


class TestFaults:
    def test_a_folder_that_takes_no_files(self, cogov, tmp_path):
        (tmp_path / "locked").mkdir(mode=0o500)
        # Nothing is read-only for root, who is shown a file system that takes no files instead.
        locked = "/proc/self" if os.geteuid() == 0 else "locked"
        done = cogov("compare", "fragmented", "synergy", "--out", f"{locked}/out", *SMALL, code=6)
        assert f"cannot write: {locked}/out: " in done.stderr

    @pytest.mark.fault("D7")
    @pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
    def test_full_disk(self, tmp_path):
        arguments = ["run", "fragmented", "--weeks", "40", "--out", "out", *SMALL]
        script = "import resource, sys; from cogov.visualization.terminal.cli import main\n"
        script += "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        script += f"sys.exit(main({arguments!r}))"
        done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 6, done.stderr
        assert os.strerror(errno.EFBIG) in done.stderr
        assert left(tmp_path) == []

    @pytest.mark.fault("D25")
    @pytest.mark.parametrize(
        "arguments", [["--help"], ["scenarios", "show", "synergy", "--toml"], ["scenarios", "list"]]
    )
    def test_reader_that_leaves(self, tmp_path, arguments):
        process = subprocess.Popen([*COGOV, *arguments], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdout.close()
        errors = process.stderr.read()
        process.stderr.close()
        assert process.wait(60) == 0
        assert errors == b""

    @pytest.mark.fault("D7")
    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
    @pytest.mark.parametrize("arguments", [["scenarios", "list"], ["scenarios", "schema"], ["--help"]])
    def test_results_that_find_no_room(self, arguments):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run([*COGOV, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        assert done.stderr == f"cogov: cannot write: {os.strerror(errno.ENOSPC)}\n"
        assert done.returncode == 6

    @pytest.mark.fault("D25")
    @pytest.mark.skipif(os.name != "posix", reason="a shell of POSIX")
    @pytest.mark.parametrize("closed", [">&-", ">&- 2>&-", "<&- >&- 2>&-"])
    def test_outlets_that_are_closed(self, tmp_path, closed):
        arguments = ["run", "fragmented", "--weeks", "2", "--out", "out", *SMALL]
        done = subprocess.run(
            ["sh", "-c", f'"$@" {closed}', "sh", *COGOV, *arguments], cwd=tmp_path, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, b"")
        assert left(tmp_path / "out") == FILES_OF_RUN

    @pytest.mark.fault("D25")
    def test_reader_that_leaves_still_gets_its_files(self, tmp_path):
        command = [*COGOV, "run", "fragmented", "--weeks", "3", "--json", "--series", "--out", "out", *SMALL]
        process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE)
        process.stdout.close()
        assert process.wait(60) == 0
        assert left(tmp_path / "out") == FILES_OF_RUN

    @pytest.mark.fault("D3", "D4")
    @pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
    @pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
    @pytest.mark.parametrize("workers", [1, 2])
    def test_signals_end_it_and_what_was_made_is_kept(self, tmp_path, number, code, workers):
        command = [
            *COGOV,
            "compare",
            "fragmented",
            "synergy",
            "--replicates",
            "5000",
            "--workers",
            str(workers),
            "--out",
            "o",
        ]
        # A runner under nohup would hand down a SIGHUP that is ignored, and the program rightly leaves it so.
        heard = functools.partial(signal.signal, signal.SIGHUP, signal.SIG_DFL)
        process = subprocess.Popen(
            command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=heard
        )
        until = time.monotonic() + 60
        while not left(tmp_path) and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(1.0)
        process.send_signal(number)
        try:
            errors = process.communicate(timeout=60)[1]
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        assert process.returncode == code, errors
        assert "Traceback" not in errors
        assert [*left(tmp_path), *left(tmp_path / "o")] == ["o", "runs"]  # what was made is kept, and nothing else
        assert "of 10000 runs are kept" in errors
        assert gone(process.pid)  # no worker is left behind

    @pytest.mark.fault("D9")
    def test_a_failing_run(self, tmp_path):
        script = (
            "import sys; from cogov.visualization.terminal import cli\n"
            "from cogov.experiments.execution import edition\n"
        )
        script += "def fail(*_, **__): raise ZeroDivisionError('no \\x1b[31mresidents')\n"
        script += "edition.Simulation = fail; sys.exit(cli.main(['run', 'fragmented', '--out', 'out']))"
        for shown in ("0", "1"):
            done = subprocess.run(
                [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False,
                env={**os.environ, "COGOV_TRACEBACK": shown},
            )  # fmt: skip
            assert done.returncode == 5
            assert "fragmented, seed 1, week 0: ZeroDivisionError" in done.stderr
            assert ("Traceback" in done.stderr) is (shown == "1")
            assert left(tmp_path) == []
        assert "\x1b" not in done.stderr.splitlines()[-1]


def test_app_without_its_extra_says_what_to_install():
    script = "import sys; sys.modules['solara'] = None\n"
    script += "from cogov.visualization.terminal.cli import main; sys.exit(main(['app']))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "requirements-app.lock" in done.stderr


def test_app_at_a_taken_port_says_so(cogov, monkeypatch):
    monkeypatch.setattr("cogov.visualization.terminal.commands.app.find_spec", lambda _: True)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        [line] = cogov("app", "--no-browser", "--port", port, code=2).stderr.splitlines()
    assert line == f"cogov: port {port} of 127.0.0.1 is taken by another program; choose another --port"


def test_installed_command_is_this_one():
    found = shutil.which("cogov", path=str(Path(sys.executable).parent))
    assert found is not None, "the package is not installed beside this Python"
    assert subprocess.run([found, "--version"], capture_output=True, check=True).stdout.startswith(b"cogov ")
