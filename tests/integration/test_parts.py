"""Runs and comparisons by parts of the city: tables, files, documents, Python."""

import json

import numpy as np
import pandas as pd
import pytest

from cogov.experiments import compare, simulate
from cogov.experiments.execution.runs import with_seed
from cogov.experiments.statistics.paired import paired_difference
from cogov.model.engine.measuring.parts import PARTS
from cogov.model.engine.simulation import Simulation
from cogov.scenarios import ScenarioError, load
from cogov.visualization.terminal.cli import main

CITY = ("world.city.streets_per_district=1", "world.city.agents_per_grid=5")
SMALL = [word for change in CITY for word in ("--set", change)]
PAIR = ("fragmented", "synergy")


def call(capsys, *words, code=0):
    found = main([str(word) for word in words])
    done = capsys.readouterr()
    assert found == code, done.out[-2000:] + done.err
    return done


@pytest.fixture(scope="module")
def compared():
    return compare(PAIR, replicates=3, weeks=6, changes=CITY, by=("district", "kind"))


@pytest.mark.parametrize("by", PARTS)
def test_a_run_by_parts_is_what_the_model_measures(by):
    frame = simulate(PAIR[1], seed=4, weeks=5, changes=CITY, by=by)
    settings = load(PAIR[1], changes=[*CITY, "run.weeks=5"]).settings
    expected = Simulation(with_seed(settings, 4)).run().by(by).reset_index()
    pd.testing.assert_frame_equal(frame.drop(columns=["scenario", "seed"]), expected)
    assert set(frame["seed"]) == {4}


def test_parts_do_not_depend_on_workers():
    alone, together = (
        simulate(PAIR[0], weeks=4, changes=CITY, replicates=3, workers=workers, by="kind") for workers in (1, 2)
    )
    pd.testing.assert_frame_equal(alone, together)
    assert alone["seed"].nunique() == 3


def test_differences_by_parts_are_paired_over_seeds(compared):
    found = compared.by("kind").set_index(["kind", "indicator"]).loc[("party", "willingness")]
    values = [
        simulate(each, seed=1, weeks=6, changes=CITY, replicates=3, by="kind").query("kind == 'party'")["willingness"]
        for each in reversed(PAIR)
    ]
    expected = paired_difference(*values)
    assert (found["n"], found["mean"]) == (3, expected.mean)
    assert (found["low"], found["high"]) == (expected.low, expected.high)
    assert compared.breakdowns == ("district", "kind")


def test_a_scenario_against_itself_differs_in_no_part():
    same = compare([PAIR[1], PAIR[1]], replicates=2, weeks=4, changes=CITY, by=["type"]).by("type")
    assert len(same) == 8 * 9
    assert (same["mean"] == 0).all()


def test_what_is_not_measured_by_parts_is_told():
    with pytest.raises(ScenarioError, match="district") as told:
        simulate(PAIR[0], weeks=2, by="districts")
    assert told.value.problems[0].suggestion == "district"


def test_run_prints_and_keeps_parts(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    done = call(capsys, "run", PAIR[1], "--weeks", 4, "--by", "district", "--by", "kind", "--out", "o", *SMALL)
    assert "Districts and counties in the last week" in done.out
    assert "Urban district 1" in done.out
    assert "Mass organisations" in done.out
    kept = pd.read_csv(tmp_path / "o" / "by-district.csv")
    frame = simulate(PAIR[1], weeks=4, changes=CITY, by="district")
    pd.testing.assert_frame_equal(kept, frame)
    summary = json.loads((tmp_path / "o" / "summary.json").read_text("utf-8"))
    assert [row["district"] for row in summary["parts"]["district"]] == frame["district"].tolist()
    assert summary["provenance"]["command"].count("--by") == 2
    assert call(capsys, "run", PAIR[1], "--weeks", 4, "--by", "kind", "--json", *SMALL).out.startswith("{")


def test_compare_prints_and_keeps_parts(tmp_path, monkeypatch, capsys, compared):
    monkeypatch.chdir(tmp_path)
    about = ("--weeks", 6, "--replicates", 3, "--by", "district", "--by", "kind", "--out", "o", *SMALL)
    done = call(capsys, "compare", *PAIR, *about)
    assert "±" in done.out
    assert "by luck alone" in done.out
    kept = pd.read_csv(tmp_path / "o" / "differences-by-district.csv")
    np.testing.assert_allclose(kept["mean"], compared.by("district")["mean"])
    assert len(pd.read_csv(tmp_path / "o" / "by-kind.csv")) == 2 * 3 * 6
    document = json.loads((tmp_path / "o" / "summary.json").read_text("utf-8"), parse_constant=pytest.fail)
    assert len(document["parts"]["district"]) == len(kept)
    call(capsys, "report", "o", "--out", "page.html")


def test_a_single_pair_has_no_interval(capsys):
    done = call(capsys, "compare", *PAIR, "--weeks", 3, "--replicates", 1, "--by", "kind", *SMALL)
    assert "±" not in done.out


def test_cities_without_a_common_part_are_told(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    told = 'extends = "synergy"\n[world.city]\nurban_districts = 0\nrural_counties = 1\n'
    (tmp_path / "rural.toml").write_text(f'schema_version = 2\n[scenario]\nname = "rural"\n{told}', encoding="utf-8")
    urban = told.replace("urban_districts = 0", "urban_districts = 1").replace("counties = 1", "counties = 0")
    (tmp_path / "urban.toml").write_text(f'schema_version = 2\n[scenario]\nname = "urban"\n{urban}', encoding="utf-8")
    about = ("--weeks", 3, "--replicates", 2, "--by", "district", *SMALL)
    done = call(capsys, "compare", "rural.toml", "urban.toml", *about)
    assert "no district of the same name" in " ".join(done.out.split())


def test_a_wrong_part_writes_nothing(tmp_path, capsys):
    done = call(capsys, "run", PAIR[1], "--by", "kinds", "--out", tmp_path / "o", code=2)
    assert '"kinds"' in done.err
    assert "kind" in done.err
    assert not (tmp_path / "o").exists()
