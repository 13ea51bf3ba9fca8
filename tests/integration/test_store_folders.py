"""What happens to folders of results: systems leave files in them, manifests get lost, grids grow, bytes are copied."""

import io
import json
import os
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest

from cogov.experiments import Results, multiplier, sweep
from cogov.experiments.store import parquet
from cogov.experiments.store.atomic_files import StoreError
from cogov.experiments.store.verification import faults as verified
from cogov.experiments.sweeps.repair import repair
from cogov.scenarios import ScenarioError
from cogov.visualization.terminal.cli import main

LITTER = (
    ".DS_Store",
    "Thumbs.db",
    "desktop.ini",
    "._table.csv",
    ".nfs000000000a1b2c3d",
    "~$table.xlsx",
    ".~lock.table.csv#",
)


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
    """Write the small study, with replacements."""

    def write(*changes):
        text = study_file.read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "small.toml").write_text(text, encoding="utf-8")
        return "small.toml"

    return write


@pytest.fixture(scope="module")
def finished(study_file, tmp_path_factory):
    """A finished folder, made from a file."""
    return sweep(study_file, out=tmp_path_factory.mktemp("finished") / "r", serial=True).folder


@pytest.fixture
def folder(finished, tmp_path):
    return Path(shutil.copytree(finished, tmp_path / "r"))


def litter(folder):
    for place in (folder, folder / "runs", folder / "series"):
        place.mkdir(parents=True, exist_ok=True)
        for name in LITTER:
            (place / name).write_bytes(b"\0")


class TestLitter:
    def test_verify_and_going_on_leave_it_alone(self, cogov, folder, study_file):
        litter(folder)
        assert "all as written" in cogov("verify", folder).out
        assert "60 are done" in cogov("sweep", study_file, "--out", folder, "--serial").err
        assert all((folder / "runs" / name).exists() for name in LITTER)

    def test_a_folder_with_nothing_else_is_empty(self, cogov, tmp_path, write, undisturbed, tables_of):
        litter(tmp_path / "r")
        cogov("sweep", write(), "--out", "r", "--serial")
        assert tables_of(tmp_path / "r") == undisturbed

    def test_what_nobody_leaves_is_still_told(self, cogov, folder):
        (folder / "runs" / "other.parquet").write_bytes(b"")
        assert "runs/other.parquet: is not in the ledger" in cogov("verify", folder, code=1).out


class TestManifest:
    @pytest.mark.parametrize("damage", ["missing", "torn", "garbled", "altered"])
    def test_it_is_made_again_as_it_was(self, cogov, folder, damage, study_file, undisturbed, tables_of):
        path = folder / "manifest.json"
        before = json.loads(path.read_bytes())
        altered = {**before, "identity": {**before["identity"], "first_seed": 7}}
        contents = {"torn": path.read_bytes()[:900], "garbled": b"\0" * 99, "altered": json.dumps(altered).encode()}
        path.unlink() if damage == "missing" else path.write_bytes(contents[damage])
        done = main(["verify", str(folder)])
        assert done in (1, 2)
        said = cogov("repair", folder)
        assert "the keys of 60 runs agree with the study" in said.out
        after = json.loads(path.read_bytes())
        for name in ("identity", "digest", "points", "replicates", "outcomes", "weeks", "title", "question", "name"):
            assert after[name] == before[name], name
        assert "all as written" in cogov("verify", folder).out
        assert "0 runs of 4 weeks (60 are done)" in cogov("sweep", study_file, "--out", folder, "--serial").err
        assert tables_of(folder) == undisturbed

    def test_verify_names_the_command(self, folder, capsys):
        (folder / "manifest.json").unlink()
        assert main(["verify", str(folder)]) == 2
        assert f"cogov repair {folder} makes it again" in capsys.readouterr().err
        assert main(["sweep", str(folder / "study.toml"), "--out", str(folder), "--serial"]) == 2
        assert f"cogov repair {folder} makes it again" in capsys.readouterr().err

    def test_what_is_whole_is_left_alone(self, cogov, folder):
        before = (folder / "manifest.json").read_bytes()
        assert "nothing to repair" in cogov("repair", folder).out
        assert (folder / "manifest.json").read_bytes() == before

    def test_a_study_that_did_not_make_the_runs_is_refused(self, folder):
        (folder / "manifest.json").unlink()
        text = (folder / "study.toml").read_text("utf-8")
        (folder / "study.toml").write_text(text.replace("0.0, 0.25", "0.0, 0.26"), "utf-8")
        with pytest.raises(StoreError, match=r"does not make these runs \(\d+ of 60 keys"):
            repair(folder)
        assert not (folder / "manifest.json").exists()

    def test_an_interrupted_sweep_is_repaired_without_its_ledger_too(
        self, cogov, write, tmp_path, undisturbed, tables_of
    ):
        stop = iter(range(100))
        sweep(write(), out=tmp_path / "r", serial=True, interrupted=lambda: next(stop) > 20, part_runs=5)
        for name in ("manifest.json", "ledger.jsonl"):
            (tmp_path / "r" / name).unlink()
        assert "versions of packages" in cogov("repair", "r").err
        cogov("sweep", "small.toml", "--out", "r", "--serial")
        assert tables_of(tmp_path / "r") == undisturbed

    def test_where_there_is_nothing_to_make_it_from_it_says_so(self, cogov, tmp_path, folder):
        (tmp_path / "empty").mkdir()
        assert "holds no parts" in cogov("repair", "empty", code=2).err
        (folder / "manifest.json").unlink()
        (folder / "study.toml").unlink()
        assert "--study FILE" in cogov("repair", folder, code=2).err


class TestGrowth:
    def test_a_level_behind_the_others_makes_the_table_of_a_fresh_sweep(self, cogov, write, tmp_path):
        sweep(write(("0.75, 1.0]", "0.75]")), out="r", serial=True)
        said = cogov("sweep", write(), "--out", "r", "--serial")
        assert "12 runs of 4 weeks (48 are done)" in said.err
        assert "the table will be that of a fresh sweep" in said.err
        fresh = sweep("small.toml", out="fresh", serial=True).folder
        for name in ("table.csv", "table.parquet", "design.parquet"):
            assert (tmp_path / "r" / name).read_bytes() == (fresh / name).read_bytes(), name
        assert list(verified(tmp_path / "r")) == []
        assert Results("r").manifest["revisions"][0]["grown"] == ["points: 16 -> 20"]

    @pytest.mark.parametrize(
        ("old", "new"), [("[0.0, 0.3, 0.9]", "[0.0, 0.3, 0.6, 0.9]"), ("[0.3, 0.9]", "[0.0, 0.3, 0.6, 0.9]")]
    )
    def test_a_level_elsewhere_makes_its_rows_in_another_order(self, cogov, write, tmp_path, old, new):
        sweep(write(("[0.0, 0.3, 0.6, 0.9]", old)), out="r", serial=True, replicates=2)
        said = cogov("sweep", write(), "--out", "r", "--serial")
        assert "in another order" in said.err
        fresh = sweep("small.toml", out="fresh", serial=True).folder
        ours, theirs = (pd.read_csv(each / "table.csv").drop(columns="point") for each in (tmp_path / "r", fresh))
        order = ["lists", "grids", "replicate"]
        assert not ours.equals(theirs)
        assert ours.sort_values(order, ignore_index=True).equals(theirs.sort_values(order, ignore_index=True))
        assert list(verified(tmp_path / "r")) == []
        assert "0 runs of 4 weeks (60 are done)" in cogov("sweep", "small.toml", "--out", "r", "--serial").err
        means = [Results(each).means("trust").sort_values(["lists", "grids"])["mean"].tolist() for each in ("r", fresh)]
        assert means[0] == means[1]

    def test_a_crossed_grid_grows_in_its_parts(self, cogov, write, tmp_path):
        load = '[uncertainties.arising]\nkey = "behaviour.arise.rate"\nvalues = [0.004, 0.006]\n'
        crossed = ("[levers.grids]", f"[design.levers]\n[design.uncertainties]\n{load}[levers.grids]")
        lists = "[0.0, 0.25, 0.5, 0.75, 1.0]"
        sweep(write(crossed, (lists, "[0.0, 1.0]")), out="r", serial=True, replicates=1)
        write(crossed, (lists, "[0.5, 0.0, 1.0]"), ("0.004, 0.006", "0.003, 0.004, 0.006"))
        sweep("small.toml", out="r", serial=True, replicates=1)
        fresh = sweep("small.toml", out="fresh", serial=True, replicates=1)
        order = ["lever_point", "uncertainty_point"]
        ours, theirs = (
            Results(each).design.drop(columns="point").sort_values(order, ignore_index=True)
            for each in ("r", fresh.folder)
        )
        assert ours.equals(theirs)
        assert ours.duplicated(order).sum() == 0

    def test_fewer_or_other_levels_are_another_design(self, cogov, write):
        sweep(write(), out="r", serial=True, replicates=1)
        for values in ("0.75]", "0.7, 1.0]"):
            said = cogov("sweep", write(("0.75, 1.0]", values)), "--out", "r", "--replicates", 1, code=2).err
            assert "holds another design" in said
            assert "runs of 4 weeks" not in said

    def test_a_level_whose_settings_changed_is_another_design(self, cogov, write):
        levels = (
            "values = [0.0, 0.25, 0.5, 0.75, 1.0]",
            "levels.a = { rules.goals.strength = X }\nlevels.b = { rules.goals.strength = 0.2 }Y",
        )
        first = ('key = "rules.mechanism.responsibility_lists"\n', "")
        more = "\nlevels.c = { rules.goals.strength = 0.3 }"
        sweep(
            write(first, (levels[0], levels[1].replace("X", "0.1").replace("Y", ""))),
            out="r",
            serial=True,
            replicates=1,
        )
        changed = write(first, (levels[0], levels[1].replace("X", "0.15").replace("Y", more)))
        assert "holds another design" in cogov("sweep", changed, "--out", "r", "--replicates", 1, code=2).err
        grown = write(first, (levels[0], levels[1].replace("X", "0.1").replace("Y", more)))
        assert (
            "4 runs of 4 weeks (8 are done)" in cogov("sweep", grown, "--out", "r", "--replicates", 1, "--serial").err
        )


class TestSameBytes:
    def test_copied_touched_and_moved_is_not_stale(self, cogov, folder, tmp_path, study_file, undisturbed, tables_of):
        for file in folder.rglob("*"):
            os.utime(file, (1, 1))
        moved = tmp_path / "elsewhere" / "effectiveness=50"
        moved.parent.mkdir()
        folder.rename(moved)
        (tmp_path / "link").symlink_to(moved)
        shutil.copy(study_file, tmp_path / "renamed.toml")
        for place in (moved, tmp_path / "link"):
            assert "all as written" in cogov("verify", place).out
            assert "(60 are done)" in cogov("sweep", "renamed.toml", "--out", place, "--serial").err
            assert tables_of(place) == undisturbed
            assert not Results(place).runs["stale"].any()


class TestRefusals:
    def test_nothing_is_estimated_before_a_refusal(self, cogov, write, tmp_path):
        sweep(write(), out="r", serial=True, replicates=1)
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / "letter.txt").write_text("dear")
        changed = write(("run.weeks = 4", "run.weeks = 5"))
        for place, what in (("r", "holds results of another version"), ("other", "holds something else")):
            for more in ((), ("--estimate",)):
                said = cogov("sweep", changed, "--out", place, "--replicates", 1, *more, code=2).err
                assert what in said
                assert "runs of" not in said

    def test_dask_that_is_not_there_is_told_first(self, cogov, write, monkeypatch):
        monkeypatch.setitem(sys.modules, "distributed", None)
        monkeypatch.setattr("cogov.experiments.execution.dask.find_spec", lambda _: None)
        said = cogov("sweep", write(), "--dask", "local", code=2).err
        assert "Dask is missing" in said
        assert "runs of" not in said

    def test_a_million_points_are_estimated_at_once(self, cogov, write, tmp_path, monkeypatch):
        from cogov.experiments.sweeps.plan import Plan

        asked = []
        monkeypatch.setattr(
            Plan,
            "settings",
            lambda self, point, seed=0, own=Plan.settings: asked.append(point) or own(self, point, seed),
        )
        grid = ("values = [0.0, 0.25, 0.5, 0.75, 1.0]", "low = 0.0\nhigh = 1.0\nsteps = 500")
        other = ("values = [0.0, 0.3, 0.6, 0.9]", "low = 0.0\nhigh = 1.0\nsteps = 500")
        said = cogov("sweep", write(grid, other), "--estimate", "--out", "r").err
        assert "750,000 runs of 4 weeks: 250,000 points" in said
        assert len(asked) < 10
        assert not (tmp_path / "r").exists()


class TestNothingVaries:
    def test_a_sweep_says_so(self, cogov, write):
        said = cogov(
            "sweep",
            write(("0.0, 0.25, 0.5, 0.75, 1.0", "0.5"), ("0.0, 0.3, 0.6, 0.9", "0.3")),
            "--serial",
            "--replicates",
            2,
        )
        assert "nothing varies: all points are the same city" in said.err

    def test_a_multiplier_of_a_scenario_equal_to_its_baseline_gives_no_verdict(self, cogov, tmp_path):
        said = cogov("multiplier", "fragmented", "--players", "rules", "--weeks", 4, "--out", "m", code=2)
        assert "nothing differs: fragmented and fragmented are the same in goals, resources, mechanism" in said.err
        assert "add up" not in said.out + said.err
        assert not (tmp_path / "m").exists()
        with pytest.raises(ScenarioError, match="nothing differs"):
            multiplier("synergy", baseline="synergy", replicates=1, weeks=2)

    def test_a_player_that_brings_nothing_is_told(self, cogov):
        own = ("rules.resources.rule=separate", "rules.resources.share=0", "world.city.agents_per_grid=5")
        changes = [word for each in own for word in ("--set", each)]
        about = ("--weeks", 2, "--replicates", 1, "--no-controls", "--lang", "en")
        said = cogov("multiplier", "synergy", "--players", "rules", *about, *changes)
        assert "already as in “Each on its own”, so that nothing can be brought here" in said.err

    def test_a_comparison_of_equal_scenarios_says_so(self, cogov):
        said = cogov("compare", "flood", "flood", "--weeks", 2, "--replicates", 2, "--lang", "en").out
        assert "have the same settings: nothing differs" in said
        said = cogov("compare", "flood", "flood", "--weeks", 2, "--replicates", 2, "--lang", "zh").out
        assert "设置完全相同" in said


class TestCsvIsParquet:
    ODD = (
        "A",
        "a",
        "1",
        "01",
        "1e3",
        "true",
        "北京",
        "a,b",
        'a"b',
        "a;b",
        "it's",
        "a b",
        "€",
        "N.A.",
        "0x1F",
        "2026-01-01",
    )

    def test_values_missing_types_and_order_agree(self, tmp_path, faults):
        levels = {name: {"rules": {"goals": {"strength": place / 20}}} for place, name in enumerate(self.ODD)}
        study = {
            "study": {"name": "odd", "scenario": "fragmented", "question": {"en": "q"}},
            "settings": {
                "run": {"weeks": 2},
                "world.city": {
                    "streets_per_district": 1, "communities_per_street": 1, "townships_per_county": 1,
                    "villages_per_township": 1, "agents_per_grid": 4,
                },
            },
            "levers": {
                "水平": {"levels": levels},
                "rule": {"key": "rules.mechanism.rule", "values": ["silo", "hub"]},
                "Größe": {"key": "rules.mechanism.strength", "values": [1, 0.1, 1e-9]},
                "weeks_between": {"key": "rules.deliberation.interval_weeks", "values": [1, 2]},
            },
            "seeds": {"replicates": 1, "first": 2**53 + 1},
        }  # fmt: skip
        folder = sweep(study, out=tmp_path / "r", serial=True, make=faults.raises).folder
        whole = parquet.load_table(folder / "table.parquet")
        frame = pd.read_csv(io.StringIO((folder / "table.csv").read_text("utf-8")), dtype=str, keep_default_na=False)
        assert list(frame.columns) == whole.column_names
        assert len(frame) == len(whole) == 16 * 2 * 3 * 2
        for field in whole.schema:
            kind, cells, values = str(field.type), frame[field.name].to_list(), whole.column(field.name).to_pylist()
            if kind == "double":
                said = [None if cell == "" else float(cell) for cell in cells]
            elif kind == "bool":
                said = [{"True": True, "False": False}[cell] for cell in cells]
            elif kind.startswith("int"):
                said = [int(cell) for cell in cells]
            else:
                said = cells
            assert said == values, field.name
        assert whole.column("status").to_pylist().count("failed") == 1
