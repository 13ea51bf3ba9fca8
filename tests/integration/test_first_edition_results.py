"""Results that the model's first edition left stay readable, and take no more runs.

`first_edition_results/` was made at commit 6d5b57e by ``cogov sweep first.toml --out first_edition --serial``, with the
study that lies in it: two points, two seeds, four weeks of a city of twenty residents.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from cogov.experiments import Results
from cogov.model.first_edition import LAST_COMMIT
from cogov.model.indicators import NAMES
from cogov.visualization.terminal.cli import main

MADE = Path(__file__).with_name("first_edition_results")

STUDY = """
schema_version = 1
[study]
name = "first"
scenario = "synergy"
question = { en = "Do meetings help?" }
[settings]
run.weeks = 4
world.city = { urban_districts = 1, streets_per_district = 1, communities_per_street = 1, rural_counties = 0 }
[levers.meetings]
key = "rules.deliberation.interval_weeks"
values = [0, 2]
[seeds]
replicates = 2
"""


@pytest.fixture
def old(tmp_path, monkeypatch):
    """A copy of the folder, in the working directory."""
    monkeypatch.chdir(tmp_path)
    for variable in ("LANG", "LC_ALL"):
        monkeypatch.setenv(variable, "C.UTF-8")
    return shutil.copytree(MADE, tmp_path / "old")


@pytest.fixture
def cogov(capsys):
    def call(*arguments, code=0):
        found = main([str(argument) for argument in arguments])
        done = capsys.readouterr()
        assert found == code, done.out[-2000:] + done.err
        return SimpleNamespace(out=done.out, err=" ".join(done.err.split()))

    return call


def test_its_indicators_are_those_of_its_own_edition(old):
    results = Results(old)
    assert "consensus" in results.columns
    assert "consensus" not in NAMES
    assert len(results.finals) == 4
    assert results.series().groupby(["point", "replicate"]).size().tolist() == [4] * 4
    # The table says the same: final values are means over the weeks.
    weeks = results.series().groupby(["point", "replicate"])["trust"].mean()
    assert results.finals["trust"].tolist() == pytest.approx(weeks.tolist(), abs=1e-6)


def test_it_is_still_read(old, cogov, tmp_path):
    assert "4 runs with a result and 0 failed, of 4" in cogov("status", "old").out
    assert "as written" in cogov("verify", "old").out
    for outcome in ("effectiveness", "consensus"):
        assert "meetings" in cogov("analyse", "old", "--outcome", outcome).out
    cogov("plot", "old", "--indicator", "consensus")
    assert (old / "effects-consensus.svg").exists()
    cogov("report", "old", "--out", "page.html")
    assert "Do meetings help?" in (tmp_path / "page.html").read_text("utf-8")


def test_a_byte_that_changed_is_still_found(old, cogov):
    part = next((old / "runs").iterdir())
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 1
    part.write_bytes(content)
    cogov("verify", "old", code=1)


def test_it_takes_no_more_runs(old, cogov, tmp_path):
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    before = {path: path.read_bytes() for path in old.rglob("*") if path.is_file()}
    for more in ((), ("--allow-stale",)):
        said = cogov("sweep", "study.toml", "--out", "old", "--serial", *more, code=2).err
        assert (
            f"old: holds runs of edition 1 of the model, and this study is of edition 2; commit {LAST_COMMIT}" in said
        )
    said = cogov("sweep", "study.toml", "--out", "old", "--serial", "--lang", "zh", code=2).err
    assert LAST_COMMIT in said
    assert {path: path.read_bytes() for path in old.rglob("*") if path.is_file()} == before


def test_its_own_study_is_told_what_its_keys_are_called_now(old, cogov):
    said = cogov("sweep", "old/study.toml", "--out", "old", code=2).err
    assert '"consensus" is not an indicator' in said
    assert "world.city.communities_per_district: a key of the first edition" in said
