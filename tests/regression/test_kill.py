"""A comparison that was killed goes on where it was, with the same answer; nothing of other code is taken up."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from cogov.experiments.regression.journal import SuiteJournal, open_journal

PROGRAM = """
import sys
from pathlib import Path
from cogov.experiments.regression import journal, update
update.git_state = lambda: None  # the checkout of the tests may have uncommitted changes
journal.cache_folders = lambda: (Path(sys.argv[1]) / "kernels",)
from cogov.visualization.terminal.cli import main
sys.exit(main(["regress", "town.toml", *sys.argv[2:]]))
"""
MANY = ("--json", "--workers", "1")


def begin(town, *options):
    command = [sys.executable, "-c", PROGRAM, str(town / "kept"), *options]
    return subprocess.Popen(command, cwd=town, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def journals(town):
    return [*(town / "kept").rglob("*.journal")]


def lines(town):
    return sum(path.read_bytes().count(b"\n") for path in journals(town))


def answer(text):
    found = json.loads(text)
    del found["provenance"]
    return found


def kill_at(town, runs, *options):
    """Kill a comparison once its journal has some runs; return how many it has then."""
    process = begin(town, *options)
    until = time.monotonic() + 120.0
    while lines(town) < runs and process.poll() is None and time.monotonic() < until:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL, "it was killed at work"
    return lines(town)


def test_a_comparison_killed_three_times_goes_on_and_says_the_same(town):
    longer = (town / "town.toml").read_text("utf-8").replace("run.weeks=16", "run.weeks=104")
    (town / "town.toml").write_text(longer, "utf-8")
    whole = begin(town, *MANY)
    expected = answer(whole.communicate()[0])
    assert not journals(town), "nothing is left where there is an answer"
    before = 0
    for runs in (2, 6, 11):
        kept = kill_at(town, runs, *MANY)
        assert kept > before, "it went on, and did not begin again"
        before = kept
    last = begin(town, *MANY)
    out, told = last.communicate()
    assert f"Goes on where an earlier call was stopped: {before} results are kept." in told
    assert answer(out) == expected
    assert last.returncode == whole.returncode == 3
    assert not journals(town)


def ends_well(town, *options):
    process = begin(town, *options)
    process.communicate()
    return process.returncode == 0


def test_an_update_that_was_killed_makes_the_same_baseline(town, stored):
    text = (town / "town.toml").read_text("utf-8").replace("run.weeks=16", "run.weeks=104")
    (town / "town.toml").write_text(text, "utf-8")
    options = ("--update", "--reason", "longer")
    kill_at(town, 3, *options)
    assert (town / "town.baseline.json").read_bytes() == stored["town.baseline.json"], "nothing half is written"
    assert ends_well(town, *options)
    killed = json.loads((town / "town.baseline.json").read_text("utf-8"))["baseline"]
    (town / "town.baseline.json").write_bytes(stored["town.baseline.json"])
    (town / "HISTORY.jsonl").write_bytes(stored["HISTORY.jsonl"])
    assert ends_well(town, *options)
    whole = json.loads((town / "town.baseline.json").read_text("utf-8"))["baseline"]
    del killed["created"], whole["created"]
    assert killed == whole


@pytest.mark.parametrize("cut", [1, 9, 30])
def test_a_line_that_a_kill_cut_off_is_left_out_and_written_again(tmp_path, cut):
    path = tmp_path / "a.journal"
    first = SuiteJournal(path)
    first.put("one", [1.5, "a"])
    whole = path.stat().st_size
    first.put("two", [2.5, "城"])
    first.close(answered=False)
    os.truncate(path, path.stat().st_size - cut)
    second = SuiteJournal(path)
    assert (second.get("one"), second.get("two"), second.kept) == ([1.5, "a"], None, 1)
    assert path.stat().st_size == whole
    second.put("two", [2.5, "城"])
    second.close(answered=False)
    assert SuiteJournal(path).get("two") == [2.5, "城"]


def test_what_was_written_otherwise_is_not_taken_up(tmp_path):
    path = tmp_path / "a.journal"
    first = SuiteJournal(path)
    first.put("one", 1)
    first.put("two", 2)
    first.close(answered=False)
    path.write_bytes(path.read_bytes().replace(b'"one",1', b'"one",7'))
    assert SuiteJournal(path).kept == 0


def test_other_code_another_suite_and_another_task_have_journals_of_their_own(monkeypatch):
    from cogov.experiments.regression import journal

    asked = [("town", "a.toml", "compare"), ("town", "b.toml", "compare"), ("town", "a.toml", "prove")]
    paths = {open_journal(*each).path for each in asked}
    monkeypatch.setattr(journal, "source_digest", lambda: "other")
    paths.add(open_journal(*asked[0]).path)
    assert len(paths) == 4


def test_a_journal_that_cannot_be_written_costs_nothing_else(tmp_path, monkeypatch):
    from cogov.experiments.regression import journal

    (tmp_path / "regress").write_text("a file stands in the way")
    monkeypatch.setattr(journal, "cache_folders", lambda: (tmp_path / "kernels",))
    kept = open_journal("town", "a.toml", "compare")
    kept.put("one", 1)
    assert (kept.path, kept.writable, kept.get("one")) == (None, False, 1)
    kept.close(answered=True)
