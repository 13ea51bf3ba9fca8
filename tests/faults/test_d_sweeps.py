"""D: what happens to a sweep: memory, time, locale, other code, older folders, readers that leave.

Kills, full disks, hangs and interrupts need processes of their own: see tests/integration/test_sweep_faults.py, whose
tests are marked with the codes of the list.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from cogov.experiments import Results, sweep
from cogov.experiments.store.commit_log import load_log
from cogov.model.kernel_cache import FOLDER, cache_folders
from cogov.visualization.reports.main_effects_files import write_main_effects
from cogov.visualization.terminal.cli import main

from .conftest import SMALL, STUDY, names

TABLES = ("table.csv", "table.parquet")

# Ways in which a run can go wrong, as a module that worker processes import too.
WAYS = """
import resource
from cogov.experiments.execution.runs import run_one


def has_little_memory(case, on_week):
    if case.label == "point 1":
        before = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, before[1]))
        try:
            bytearray(3 << 30)
        finally:
            resource.setrlimit(resource.RLIMIT_AS, before)
    return run_one(case, on_week)


def gives_no_number(case, on_week):
    outcome = run_one(case, on_week)
    if case.label == "point 1":
        outcome.series[2, 1] = float("nan")
    return outcome
"""


@pytest.fixture(scope="module")
def ways(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ways")
    (folder / "ways_to_fail.py").write_text(WAYS, encoding="utf-8")
    sys.path.insert(0, str(folder))
    import ways_to_fail

    yield ways_to_fail
    sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The folder of a sweep that nothing happened to."""
    folder = tmp_path_factory.mktemp("undisturbed")
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    return sweep(folder / "study.toml", out=folder / "r", serial=True, draw=write_main_effects).folder


@pytest.fixture
def study(put):
    return put(STUDY, "study.toml")


def same_tables(one, other):
    return all((Path(one) / name).read_bytes() == (Path(other) / name).read_bytes() for name in TABLES)


def test_d12_a_worker_without_memory(study, ways):
    """The limit is the system's, in a worker process; the row says memory, and the worker goes on."""
    results = sweep(study, out="r", make=ways.has_little_memory, workers=1)
    assert results.failures["origin"].tolist() == ["memory"] * 2
    assert results.failures["point"].tolist() == [1, 1]
    assert results.progress.ok == 6


def test_d10_what_is_no_number_is_a_failed_run_and_in_no_mean(cogov, study, ways, monkeypatch, undisturbed):
    monkeypatch.setitem(sweep.__kwdefaults__, "make", ways.gives_no_number)
    done = cogov("sweep", study, "--serial", "--out", "r", code=5)
    assert "study: 6 runs, 2 failed" in done.out
    assert "point 1, replicate 0: model: point 1: the series is not finite" in done.out
    table, whole = (pd.read_csv(folder / "table.csv") for folder in (Path("r"), undisturbed))
    assert (table["status"] == "failed").tolist() == (whole["point"] == 1).tolist()
    sound = table["status"] == "ok"
    assert table.loc[sound, "effectiveness"].tolist() == whole.loc[sound, "effectiveness"].tolist()
    assert table.loc[~sound, "effectiveness"].isna().all()
    means = Results("r").means()
    assert 1 not in means["point"].tolist()
    assert means["mean"].notna().all()
    assert "2 failed" in cogov("status", "r").out
    cogov("verify", "r")


def test_d18_when_all_is_done_nothing_is_run(cogov, study, undisturbed, here):
    shutil.copytree(undisturbed, here / "r")
    before = (here / "r" / "ledger.jsonl").read_bytes()
    assert "0 runs of 4 weeks (8 are done)" in cogov("sweep", study, "--serial", "--out", "r").err
    assert (here / "r" / "ledger.jsonl").read_bytes() == before
    assert same_tables("r", undisturbed)


@pytest.mark.parametrize(("version", "age"), [(0, "no version"), (2, "a newer version"), (99, "a newer version")])
def test_d19_another_format_is_never_taken_for_this_one(cogov, study, undisturbed, here, version, age):
    shutil.copytree(undisturbed, here / "r")
    manifest = json.loads((here / "r" / "manifest.json").read_text("utf-8"))
    (here / "r" / "manifest.json").write_text(json.dumps({**manifest, "schema_version": version}), encoding="utf-8")
    before = {name: (here / "r" / name).lstat().st_mtime_ns for name in names(here / "r")}
    for words in (
        ["sweep", study, "--serial", "--out", "r"],
        ["sweep", study, "--serial", "--out", "r", "--allow-stale"],
        *([command, "r"] for command in ("status", "verify", "report", "analyse", "plot")),
    ):
        assert age in cogov(*words, code=2).err
    after = {name: (here / "r" / name).lstat().st_mtime_ns for name in names(here / "r")}
    assert {name: time for name, time in after.items() if name != "LOCK"} == {
        name: time for name, time in before.items() if name != "LOCK"
    }


OTHER_CODE = """
import importlib, sys
sys.meta_path = [finder for finder in sys.meta_path if "cogov" not in str(finder)]  # that of an editable install
sys.path.insert(0, sys.argv[1])
from cogov.model.kernel_cache import source_digest
print(source_digest(), main(sys.argv[2:]))
"""


def test_d16_two_versions_of_the_code(cogov, study, undisturbed, here, root):
    """The same study by a copy of the program with one comment more: refused, and with --allow-stale marked."""
    site = here / "site" / "cogov"
    for room in ("model", "scenarios", "experiments", "visualization"):
        shutil.copytree(root / room, site / room, ignore=shutil.ignore_patterns("__pycache__"))
    (site / "model" / "another.py").write_text("# another version\n", encoding="utf-8")
    shutil.copytree(undisturbed, here / "r")

    def other(*words):
        return subprocess.run(
            [sys.executable, "-c", OTHER_CODE, str(here / "site"), *words],
            cwd=here, capture_output=True, text=True, check=True, timeout=120,
        )  # fmt: skip

    # Kernels that are the same need not be compiled again: they are laid where the copy looks for them.
    shutil.copytree(cache_folders()[0], site / "model" / "__pycache__" / FOLDER)
    grow = ("sweep", "study.toml", "--serial", "--out", "r", "--replicates", "3")
    refusal = other(*grow)
    digest, code = refusal.stdout.split()[-2:]
    assert code == "2"
    assert f'-> "{digest[:50]}' in refusal.stderr
    assert "holds results of another version" in refusal.stderr
    assert same_tables("r", undisturbed)
    assert other(*grow, "--allow-stale").stdout.split()[-1] == "0"
    table = pd.read_csv("r/table.csv")
    assert table["stale"].tolist() == [True, True, False] * 4
    runs = Results("r").runs
    assert set(runs.loc[~runs["stale"], "code"]) == {digest}
    [revision] = Results("r").manifest["revisions"]
    assert any(change.startswith("code: ") for change in revision["changes"])


@pytest.mark.parametrize("method", ["fork", "forkserver"])
def test_d24_the_way_processes_start_changes_nothing(study, undisturbed, method):
    before = multiprocessing.get_start_method(allow_none=True)
    multiprocessing.set_start_method(method, force=True)
    try:
        results = sweep(study, out="r", workers=1)
    finally:
        multiprocessing.set_start_method(before, force=True)
    assert same_tables(results.folder, undisturbed)


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns", "PYTHONHASHSEED": "3"},
        {"LC_ALL": "de_DE.UTF-8", "LC_NUMERIC": "de_DE.UTF-8", "TZ": "Asia/Shanghai"},
    ],
    ids=["Turkish", "German"],
)
def test_d22_locale_and_time_zone_change_no_byte(study, undisturbed, here, environment):
    script = "import locale, sys; from cogov.visualization.terminal.cli import main\n"
    script += "try: locale.setlocale(locale.LC_ALL, '')\nexcept locale.Error: pass\n"
    script += "sys.exit(main(['sweep', 'study.toml', '--serial', '--out', 'r']))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=here, capture_output=True, check=False, env={**os.environ, **environment}
    )
    assert done.returncode == 0, done.stderr
    assert same_tables("r", undisturbed)
    assert ",." not in (here / "r" / "table.csv").read_text("utf-8")


@pytest.mark.parametrize("options", [{"part_runs": 1}, {"part_runs": 3}])
def test_d21_parts_change_no_byte(study, undisturbed, options):
    results = sweep(study, out="r", serial=True, **options)
    assert same_tables(results.folder, undisturbed)


def test_d26_a_folder_that_was_moved_goes_on(cogov, study, undisturbed, here):
    shutil.copytree(undisturbed, here / "elsewhere" / "结果")
    (here / "elsewhere" / "结果" / "table.csv").unlink()
    cogov("sweep", study, "--serial", "--out", "elsewhere/结果")
    assert same_tables("elsewhere/结果", undisturbed)


@pytest.mark.parametrize("name", ["LOCK", "study.toml", "scenario.toml", "summary.json", *TABLES, "effects.svg"])
def test_d27_what_is_lost_and_can_be_made_is_made_again(cogov, study, undisturbed, here, name):
    shutil.copytree(undisturbed, here / "r")
    (here / "r" / name).unlink()
    cogov("sweep", study, "--serial", "--out", "r")
    assert (here / "r" / name).exists()
    assert same_tables("r", undisturbed)
    assert len(load_log(here / "r" / "ledger.jsonl").entries) == 1, "no run was made again"


PRINTING = [
    ["--help"],
    ["version"],
    ["run", "fragmented", *SMALL],
    ["run", "fragmented", "--json", "--series", *SMALL],
    ["compare", "fragmented", "synergy", "--replicates", "1", *SMALL],
    [
        "multiplier",
        "synergy",
        "--players",
        "goals,mechanism",
        "--no-controls",
        "--replicates",
        "1",
        *SMALL,
    ],
    ["sweep"],
    ["sweep", "study.toml", "--serial", "--out", "new"],
    ["status", "r"],
    ["status", "r", "--json"],
    ["verify", "r"],
    ["plot", "r"],
    ["analyse", "r"],
    ["report", "r"],
    ["scenarios", "list"],
    ["scenarios", "show", "synergy"],
    ["scenarios", "show", "synergy", "--toml"],
    ["scenarios", "check", "flood"],
    ["scenarios", "schema"],
    ["scenarios", "diff", "fragmented", "synergy"],
    ["lessons", "list"],
    ["lessons", "check", "1_lamp"],
]


@pytest.mark.parametrize("words", PRINTING, ids=" ".join)
def test_d25_a_reader_that_leaves(study, undisturbed, here, monkeypatch, capfd, words):
    """As behind ``| head``: no traceback, nothing on stderr about it, the exit code of success; files are written."""
    shutil.copytree(undisturbed, here / "r")
    theirs, ours = os.pipe()
    os.close(theirs)
    with os.fdopen(ours, "w", encoding="utf-8") as gone:
        monkeypatch.setattr(sys, "stdout", gone)
        code = main(words)
        monkeypatch.undo()
    said = capfd.readouterr().err
    assert code == 0
    assert "Traceback" not in said
    assert "Broken pipe" not in said
    assert "cannot write" not in said
    if "new" in words:
        assert (here / "new" / "table.csv").exists()
