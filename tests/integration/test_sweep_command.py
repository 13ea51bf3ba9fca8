"""Sweeps as their users meet them: the commands, the tables, and the folder."""

import json
import subprocess
import sys
import time
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from cogov.experiments import Results, simulate, sweep
from cogov.experiments.design.loading import studies
from cogov.experiments.store.results import IncompleteError
from cogov.model.indicators import NAMES
from cogov.visualization.reports.main_effects_files import write_main_effects
from cogov.visualization.terminal.cli import main

COGOV = [sys.executable, "-m", "cogov.visualization.terminal"]


@pytest.fixture
def cogov(tmp_path, monkeypatch, capsys):
    """Run the command in an empty folder and return what it printed."""
    monkeypatch.chdir(tmp_path)

    def cogov(*arguments, code=0):
        found = main([str(argument) for argument in arguments])
        done = capsys.readouterr()
        assert found == code, done.out + done.err
        assert "Traceback" not in done.err
        return done

    return cogov


@pytest.fixture
def write(tmp_path, study_file):
    """Write the small study into the folder, with replacements."""

    def write(*changes, name="small.toml"):
        text = study_file.read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / name).write_text(text, encoding="utf-8")
        return name

    return write


class TestCommand:
    def test_without_a_study_the_shipped_ones_are_listed(self, cogov):
        said = cogov("sweep").out
        assert all(f"{name}: " in said for name in studies())
        assert "Does coordinating goals" in said

    def test_an_estimate_costs_nothing(self, cogov, write, tmp_path):
        said = cogov("sweep", write(), "--estimate").err
        assert "60 runs of 4 weeks: 20 points × 3 replicates; about" in said
        assert [file.name for file in tmp_path.iterdir()] == ["small.toml"]

    def test_what_is_large_is_not_begun_unasked(self, cogov, write, tmp_path):
        said = cogov("sweep", write(), "--max-runs", 59, code=2).err
        assert "more than 59 runs" in said
        assert not (tmp_path / "results").exists()
        cogov("sweep", "small.toml", "--max-runs", 59, "--yes", "--serial")
        assert Results(tmp_path / "results" / "small").progress.complete

    def test_run_look_and_run_again(self, cogov, write, tmp_path, undisturbed, tables_of):
        said = cogov("sweep", write(), "--out", "r", "--serial").out
        assert "small: 60 runs, in" in said
        assert "Common random numbers: effectiveness of two points correlates by" in said
        assert "effects.svg" in said
        assert tables_of(tmp_path / "r") == undisturbed
        assert "60 runs with a result and 0 failed, of 60" in cogov("status", "r").out
        status = json.loads(cogov("status", "r", "--json").out)
        assert (status["ok"], status["failed"], status["complete"], status["running"]) == (60, 0, True, False)
        assert "with 60 runs: all as written" in cogov("verify", "r").out
        assert "0 runs of 4 weeks (60 are done)" in cogov("sweep", "small.toml", "--out", "r", "--serial").err
        assert tables_of(tmp_path / "r") == undisturbed
        assert cogov("plot", "r", "--indicator", "trust").out.split() == [
            "r/effects-trust.svg",
            "r/effects-trust.zh.svg",
        ]
        assert "did you mean trust" in cogov("plot", "r", "--indicator", "trusst", code=2).err

    def test_more_replicates_go_on_from_there(self, cogov, write, tmp_path):
        cogov("sweep", write(), "--out", "r", "--serial", "--replicates", 2)
        assert "20 runs of 4 weeks (40 are done)" in cogov("sweep", "small.toml", "--out", "r", "--serial").err
        whole = sweep("small.toml", out="whole", serial=True)
        assert (tmp_path / "r" / "table.csv").read_bytes() == (whole.folder / "table.csv").read_bytes()
        assert len(Results("r").manifest["revisions"]) == 1
        said = cogov("sweep", "small.toml", "--out", "r", "--serial", "--replicates", 2, code=2).err
        assert "was made for 3 replicates, and 2 are asked for" in said

    @pytest.mark.fault("D15")
    def test_a_changed_scenario_is_refused_with_what_differs_or_marked(self, cogov, write, tmp_path):
        write()
        sweep("small.toml", out="r", serial=True, replicates=2)
        before = (tmp_path / "r" / "ledger.jsonl").read_bytes()
        write(("run.weeks = 4", "run.weeks = 4\nbehaviour.arise.rate = 0.006"))
        said = cogov("sweep", "small.toml", "--out", "r", "--serial", code=2).err
        assert "scenario.behaviour.arise.rate: 0.004 -> 0.006" in said
        assert "--allow-stale" in said
        assert (tmp_path / "r" / "ledger.jsonl").read_bytes() == before
        said = cogov("sweep", "small.toml", "--out", "r", "--serial", "--allow-stale").out
        assert "40 runs are of other code or another scenario" in said
        table = pd.read_csv("r/table.csv")
        assert table.groupby("replicate")["stale"].sum().tolist() == [20, 20, 0]
        assert cogov("sweep", "small.toml", "--out", "r", "--serial").out.count("40 runs are of other code") == 1

    @pytest.mark.fault("D16")
    def test_another_code_is_refused(self, cogov, write, tmp_path):
        sweep(write(), out="r", serial=True, replicates=1)
        manifest = json.loads((tmp_path / "r" / "manifest.json").read_text("utf-8"))
        now, manifest["identity"]["code"] = manifest["identity"]["code"], "0" * 64
        (tmp_path / "r" / "manifest.json").write_text(json.dumps(manifest), "utf-8")
        said = cogov("sweep", "small.toml", "--out", "r", "--replicates", 1, code=2).err
        assert f'code: "{"0" * 58}' in said
        assert now[:50] in said
        assert Results("r").runs["stale"].all()

    @pytest.mark.fault("D15")
    def test_another_design_is_refused_whatever_is_allowed(self, cogov, write):
        sweep(write(), out="r", serial=True, replicates=1)
        write(("0.75, 1.0]", "0.75]"))
        said = cogov("sweep", "small.toml", "--out", "r", "--allow-stale", code=2).err
        assert "holds another design" in said

    @pytest.mark.fault("C18")
    def test_a_folder_with_something_else_is_left_alone(self, cogov, write, tmp_path):
        (tmp_path / "r").mkdir()
        (tmp_path / "r" / "thesis.docx").touch()
        assert "holds something else" in cogov("sweep", write(), "--out", "r", code=2).err
        assert [file.name for file in (tmp_path / "r").iterdir()] == ["thesis.docx"]
        assert "holds no results of a sweep" in cogov("status", "r", code=2).err
        assert "holds no results of a sweep" in cogov("verify", "nowhere", code=2).err
        assert "is a file" in cogov("sweep", "small.toml", "--out", "r/thesis.docx", code=2).err

    def test_a_bad_study_is_refused_with_nothing_written(self, cogov, write, tmp_path):
        said = cogov("sweep", write(("rules.mechanism.responsibility_lists", "rules.mechanism.lists")), code=2).err
        assert "small.toml:18: levers.lists.key: rules.mechanism.lists: unknown key" in said
        assert not (tmp_path / "results").exists()

    def test_failed_runs_are_named_and_the_exit_code_is_5(self, cogov, write, faults, monkeypatch):
        from cogov.experiments.sweeps import sweep as module

        monkeypatch.setitem(module.sweep.__kwdefaults__, "make", faults.raises)
        said = cogov("sweep", write(), "--out", "r", "--serial", code=5).out
        assert "small: 57 runs, 3 failed" in said
        assert "point 7, replicate 0: model: ZeroDivisionError: no residents" in said
        assert "--retry-failed" in said
        assert "point 7, replicate 2" in cogov("status", "r").out

    def test_a_dask_that_does_not_answer(self, cogov, write):
        said = cogov("sweep", write(), "--dask", "nonsense://nowhere", code=2).err
        assert "no Dask scheduler answers at nonsense://nowhere" in said


class TestShards:
    def test_merged_they_are_what_one_machine_makes(self, cogov, write, tmp_path, undisturbed, tables_of):
        write()
        for number in (1, 3):
            said = cogov("sweep", "small.toml", "--out", "r", "--shard", f"{number}/3", "--serial").out
            assert "cogov merge r" in said
        said = cogov("merge", "r", code=1).out
        assert "Missing (point/replicate): " in said
        assert not (tmp_path / "r" / "table.csv").exists()
        cogov("sweep", "small.toml", "--out", "r", "--shard", "2/3", "--serial")
        assert "60 runs with a result, 0 failed, of 60" in cogov("merge", "r").out
        assert tables_of(tmp_path / "r") == undisturbed
        assert "0 parts taken" in cogov("merge", "r").out
        assert "0 runs of 4 weeks (60 are done)" in cogov("sweep", "small.toml", "--out", "r", "--serial").err
        sizes = [Results(tmp_path / "r" / f"shard-{number}-of-3").progress.ok for number in (1, 2, 3)]
        assert sum(sizes) == 60
        assert min(sizes) > 8

    @pytest.mark.fault("D15")
    def test_shards_of_different_sweeps_are_not_mixed(self, cogov, write):
        cogov("sweep", write(), "--out", "a", "--shard", "1/2", "--serial")
        write(("run.weeks = 4", "run.weeks = 5"))
        cogov("sweep", "small.toml", "--out", "b", "--shard", "2/2", "--serial")
        said = cogov("merge", "c", "a/shard-1-of-2", "b/shard-2-of-2", code=2).err
        assert "scenario.run.weeks: 4 -> 5" in said

    @pytest.mark.parametrize("shard", ["0/3", "4/3", "1", "a/b", "1/0"])
    def test_a_shard_that_cannot_be(self, cogov, write, shard):
        assert "no shard" in cogov("sweep", write(), "--shard", shard, code=2).err


class TestStopping:
    def test_it_stops_when_enough_is_known_and_for_any_workers_at_the_same_round(
        self, cogov, write, tmp_path, tables_of
    ):
        rule = "[precision]\nhalf_width = { trust = 0.005 }\nminimum = 4\nlook_ahead = 3\n[seeds]"
        write(("replicates = 3", "replicates = 40"), ("[seeds]", rule), ("[0.0, 0.25, 0.5, 0.75, 1.0]", "[0.0, 1.0]"))
        said = cogov("sweep", "small.toml", "--out", "a", "--serial").out
        rounds = Results("a").summary["rounds"]
        assert 7 <= rounds < 40
        assert f"reached after {rounds} replicates" in said
        assert Results("a").progress.ok == 8 * rounds, "no run was made in vain"
        assert "0 runs" in cogov("sweep", "small.toml", "--out", "a", "--serial").err
        cogov("sweep", "small.toml", "--out", "b", "--workers", 2)
        assert tables_of(tmp_path / "a") == tables_of(tmp_path / "b")
        finals = Results("a").finals.pivot(index="replicate", columns="point", values="trust")
        pairs = finals.sub(finals[0], axis=0).iloc[:, 1:]
        from scipy.stats import t

        half = t.ppf(0.975, rounds - 1) * pairs.std() / np.sqrt(rounds)
        assert (half <= 0.005).all()

    def test_precision_that_is_not_reached_is_said(self, cogov, write):
        rule = "[precision]\nhalf_width = { trust = 0.000001 }\nminimum = 2\nlook_ahead = 1\n[seeds]"
        assert "NOT reached after 3" in cogov("sweep", write(("[seeds]", rule)), "--out", "a", "--serial").out
        assert "cannot be made in shards" in cogov("sweep", "small.toml", "--shard", "1/2", code=2).err


@pytest.fixture(scope="module")
def results(study, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables") / "r"
    return sweep(study, out=folder, serial=True, part_runs=13, draw=write_main_effects)


class TestTables:
    def test_a_row_is_the_run_of_its_point_and_seed(self, results, study):
        row = results.finals.query("point == 7 and replicate == 2").iloc[0]
        assert (row["lists"], row["grids"], row["seed"]) == (0.25, 0.9, 3)
        from cogov.experiments.design.loading import load_study
        from cogov.experiments.sweeps.plan import Plan

        scenario = load_study(study).scenario
        changes = [f"{key}={value}" for key, value in Plan(load_study(study)).changes(7).items()]
        weeks = simulate(scenario, seed=3, changes=changes)
        means = weeks[list(NAMES)].mean(skipna=False)  # what may lack a value has none if a week lacks it
        np.testing.assert_array_equal(row[list(NAMES)].astype(float), means)
        series = results.series(points=[7], replicates=[2])
        np.testing.assert_array_equal(series[list(NAMES)], weeks[list(NAMES)].astype(np.float32))
        assert series["week"].tolist() == [0, 1, 2, 3]

    def test_frames_are_tidy(self, results):
        assert list(results.design.columns) == ["point", "lists", "grids", "settings"]
        assert list(results.finals.columns) == ["point", "lists", "grids", "replicate", "seed", *NAMES]
        assert len(results.finals) == 60
        assert list(results.series(["trust"]).columns) == ["point", "lists", "grids", "replicate", "week", "trust"]
        assert len(results.series(["trust"])) == 240
        assert (results.levers, results.uncertainties) == (("lists", "grids"), ())
        means = results.means("trust")
        assert means["n"].tolist() == [3] * 20
        assert ((means["low"] < means["mean"]) & (means["mean"] < means["high"])).all()

    def test_sql_says_the_same(self, results):
        found = results.query("select lists, avg(trust) as trust from finals group by lists order by lists")
        expected = results.finals.groupby("lists")["trust"].mean()
        assert found["trust"].tolist() == pytest.approx(expected.tolist())
        weeks = results.query(
            "select d.grids, count(*) as n, max(s.week) as last from series s join design d using (point) group by 1"
        )
        assert (weeks["n"].tolist(), weeks["last"].tolist()) == ([60] * 4, [3] * 4)

    def test_it_can_be_read_while_it_is_written(self, write, faults, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        driver = subprocess.Popen(
            [
                *COGOV,
                "sweep",
                write(("replicates = 3", "replicates = 30")),
                "--out",
                "r",
                "--serial",
                "--part-runs",
                "10",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        seen = []
        until = time.monotonic() + 120
        while driver.poll() is None and time.monotonic() < until:
            if not (tmp_path / "r" / "manifest.json").exists():
                time.sleep(0.01)
                continue
            results = Results("r")
            progress = results.progress
            assert len(results.finals) == progress.ok
            assert results.query("select count(*) as n from series").loc[0, "n"] == 4 * progress.ok
            assert len(results.means()) == min(progress.ok, 20)
            seen.append((progress.ok, progress.running))
        assert driver.returncode == 0
        assert any(running and 0 < ok < 600 for ok, running in seen), seen
        assert [ok for ok, _ in seen] == sorted(ok for ok, _ in seen)
        assert Results("r").progress.ok == 600

    def test_an_analysis_may_insist_on_the_whole_design(self, study, faults, tmp_path):
        results = sweep(study, out=tmp_path / "r", serial=True, make=faults.raises)
        with pytest.raises(IncompleteError, match=r"Sobol needs every run, and 3 have no result .*7/0, 7/1, 7/2"):
            results.require_complete("Sobol")

    def test_common_random_numbers_are_reported(self, results):
        gain = results.summary["common_random_numbers"]["effectiveness"]
        wide = results.finals.pivot(index="replicate", columns="point", values="effectiveness")
        expected = np.median([wide[0].corr(wide[point]) for point in range(1, 20)])
        assert gain["comparisons"] == 19
        assert gain["correlation"] == pytest.approx(expected)

    def test_parts_are_small_and_typed_as_declared(self, results):
        import pyarrow.parquet as pq

        part = pq.ParquetFile(next((results.folder / "series").iterdir()))
        column = part.metadata.row_group(0).column(5)
        assert (column.physical_type, column.compression) == ("FLOAT", "ZSTD")
        assert "BYTE_STREAM_SPLIT" in column.encodings
        runs = pq.ParquetFile(next((results.folder / "runs").iterdir()))
        assert runs.schema_arrow.field("trust").type == "double"
        assert len(list((results.folder / "runs").iterdir())) == 5

    def test_the_folder_is_a_research_object(self, results):
        graph = {
            each["@id"]: each for each in json.loads((results.folder / "ro-crate-metadata.json").read_text())["@graph"]
        }
        assert graph["ro-crate-metadata.json"]["about"] == {"@id": "./"}
        assert graph["./"]["description"] == "Does it hold?"
        for part in graph["./"]["hasPart"]:
            assert (results.folder / part["@id"]).exists()
            assert part["@id"] in graph
        assert graph["#cogov"]["identifier"] == f"sha256:{results.manifest['identity']['code']}"

    def test_the_picture_has_each_factor_in_both_languages(self, results):
        for name, title in (("effects.svg", "Effectiveness"), ("effects.zh.svg", "治理效能")):
            text = "".join(ET.parse(results.folder / name).getroot().itertext())
            assert title in text
            assert all(part in text for part in ("lists", "grids: 0", "grids: 0.9"))

    def test_a_sweep_that_is_handed_no_picture_ends_with_the_same_table_and_none(self, study, results, tmp_path):
        bare = sweep(study, out=tmp_path / "r", serial=True)
        drawn, plain = ({file.name for file in each.folder.iterdir() if file.is_file()} for each in (results, bare))
        assert drawn - plain == {"effects.svg", "effects.zh.svg"}
        assert plain <= drawn
        assert (bare.folder / "table.parquet").read_bytes() == (results.folder / "table.parquet").read_bytes()

    @pytest.mark.fault("G5")
    def test_names_from_files_are_inert(self, study, tmp_path):
        evil = "=HYPERLINK(1)</text><script>"
        levers = {
            "rule": {
                "title": {"en": evil, "zh": evil},
                "levels": {
                    evil: {"rules": {"goals": {"strength": 0.1}}},
                    "other": {"rules": {"goals": {"strength": 0.2}}},
                },
            }
        }
        named = {**study, "levers": levers}
        results = sweep(named, out=tmp_path / "r", serial=True, replicates=1, draw=write_main_effects)
        assert (results.folder / "table.csv").read_text("utf-8").splitlines()[1].startswith(f"0,'{evil}")
        root = ET.parse(results.folder / "effects.svg").getroot()
        assert not [each for each in root.iter() if "script" in each.tag]
        assert results.finals["rule"].tolist() == [evil, "other"]
