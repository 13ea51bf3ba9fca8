"""Reports are those of the last run, however it ended; a dry run writes nothing; own reports are no changes."""

import json
import signal
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import pytest

from cogov.experiments.execution.signals import Interrupted
from cogov.experiments.regression import update
from cogov.experiments.regression.suite import load_suite
from cogov.visualization.terminal.cli import main

from .conftest import SUITE

WELL = "Nothing has changed that matters."


@pytest.fixture
def reported(cogov, town, monkeypatch):
    """A folder with reports that say that all is well, and a fresh step's summary from here on."""
    cogov("--junit", "r.xml", "--html", "r.html")
    assert WELL in (town / "r.html").read_text("utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(town / "summary.md"))
    return ("--junit", "r.xml", "--html", "r.html", "--github")


def nothing_is_well(town, told):
    page, root = (town / "r.html").read_text("utf-8"), ElementTree.parse(town / "r.xml").getroot()
    assert WELL not in page
    assert told in page
    assert int(root.get("errors")) + int(root.get("skipped")) == 1
    assert told in (ElementTree.tostring(root, encoding="unicode"))


def test_where_the_suite_cannot_be_read(cogov, town, reported):
    (town / "town.toml").write_text("[suite\n")
    done = cogov(*reported, code=2)
    nothing_is_well(town, "not valid TOML")
    assert "::error file=town.toml::" in done.out
    assert "**No comparison** (exit 2)" in (town / "summary.md").read_text("utf-8")


def test_a_suite_that_cannot_be_read_leaves_no_reports_where_there_were_none(cogov, town):
    (town / "town.toml").write_text("[suite\n")
    cogov("--junit", "r.xml", "--html", "r.html", code=2)
    assert not (town / "r.xml").exists()
    assert not (town / "r.html").exists()


def test_where_there_is_no_baseline(cogov, town, reported):
    (town / "town.baseline.json").unlink()
    done = cogov(*reported, code=3)
    nothing_is_well(town, "there is no baseline")
    assert "::error file=town.toml::town.baseline.json" in done.out
    assert "there is no baseline" in (town / "summary.md").read_text("utf-8")
    assert json.loads(cogov("--json", code=3).out)["exit_code"] == 3


def test_where_time_is_over(cogov, town, reported):
    done = cogov(*reported, "--time-limit", 0, code=4)
    nothing_is_well(town, "0 minutes were not enough")
    assert "::warning file=town.toml::" in done.out
    assert "(exit 4)" in (town / "summary.md").read_text("utf-8")


def test_where_a_run_fails(cogov, town, reported, change_weeks):
    def fail(simulation):
        raise ValueError("no such city")

    change_weeks(fail)
    done = cogov(*reported, code=5)
    nothing_is_well(town, "no such city")
    assert "::error file=town.toml::fragmented, seed 1, week 1" in done.out
    assert "no such city" in (town / "summary.md").read_text("utf-8")
    assert json.loads(cogov("--json", code=5).out)["tier"] == "failed"


@pytest.mark.parametrize(("error", "code"), [(Interrupted(15), 143), (MemoryError("all is full"), 5)])
def test_where_it_is_interrupted_or_the_program_fails(cogov, town, reported, monkeypatch, error, code):
    def measured(*_, **__):
        raise error

    monkeypatch.setattr("cogov.experiments.regression.sequential.run_ensemble", measured)
    cogov(*reported, code=code)
    nothing_is_well(town, "interrupted" if code == 143 else "all is full")
    assert f"(exit {code})" in (town / "summary.md").read_text("utf-8")


def test_where_it_is_killed(town, reported):
    """Nothing can be written then: what says that all is well is gone before anything is run."""
    program = (
        "import os, signal\n"
        "from cogov.experiments.regression import sequential as stages\n"
        "stages.run_ensemble = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from cogov.visualization.terminal.cli import main\n"
        "main(['regress', 'town.toml', '--junit', 'r.xml', '--html', 'r.html'])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, cwd=town)
    assert done.returncode == -signal.SIGKILL
    nothing_is_well(town, "the comparison was begun and has not ended")


def test_where_a_report_cannot_be_written_the_other_says_so(cogov, town, reported):
    cogov("--junit", "none/r.xml", "--html", "r.html", code=6)
    assert WELL not in (town / "r.html").read_text("utf-8")


def test_where_the_baseline_is_made_anew(cogov, town, reported):
    cogov(*reported, "--update", "--reason", "again")
    nothing_is_well(town, "the baseline was made anew")


@pytest.mark.parametrize("taken", ["town.toml", "town.baseline.json", "HISTORY.jsonl", "./town.toml"])
@pytest.mark.parametrize("option", ["--junit", "--html"])
def test_a_report_does_not_take_the_place_of_what_is_compared(cogov, town, option, taken):
    before = (town / taken).read_bytes()
    cogov(option, taken, code=2)
    assert (town / taken).read_bytes() == before
    cogov("--junit", "r", "--html", "./r", code=2)
    assert not (town / "r").exists()


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_dry_run_tells_all_and_changes_nothing(cogov, town):
    (town / "town.toml").write_text(SUITE.replace("run.weeks=16", "run.weeks=20"))
    before = files(town)
    told = cogov("--update", "--dry-run", "--reason", "four weeks more").out
    assert files(town) == before
    assert "of 124 means move beyond their margins" in told
    assert "Dry run: nothing was written. It would write town.baseline.json" in told
    line = json.loads(next(line for line in told.splitlines() if line.startswith("{")))
    assert (line["suite"], line["reason"]) == ("town", "four weeks more")
    assert "belongs to --update" in cogov("--dry-run", code=2).err


def git(folder, *words):
    name = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *name, "-C", str(folder), *words], check=True, capture_output=True)


def test_a_dry_run_of_what_would_be_refused_says_both(cogov, town):
    git(town, "init")
    (town / "other.toml").write_text("x = 1\n")
    before = files(town).keys()
    done = cogov("--update", "--dry-run", "--reason", "why", code=2)
    assert "uncommitted changes: other.toml, town.toml; commit" in done.err
    assert "It would write town.baseline.json" in done.out
    assert files(town).keys() == before


def test_own_reports_are_no_uncommitted_changes(cogov, town, monkeypatch, capsys):
    git(town, "init")
    git(town, "add", "town.toml")
    git(town, "commit", "-m", "suite")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(town / "any name.md"))
    (town / "reports").mkdir()
    cogov("--junit", "报告.xml", "--html", "reports/x.htm", "--github", "--lang", "zh")
    assert main(["regress", "town.toml", "--json"]) == 0
    (town / "answer").write_text(capsys.readouterr().out, "utf-8")
    cogov("--shard", "1/9", "--out", "parts")
    cogov("--time-limit", 0, "--html", "second.html", code=4)
    update.clean_tree(load_suite(town / "town.toml"))
    (town / "note.html").write_text("<p>my own page</p>")
    with pytest.raises(update.UpdateRefused, match=r"changes: note\.html; commit"):
        update.clean_tree(load_suite(town / "town.toml"))


class TestStandardOutput:
    """One report may go there, and then nothing else does."""

    def test_the_junit_report_stands_there_alone(self, cogov):
        done = cogov("--junit", "-", "--html", "r.html", "--github", "--lang", "en")
        assert ElementTree.fromstring(done.out).tag == "testsuites"
        assert WELL in done.err

    def test_the_page_stands_there_alone(self, cogov):
        done = cogov("--html", "-", "--lang", "en")
        assert done.out.startswith("<!DOCTYPE html>")
        assert done.out.rstrip().endswith("</html>")
        assert WELL in done.err

    @pytest.mark.parametrize(
        "options",
        [("--junit", "-", "--json"), ("--html", "-", "--json"), ("--junit", "-", "--html", "-"),
         ("--junit", "/dev/stdout", "--json"), ("--junit", "-", "--json", "--prove")],
    )  # fmt: skip
    def test_a_second_one_is_refused(self, cogov, options):
        done = cogov(*options, code=2)
        assert "standard output has" in done.err
        assert done.out == ""
        assert "标准输出已用于" in cogov(*options, "--lang", "zh", code=2).err

    def test_a_dry_update_is_told_beside_it(self, cogov):
        done = cogov("--update", "--reason", "why", "--dry-run", "--junit", "-", "--lang", "en")
        assert ElementTree.fromstring(done.out).tag == "testsuites"
        assert "Dry run" in done.err
