"""A session in Chinese: every command, where all is well and where it is not, without an English sentence."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest

from cogov.experiments.execution.exit_codes import BAD_INPUT, NOT_COMPARABLE, NOT_MET
from cogov.experiments.regression import update
from cogov.experiments.validation import PATTERNS
from cogov.visualization.terminal.cli import command_line, main
from cogov.visualization.terminal.commands import validate

TWO_WORDS = re.compile(r"(?<![\w./=&-])[A-Za-z][a-z']+[,;:]? [A-Za-z(]?[a-z']+\b(?![\w./=-])")
"""Two English words in a row; names, keys and units stand one by one."""

QUOTED = re.compile(r"cogov(?: -{0,2}[\w./…:=-]+)+|pip install -r [\w.-]+|--changed-claim \"[^\"]*\"|`[^`]*`")
"""What is typed into a terminal stays as it is typed."""

SMALL = """
[settings]
run.weeks = 4
[settings.world.city]
urban_districts = 1
streets_per_district = 1
communities_per_street = 1
rural_counties = 1
townships_per_county = 1
villages_per_township = 1
grids_per_community = 2
agents_per_grid = 10
"""
STUDY = f"""
schema_version = 1
[study]
scenario = "fragmented"
title = {{ en = "A small one", zh = "小型实验" }}
question = {{ en = "Which of them?", zh = "哪一个起作用？" }}
outcomes = ["effectiveness"]
{SMALL}
[levers]
lists = {{ key = "rules.mechanism.responsibility_lists", values = [0.0, 1.0] }}
grids = {{ key = "rules.party_building.grid_coverage", values = [0.0, 0.9] }}
[seeds]
replicates = 3
"""
TARGETS = """
schema_version = 1
[calibration]
title = { en = "A small one", zh = "小型校准" }
question = { en = "Which capacity?", zh = "怎样的能力？" }
[settings]
run.weeks = 4
[settings.world.city]
urban_districts = 1
streets_per_district = 1
communities_per_street = 1
rural_counties = 0
grids_per_community = 2
agents_per_grid = 10
[variants.pressed]
scenario = "fragmented"
settings = { rules.administration.assessment = 1.0 }
[parameters]
world.actors.capacity_scale = {}
[[targets]]
scenario = "pressed"
indicator = "arrivals"
value = 0.5
tolerance = 0.1
[search]
trials = 4
seeds = 2
refine = 1
[profile]
points = 3
inner = 1
draws = 100
"""
SUITE = """
schema_version = 1
[suite]
scenarios = ["fragmented", "synergy"]
changes = ["run.weeks=6", "world.city.agents_per_grid=3", "world.city.communities_per_street=1",
    "world.city.villages_per_township=1", "world.city.grids_per_community=2"]
replicates = 8
replicates_at_most = 8
scenario_claims = false
"""
CITY = ["--weeks", "4", "--set", "world.city.agents_per_grid=5", "world.city.grids_per_community=1"]
FEW = ["--set", "world.city.agents_per_grid=5"]
SECOND_CITY = ["--weeks", "4", "--set", "world.city.agents_per_grid=5", "world.city.grids_per_community=1"]
TOY = Path(__file__).with_name("toy_ensemble.toml").read_text("utf-8")
FACTORIAL = "a,b,y\n" + "".join(f"{a},{b},{40 + 5 * a + 6 * b + n}\n" for n in range(6) for a in (0, 1) for b in (0, 1))
OUTCOMES = """\
[outcomes.lost]
title = { en = "Trust lost", zh = "损失的信任" }
of = "trust"
measure = "area_lost"
window = { first = 2 }
better = "higher"
[outcomes.never]
title = { en = "Beyond", zh = "窗口之外" }
of = "trust"
measure = "mean"
window = { first = 3, until = 4 }
better = "higher"
"""
MACHINES = {"scenarios schema"}
"""Commands whose whole output is for machines."""

OWN_WORDS = {"scenarios odd gossip.toml"}
"""Calls that print what the author of an extension wrote in her file, in her language."""

SEARCH = ["synergy", "--population", "4", "--generations", "1", "--search-in", "2", "--tell-in", "3"]
GOOD: dict[str, list[tuple[list[str], int]]] = {
    "ensemble": [([], 0), (["toy.toml", "--workers", "1", "--multiplier", "--out", "out/ensemble"], 0)],
    "search": [([*SEARCH, "--cities", "out/ensemble", "--out", "out/search"], 0)],
    "handout": [
        (
            [
                "middling",
                "--lever",
                "rules.law.service",
                "--steps",
                "2",
                "--replicates",
                "2",
                "--weeks",
                "3",
                "--workers",
                "1",
                "--out",
                "out/handout",
            ],
            0,
        ),
    ],
    "run": [
        (["synergy", *CITY, "--check", "--out", "out/run", "--save", "half.zip"], 0),
        (["middling", *SECOND_CITY, "--by", "community", "--by", "type", "--by", "kind"], 0),
        (["middling", *SECOND_CITY, "--outcomes", "outcomes.toml"], 0),
    ],
    "compare": [
        (["fragmented", "synergy", *CITY, "--replicates", "2", "--out", "out/compare"], 0),
        (["party_led", "mutual_aid_five", *FEW, "--weeks", "4", "--replicates", "2"], 0),
        (["mutual_aid_five", "party_led", *FEW, "--weeks", "4", "--replicates", "2", "--same-world"], 0),
        (["middling", "party_led", *SECOND_CITY, "--replicates", "2", "--by", "district"], 0),
        (["middling", "synergy", *SECOND_CITY, "--replicates", "2", "--outcomes", "outcomes.toml"], 0),
    ],
    "multiplier": [
        (["synergy", "--players", "goals,law", *SECOND_CITY, "--replicates", "2", "--out", "out/multiplier"], 0),
        (["synergy", "--players", "rules", *SECOND_CITY, "--replicates", "1", "--arms", "budget"], 0),
        (["--table", "factorial.csv", "--parts", "a,b", "--outcome", "y", "--bounds", "0,100"], 0),
    ],
    "contrast": [
        (
            [
                "synergy",
                "middling",
                "--over",
                "behaviour.arise.rate",
                "--weeks",
                "4",
                "--states",
                "7",
                "--replicates",
                "1",
                "--workers",
                "1",
                "--out",
                "out/contrast",
            ],
            0,
        )
    ],
    "calibrate": [([], 0), (["targets.toml", "--out", "out/fit", "--workers", "1"], 0)],
    "sweep": [
        ([], 0),
        (["study.toml", "--estimate", "--out", "out/sweep"], 0),
        (["study.toml", "--out", "out/sweep", "--serial"], 0),
        (["study.toml", "--out", "out/parts", "--serial", "--shard", "1/2"], 0),
    ],
    "status": [(["out/sweep"], 0)],
    "verify": [(["out/sweep"], 0)],
    "repair": [(["out/sweep"], 0)],
    "merge": [(["out/parts"], NOT_MET)],
    "plot": [(["out/sweep", "--indicator", "trust"], 0)],
    "analyse": [(["out/sweep", "--method", method], 0) for method in ("effects", "oat", "phase", "timing")],
    "report": [
        *(([f"out/{name}"], 0) for name in ("run", "compare", "multiplier", "sweep")),
        (["out/fit", "--figures"], 0),
    ],
    "regress": [
        (["suite.toml", "--update", "--reason", "初始基线"], 0),
        (["suite.toml", "--html", "r.html", "--junit", "r.xml"], 0),
        (["suite.toml", "--shard", "1/2", "--out", "out/shards"], 0),
        (["suite.toml", "--not-exercised"], 0),
    ],
    "version": [([], 0)],
    "scenarios list": [([], 0)],
    "scenarios show": [(["synergy"], 0)],
    "scenarios check": [(["synergy", "doubtful.toml"], 0)],
    "scenarios new": [(["mine"], 0)],
    "scenarios diff": [(["fragmented", "synergy"], 0), (["synergy", "synergy"], 0)],
    "scenarios table": [
        (["--replicates", "2", "--weeks", "3", *FEW], 0),
        (["--replicates", "1", "--weeks", "2", "--markdown", *FEW], 0),
    ],
    "scenarios upgrade": [(["mine.toml"], 0), (["study.toml", "--out", "out/second.toml"], 0)],
    "lessons list": [([], 0)],
    "lessons check": [(["1_lamp"], 0)],
    "lessons new": [(["my_lesson"], 0)],
    "new scenario": [(["fresh"], 0)],
    "new extension": [(["gossip"], 0), (["slow", "--like", "stubborn_committees"], 0)],
    "check-extension": [
        (["gossip.toml", "--cities", "1", "--weeks", "2"], 0),
        (["slow.toml", "--cities", "1", "--weeks", "2"], 0),
    ],
    "compile": [([], 0)],
    "scenarios odd": [(["gossip.toml"], 0)],
    "new lesson": [(["fresh_lesson"], 0)],
    "new study": [(["fresh_study"], 0)],
    "new indicator": [(["open_share", "--en", "Open share"], 0)],
    "new page": [(["openness"], 0)],
    "new rule": [(["fairness", "--en", "Fair turns", "--zh", "公平轮候"], 0)],
    "city example": [(["--out", "tables"], 0)],
    "city new": [(["tables/communities.csv", "--out", "mine_city"], 0)],
    "city requests": [(["tables/requests.csv", "--city", "mine_city/city.toml", "--runs", "1"], 0)],
    "city compare": [(["mine_city/facts.json", "mine_city/city.toml", "--runs", "1", "--out", "compared"], 0)],
    "validate": [(["--replicates", "2", "--out", "out/validate"], 0)],
}
BAD: dict[str, list[tuple[list[str], int]]] = {
    "ensemble": [(["nix"], 2), (["bad_ensemble.toml"], 2)],
    "search": [
        (["synergy", "--cities", "out/search"], 2),
        (["synergy", "--lever", "rules.law.servise", "--objective", "harmony"], 2),
    ],
    "handout": [(["middling", "--lever", "rules.law.servise"], 2), (["nix"], 2)],
    "run": [
        (["nix"], 2),
        (["study.toml"], 2),
        (["synergi"], 2),
        (["--from", "suite.toml"], 2),
        (["synergy", "--save", "no/such.zip"], 2),
        (["synergy", "--by", "kinds"], 2),
        (["synergy", "--outcomes", "bad_outcomes.toml"], 2),
    ],
    "compare": [(["synergy", "doubtful"], 2), (["synergy", "mine", "--set", "rules.goals.strength=5"], 2)],
    "multiplier": [
        (["synergy", "--players", "nix", "--arms", "nix"], 2),
        (["synergy", "--baseline", "synergy"], 2),
        (["--table", "factorial.csv", "--parts", "a,c", "--outcome", "y"], 2),
        (["--table", "broken.csv", "--parts", "a,b", "--outcome", "y", "--pair", "a"], 2),
    ],
    "contrast": [
        (["synergy", "synergy", "--over", "behaviour.arise.rate"], 2),
        (["synergy", "middling", "--over", "behaviour.arise.rates"], 2),
        (["synergy", "fragmented", "--over", "behaviour.arise.rate=1"], 2),
    ],
    "calibrate": [(["bad_targets.toml"], 2), (["targets.toml", "--out", "out/sweep"], 2)],
    "sweep": [
        (["bad_study.toml"], 2),
        (["study.toml", "--out", "out/run"], 2),
        (["study.toml", "--serial", "--workers", "2"], 2),
        (["study.toml", "--max-runs", "1"], 2),
        (["study.toml", "--replicates", "2", "--out", "out/sweep"], 2),
    ],
    "new extension": [(["gossip"], 2), (["9x", "--like", "nix"], 2)],
    "check-extension": [(["synergy"], 2)],
    "compile": [(["--workers", "0"], 2)],
    "scenarios odd": [(["synergy"], 2)],
    "status": [(["out/run"], 2)],
    "verify": [(["suite.toml"], 2), (["damaged"], NOT_MET)],
    "repair": [(["out/run"], 2)],
    "merge": [(["out/run"], 2)],
    "plot": [(["out/sweep", "--indicator", "trusts"], 2)],
    "analyse": [
        (["out/sweep", "--method", method, *more], 2)
        for method, more in (("sobol", []), ("morris", []), ("regret", ["--threshold", "x"]), ("prim", []))
    ],
    "report": [(["suite.toml"], 2), (["out/parts/shard-1-of-2", "--out", "out"], 2)],
    "regress": [
        (["nix.toml"], 2),
        (["lost.toml"], NOT_COMPARABLE),
        (["suite.toml", "--mutants", "3"], 2),
        (["suite.toml", "--merge", "out/shards"], BAD_INPUT),
        (["suite.toml", "--html", "suite.toml"], 2),
    ],
    "validate": [(["--json", "--markdown"], 2), (["--replicates", "1"], 2)],
    "app": [(["--port", "{taken}"], 2), (["wrong.toml"], 2)],
    "scenarios check": [(["broken.toml", "wrong.toml", "nix"], 2)],
    "scenarios new": [(["a\\b"], 2), (["mine"], 2)],
    "scenarios table": [(["--json", "--csv"], 2)],
    "scenarios upgrade": [(["wrong.toml", "nix"], 2), (["wrong.toml"], 2)],
    "lessons check": [(["wrong_lesson.toml"], 2)],
    "new indicator": [(["9"], 2)],
    "new page": [(["open", "--indicator", "nix"], 2)],
    "new rule": [(["9"], 2)],
    "city example": [(["--out", "tables"], 2)],
    "city new": [(["nix.csv"], 2), (["suite.toml", "--out", "c"], 2), (["tables/requests.csv", "--out", "d"], 2)],
    "city requests": [(["tables/communities.csv", "--out", "e"], 2), (["nix.csv", "--out", "f"], 2)],
    "city compare": [(["suite.toml", "fragmented"], 2)],
}
CHECKOUT = [
    *("model/indicators/single", "tests/unit/model/indicators", "tests/browser", "visualization/browser/pages"),
    *("model/institutions", "tests/unit/model/institutions"),
    *("visualization/browser/wording/en", "visualization/browser/wording/zh"),
]
FILES = {
    "pyproject.toml": '[project]\nname = "cogov"\n',
    "study.toml": STUDY,
    "toy.toml": TOY,
    "bad_ensemble.toml": TOY.replace("0.75]", "0.1]")
    .replace('"run.weeks" = 104', '"run.weeks" = 9')
    .replace('agents_per_grid",\n', 'agents",\n')
    .replace("more_than", "least"),
    "targets.toml": TARGETS,
    "outcomes.toml": OUTCOMES,
    "bad_outcomes.toml": OUTCOMES.replace('trust"', 'trusts"'),
    "suite.toml": SUITE,
    "lost.toml": SUITE,
    "factorial.csv": FACTORIAL,
    "broken.csv": FACTORIAL.replace("0,1", "x,", 2),
    "doubtful.toml": 'schema_version = 2\n[scenario]\nextends = "synergy"\n[rules.mechanism]\nrule = "silo"\n',
    "broken.toml": '[scenario]\nname = "a\n',
    "wrong.toml": 'schema_version = 2\n[scenario]\nextends = "nix"\n[rules.goals]\nstrength = 5\n'
    "[world.city]\nagents_per_grid = 1.5\n",
    "bad_study.toml": STUDY.replace("[0.0, 1.0]", "[0.0, 7.0]").replace('outcomes = ["effectiveness"]', "outcome = 1"),
    "bad_targets.toml": TARGETS.replace("capacity_scale", "capacity").replace('"arrivals"', '"arrival"'),
    "wrong_lesson.toml": 'schema_version = 1\nminutes = "x"\n[title]\nen = "A"\n[[steps]]\nscenario = "nix"\n',
}


def _english(text: str) -> list[str]:
    return [line for line in text.splitlines() if TWO_WORDS.search(QUOTED.sub("", line))]


def _leaves() -> set[str]:
    """Return every command, so that a new one is missed here."""
    result: set[str] = set()

    def walk(command: Any, path: str) -> None:
        command = getattr(command, "itself", command)
        below = getattr(command, "commands", {})
        for name, each in below.items():
            walk(each, f"{path} {name}".strip())
        if not below:
            result.add(path)

    walk(command_line(), "")
    return result


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What all commands say, by their words: good runs first, whose results the others look at."""
    folder = tmp_path_factory.mktemp("session")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    for name in CHECKOUT:
        (folder / name).mkdir(parents=True)
    said: dict[str, str] = {}
    with pytest.MonkeyPatch.context() as patch, socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        patch.chdir(folder)
        patch.setattr(update, "git_state", lambda: None)
        patch.setattr(validate, "PATTERNS", PATTERNS[:1])
        for name in ("COGOV_LANG", "LC_ALL", "LC_MESSAGES", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
            patch.delenv(name, raising=False)
        for number, table in enumerate((GOOD, BAD)):
            if number:
                _damage(folder)
            for command, calls in table.items():
                for place, (words, code) in enumerate(calls):
                    # Half of the calls ask for Chinese, and the others have it from the system.
                    asked = ["--lang", "zh"] if place % 2 else []
                    patch.setenv("LANG", "en_US.UTF-8" if asked else "zh_CN.UTF-8")
                    typed = [each.format(taken=listening.getsockname()[1]) for each in words]
                    said[" ".join((command, *words))] = _call([*command.split(), *typed, *asked], code)
    return said


def _damage(folder: Path) -> None:
    """Leave a sweep of which a part and the manifest were changed."""
    shutil.copytree(folder / "out" / "sweep", folder / "damaged")
    part = next((folder / "damaged" / "runs").iterdir())
    part.write_bytes(part.read_bytes()[:-9])
    (folder / "damaged" / "runs" / "another.parquet").write_bytes(b"")


def _call(words: list[str], code: int) -> str:
    out, error = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
        found = main(words)
    text = out.getvalue() + error.getvalue()
    assert found == code, f"{words}: {found}\n{text}"
    return text


def test_every_command_is_part_of_the_session() -> None:
    assert _leaves() - {*GOOD, *BAD} == MACHINES


def test_every_command_that_speaks_has_lang() -> None:
    def without(path: str) -> bool:
        command = command_line()
        for name in path.split():
            command = getattr(command, "itself", command).commands[name]
        return "lang" not in {each.name for each in getattr(command, "itself", command).params}

    assert {path for path in _leaves() if without(path)} == MACHINES


def test_no_command_says_an_english_sentence(session: dict[str, str]) -> None:
    said = {call: text for call, text in session.items() if call not in OWN_WORDS}
    assert set(session) > OWN_WORDS
    assert {call: lines for call, text in said.items() if (lines := _english(text))} == {}


def test_every_command_says_something_in_chinese(session: dict[str, str]) -> None:
    paths_alone = {"plot out/sweep --indicator trust", *(call for call in session if call.startswith("report out/"))}
    assert {call for call, text in session.items() if not re.search("[\u4e00-\u9fff]", text)} <= paths_alone


def test_an_english_sentence_would_be_noticed() -> None:
    assert _english("已完成\n12 runs are kept in out") == ["12 runs are kept in out"]
    assert _english("用 cogov sweep out --yes 续跑；trust、effectiveness") == []
