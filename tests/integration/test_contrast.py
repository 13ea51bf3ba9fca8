"""The command ``cogov contrast`` as a user meets it: what A brings over B, in which states; killed and gone on with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest

from cogov.experiments import Results
from cogov.visualization.terminal.cli import main

ABOUT = (
    "contrast", "synergy", "middling", "--over", "behaviour.arise.rate", "--over",
    "behaviour.volunteer.crowding_out=0.1:0.3", "--weeks", "6", "--states", "9", "--replicates", "1", "--workers", "1",
)  # fmt: skip


@pytest.fixture
def cogov(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for variable in ("LANG", "LC_ALL"):
        monkeypatch.setenv(variable, "C.UTF-8")

    def call(*arguments, code=0):
        found = main(list(arguments))
        told = capsys.readouterr()
        assert found == code, told.out[-2000:] + told.err
        return told

    return call


def test_policies_meet_the_same_states_and_seeds(cogov, tmp_path):
    told = cogov(*ABOUT, "--out", "c")
    design = Results(tmp_path / "c").design
    states = design.groupby("policy", sort=False)[["rate", "crowding_out"]]
    one, other = (group.reset_index(drop=True) for _, group in states)
    pd.testing.assert_frame_equal(one, other)
    assert other["crowding_out"].between(0.1, 0.3).all()
    found = json.loads((tmp_path / "c" / "found" / "contrast.json").read_text(encoding="utf-8"))
    gaps = pd.DataFrame(found["tables"]["gaps"])
    finals = Results(tmp_path / "c").finals
    mean = finals.groupby(["policy", "rate"])["effectiveness"].mean()
    for row in gaps.to_dict("records"):
        own = mean["synergy"][row["rate"]] - mean["middling"][row["rate"]]
        assert row["difference"] == pytest.approx(own)
    assert told.out.splitlines()[0].startswith(found["verdict"]["en"][:40])
    assert (tmp_path / "c" / "found" / "contrast.zh.svg").exists()
    for language, name in (("en", "contrast.html"), ("zh", "contrast.zh.html")):
        page = (tmp_path / "c" / "found" / name).read_text(encoding="utf-8")
        assert found["verdict"][language].split("(")[0].split("（")[0] in page
        assert page.count("<figure ") == 2, "the curve and the map"
    cogov("report", "c")
    assert found["verdict"]["en"] in (tmp_path / "c" / "report.html").read_text(encoding="utf-8"), "the same way about"
    assert "fewer than 10" not in told.out  # nine states are told as the units, one replicate is no fault


def test_a_killed_contrast_goes_on_to_the_same_bytes(cogov, tmp_path):
    cogov(*ABOUT, "--out", "whole")
    words = [sys.executable, "-m", "cogov.visualization.terminal", *ABOUT, "--out", "killed"]
    process = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 120
    while not (tmp_path / "killed" / "manifest.json").exists() and time.monotonic() < until:
        assert process.poll() is None, "it ended before it was killed"
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    cogov(*ABOUT, "--out", "killed")
    for name in ("table.csv", "found/contrast-curve.csv"):
        assert (tmp_path / "killed" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("synergy", "synergy", "--over", "behaviour.arise.rate"), "have the same rules"),
        (("synergy", "middling"), "--over: is missing"),
        (("synergy", "middling", "--over", "behaviour.arise.rate=x"), "is no setting with a range"),
        (("synergy", "middling", "--over", "behaviour.arise.rat"), "did you mean"),
        (
            ("synergy", "short.toml", "--over", "behaviour.arise.rate"),
            "differ in more than their rules: run.weeks",
        ),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(cogov, tmp_path, arguments, told):
    (tmp_path / "short.toml").write_text(
        'schema_version = 2\n[scenario]\nextends = "middling"\n[run]\nweeks = 9\n', encoding="utf-8"
    )
    assert told in cogov("contrast", *arguments, "--out", "c", code=2).err
    assert not (tmp_path / "c").exists()


OWN = """\
[outcomes.most]
title = { en = "Most open at once", zh = "最高在办" }
of = "open_issues"
measure = "highest"
window = { first = 2, until = 6 }
better = "lower"
"""


def test_a_contrast_looks_at_an_outcome_of_ones_own(cogov, tmp_path):
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    told = cogov(*ABOUT, "--outcomes", "own.toml", "--out", "c", "--lang", "zh")
    assert "最高在办" in told.out
    found = json.loads((tmp_path / "c" / "found" / "contrast.json").read_text(encoding="utf-8"))
    assert found["outcome"] == "most"
    weeks = Results(tmp_path / "c").series(["open_issues"])
    peaks = weeks[weeks["week"].between(2, 5)].groupby(["policy", "rate"])["open_issues"].max()
    for row in found["tables"]["gaps"]:
        own = peaks["synergy"][row["rate"]] - peaks["middling"][row["rate"]]
        assert row["difference"] == pytest.approx(own)
    assert "did you mean" in cogov(*ABOUT, "--outcomes", "own.toml", "--outcome", "mots", code=2).err


def test_former_words_of_an_analysis_give_what_they_gave_and_say_where_it_went(cogov, tmp_path):
    cogov(*ABOUT, "--out", "c")
    told = cogov("analyse", "c", "--method", "phase", "--factors", "rate,crowding_out")
    assert "phase is a part of contrast now" in told.err
    assert "Over" in told.out
