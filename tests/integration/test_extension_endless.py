"""Code of one's own that never ends: a limit holds, also before a sweep, and a signal ends what a signal should."""

import re
import signal
import subprocess
import sys
import time

import pytest

from cogov.experiments import Results, sweep
from cogov.experiments.design.loading import load_study
from cogov.experiments.execution import signals
from cogov.experiments.execution.exit_codes import ENDED_BY_A_SIGNAL, RUN_FAILED
from cogov.experiments.sweeps.estimate import estimate
from cogov.experiments.sweeps.plan import Plan
from cogov.scenarios.writing import write_tables
from cogov.visualization.terminal.cli import main

CITY = {
    "run.weeks": 4, "world.city.urban_districts": 1, "world.city.streets_per_district": 1,
    "world.city.communities_per_street": 1, "world.city.townships_per_county": 1,
    "world.city.villages_per_township": 1, "world.city.agents_per_grid": 10,
}  # fmt: skip

MODULE = """
import time

import numba

from cogov.model.agents import Committee
from cogov.model.extension import Extension, after, parameter


@numba.njit
def turn(one):
    while one > 0.0:
        one = one * 1.0 + 0.0
    return one


class Waiting(Committee):
    def accepts(self, case, luck):
        if self.model.extension("endless").waits > 0.5:
            open("waiting", "w").close()
            {never}
        return super().accepts(case, luck)


class Endless(Extension):
    kinds = (Waiting,)
    waits = parameter(0.0, (0.0, 1.0), en="waits", zh="等待")
"""
NEVER = {"sleeping": "time.sleep(1e9)", "busy": "while True: pass", "compiled": "turn(1.0)"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(folder, never, values):
    (folder / "endless.py").write_text(MODULE.replace("{never}", NEVER[never]), "utf-8")
    (folder / "endless.toml").write_text(
        'schema_version = 2\n[scenario]\nname = "endless"\nextends = "synergy"\nuses = ["endless.py"]\n', "utf-8"
    )
    tables = {
        "schema_version": 1,
        "study": {
            "scenario": "endless.toml", "title": {"en": "?", "zh": "？"}, "question": {"en": "?", "zh": "？"},
            "outcomes": ["trust"],
        },
        "settings": CITY, "uncertainties": {"waits": {"key": "extensions.endless.waits", "values": values}},
        "seeds": {"replicates": 2},
    }  # fmt: skip
    (folder / "study.toml").write_text(write_tables(tables), "utf-8")
    return "study.toml"


@pytest.mark.nightly
def test_a_limit_holds_also_for_what_is_tried_before_a_sweep(folder):
    """The second of two points never ends: a run of it costs the limit, and an estimate and a sweep come to an end."""
    plan = Plan(load_study(put(folder, "compiled", [0.0, 1.0])))
    told = estimate(plan, 4, 4, 1, limit=1.0)
    assert 1.0 < told.seconds / 4 * 2 < 30.0
    assert main(["sweep", "study.toml", "--out", "o", "--limit", "1", "--workers", "2"]) == RUN_FAILED
    runs = Results("o").runs
    assert runs.groupby("point")["origin"].unique().map(list).to_dict() == {0: [""], 1: ["time"]}


def test_a_comparison_on_one_processor_holds_its_limit(folder, capsys):
    put(folder, "sleeping", [0.0, 1.0])
    few = [word for key, value in CITY.items() if key != "run.weeks" for word in ("--set", f"{key}={value}")]
    words = ["compare", "endless.toml", "synergy", "--weeks", "4", "--replicates", "1", "--workers", "1", *few]
    assert main([*words, "--limit", "1", "--set", "extensions.endless.waits=1", "--out", "c"]) != 0
    assert "extensions" in capsys.readouterr().err  # the other scenario uses none
    (folder / "two.toml").write_text(
        'schema_version = 2\n[scenario]\nname = "two"\nextends = "endless.toml"\n[extensions.endless]\nwaits = 1.0\n',
        "utf-8",
    )
    words[1:3] = ["endless.toml", "two.toml"]
    assert main([*words, "--limit", "1", "--out", "c"]) == RUN_FAILED
    assert "took longer than 1 s" in capsys.readouterr().err


START = "import sys; from cogov.experiments.execution import signals; signals.FINISHING = 3.0; {more}"
RUN = "import cogov.visualization.terminal.cli as cli; sys.argv[1:] = {words}; sys.exit(cli.main())"


def begin(folder, words):
    script = START.format(more=RUN.format(words=words))
    return subprocess.Popen(
        [sys.executable, "-c", script], cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def wait_until_it_waits(folder, process):
    """Wait for a run that will never end to have got so far, and some more, so that it is in the midst of it."""
    end = time.monotonic() + 240
    while not (folder / "waiting").exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.1)
    time.sleep(1.0)
    assert process.poll() is None


@pytest.mark.parametrize(
    ("never", "number"),
    [
        ("compiled", signal.SIGTERM),
        pytest.param("sleeping", signal.SIGINT, marks=pytest.mark.nightly),
        pytest.param("busy", signal.SIGTERM, marks=pytest.mark.nightly),
    ],
)
def test_one_signal_ends_a_sweep_whose_runs_never_end_and_keeps_what_is_done(folder, never, number):
    file = put(folder, never, [0.0, 1.0])
    words = ["sweep", file, "--out", "o", "--workers", "2", "--yes", "--part-runs", "1", "--limit", "15"]
    process = begin(folder, words)
    ledger, end = folder / "o" / "ledger.jsonl", time.monotonic() + 240
    while not (ledger.exists() and ledger.read_text().count('"ok"') >= 2):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.1)
    time.sleep(1.0)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == ENDED_BY_A_SIGNAL + number
    assert "for 3 s at most" in said
    assert "what was finished is kept" in said
    assert len(Results(folder / "o").runs) >= 2
    assert not re.search("Traceback", said)
    assert not _alive(folder)


@pytest.mark.parametrize("words", [["--estimate"], ["--yes"]])
def test_a_signal_ends_what_is_tried_before_a_sweep(folder, words):
    process = begin(folder, ["sweep", put(folder, "compiled", [1.0, 1.0 / 2 + 0.25]), "--out", "o", *words])
    wait_until_it_waits(folder, process)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    assert process.returncode == ENDED_BY_A_SIGNAL + signal.SIGTERM
    assert "interrupted" in said
    assert not _alive(folder)


def test_in_one_process_too_a_second_signal_comes_by_itself(folder):
    put(folder, "sleeping", [0.0, 1.0])
    process = begin(folder, ["sweep", "study.toml", "--out", "o", "--serial", "--yes"])
    wait_until_it_waits(folder, process)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == ENDED_BY_A_SIGNAL + signal.SIGTERM


def test_what_ends_in_time_is_not_asked_again(folder, monkeypatch):
    monkeypatch.setattr(signals, "FINISHING", 0.2)
    said = []
    with signals.draining(said.append) as asked:
        signal.raise_signal(signal.SIGTERM)
    before = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, lambda *_: said.append("again"))
    time.sleep(0.6)
    signal.signal(signal.SIGTERM, before)
    assert asked.number == signal.SIGTERM
    assert len(said) == 1


def test_nothing_is_tried_where_nobody_asks_what_it_costs(folder):
    put(folder, "sleeping", [0.0, 1.0])
    runs = sweep("study.toml", out="o", workers=2, limit=1.0).runs
    assert sorted(runs["origin"]) == ["", "", "time", "time"]


def _alive(folder):
    """Whether a process still runs in the folder."""
    done = subprocess.run(["pgrep", "-f", str(folder)], capture_output=True, text=True, check=False)
    return done.stdout
