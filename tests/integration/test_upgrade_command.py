"""``cogov scenarios upgrade`` as a user meets it, in both languages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from cogov.visualization.terminal.cli import main

MINE = """\
# Mine. / 我的情景。
schema_version = 1

[scenario]
extends = "party_led"
watch = ["trust", "consensus"]

[rules.administration]
law = 0.3  # a third

[rules.deliberation]
pledge = 0.8

[behaviour.commit]
link = 0.02  # by the survey
"""


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COGOV_LANG", "en")
    path = tmp_path / "mine.toml"
    path.write_text(MINE, "utf-8")
    return path


def test_the_account_tells_each_key_and_nothing_is_written(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios", "upgrade", "mine.toml"]) == 0
    said = capsys.readouterr().out
    for part in (
        "rules.administration.law → rules.law.service",
        "behaviour.commit.link – joint work is asked for case by case",
        "scenario.watch.1 – there is no consensus",
        "Kept, with the same meaning and value: 1 key.",
        "rules.deliberation – pledge 0.8 → 0.5",  # stated; but a key that moved has no default to tell of
        "world.actors – mass_organisation.number 1 → 3",
        "rules.mechanism.hotline",
        "Nothing is written.",
    ):
        assert part in said
    assert mine.read_text("utf-8") == MINE
    assert [path.name for path in mine.parent.iterdir()] == ["mine.toml"]


def test_the_account_in_chinese_has_no_english_sentence(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios", "upgrade", "mine.toml", "--lang", "zh"]) == 0
    said = capsys.readouterr().out
    assert "rules.administration.law → rules.law.service" in said
    assert not [
        line for line in said.splitlines() if re.search(r"[a-z]+ [a-z]+ [a-z]+", re.sub("cogov [a-z -]+", "", line))
    ]


def test_write_rewrites_keeps_the_old_text_and_then_has_nothing_to_do(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scenarios", "upgrade", "mine.toml", "--write"]) == 0
    assert "mine.toml.first" in capsys.readouterr().out
    assert mine.with_name("mine.toml.first").read_text("utf-8") == MINE
    written = mine.read_bytes()
    assert tomllib.loads(written.decode())["rules"]["law"] == {"service": 0.3}
    for line in ("# Mine. / 我的情景。", "service = 0.3  # a third", "# by the survey"):
        assert line in written.decode().splitlines()
    assert main(["scenarios", "check", "mine.toml"]) == 0
    assert main(["scenarios", "upgrade", "mine.toml", "--write"]) == 0
    assert "Nothing to do" in capsys.readouterr().out
    assert mine.read_bytes() == written
    assert sorted(path.name for path in mine.parent.iterdir()) == ["mine.toml", "mine.toml.first"]


def test_out_writes_or_prints_a_new_file_and_never_over_another(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios", "upgrade", "mine.toml", "--out", "new.toml"]) == 0
    assert mine.read_text("utf-8") == MINE
    capsys.readouterr()
    assert main(["scenarios", "upgrade", "mine.toml", "--out", "-"]) == 0
    done = capsys.readouterr()
    assert done.out == Path("new.toml").read_text("utf-8")
    assert "Moved" in done.err
    assert main(["scenarios", "upgrade", "mine.toml", "--out", "new.toml"]) == 2
    assert "there already" in capsys.readouterr().err
    assert main(["scenarios", "upgrade", "mine.toml", "--out", "other.toml", "--write"]) == 2
    assert not Path("other.toml").exists()


@pytest.mark.parametrize("text", ["[scenario", "", "x = 1\n", "[scenario]\n[rules.nix]\nx = 1\n[run]\nweeks = -1\n"])
def test_what_cannot_be_upgraded_exits_2_and_stays(text: str, mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine.write_text(text, "utf-8")
    assert main(["scenarios", "upgrade", "mine.toml", "--write"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "mine.toml" in said.err
    if "nix" in text:
        assert "rules.nix" in said.err
        assert "run.weeks" in said.err
    assert mine.read_text("utf-8") == text
    assert [path.name for path in mine.parent.iterdir()] == ["mine.toml"]


def test_no_such_file(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios", "upgrade", "nix.toml"]) == 2
    assert "nix.toml" in capsys.readouterr().err
    assert mine.exists()


STUDY = """\
# Mine. / 我的研究。
schema_version = 1

[study]
scenario = "fragmented"
outcomes = ["effectiveness", "consensus", "trust"]  # three

[study.question]
en = "Why?"

[settings.run]
weeks = 9

[settings.rules.administration]
law = 0.5  # half

[levers.law]
key = "rules.administration.law"  # what is moved
values = [0.0, 1.0]

[levers.load]
key = "behaviour.arise.base_rate"
low = 0.01
high = 0.03

[levers.who]
levels.a = { rules.administration.law = 0.1, rules.goals.strength = 0.2 }  # little
levels.b = { rules.administration.law = 0.9, rules.goals.strength = 0.2 }

[levers.link]
key = "behaviour.commit.link"

[precision]
half_width = { effectiveness = 2.0, consensus = 0.1 }
"""


def test_a_study_names_what_the_second_edition_has(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = mine.with_name("study.toml")
    study.write_text(STUDY, "utf-8")
    assert main(["scenarios", "upgrade", "study.toml", "--write"]) == 0
    said = capsys.readouterr().out
    assert "cogov sweep" in said
    assert "levers.link.key: behaviour.commit.link – joint work is asked for case by case" in said
    text = study.read_text("utf-8")
    assert tomllib.loads(text) == {
        "schema_version": 1,
        "study": {
            "scenario": "fragmented", "outcomes": ["effectiveness", "trust"], "question": {"en": "Why?"},
        },
        "settings": {"run": {"weeks": 9}, "rules": {"law": {"service": 0.5}}},
        "levers": {
            "law": {"key": "rules.law.service", "values": [0.0, 1.0]},
            "load": {"key": "behaviour.arise.rate", "low": 0.002, "high": 0.006},
            "who": {
                "levels": {
                    name: {"rules": {"law": {"service": law}, "goals": {"strength": 0.2}}}
                    for name, law in (("a", 0.1), ("b", 0.9))
                }
            },
            "link": {"key": "behaviour.commit.link"},
        },
        "precision": {"half_width": {"effectiveness": 2.0}},
    }  # fmt: skip
    for remark in ("# Mine. / 我的研究。", "# three", "# half", "# what is moved", "# little"):
        assert remark in text
    assert study.with_name("study.toml.first").read_text("utf-8") == STUDY


def test_targets_a_suite_and_a_lesson(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("targets.toml").write_text(
        "[calibration]\n[parameters]\nbehaviour.arise.base_rate = { low = 0.01, high = 0.05 }\n"
        "[[targets]]\nscenario = 'mine.toml'\nindicator = 'trust'\nvalue = 0.5\n[[targets]]\nscenario = 'synergy'\n"
        "indicator = 'consensus'\nvalue = 0.5\n", "utf-8",
    )  # fmt: skip
    Path("suite.toml").write_text(
        "[suite]\nscenarios = ['synergy']\nchanges = ['run.weeks=9', 'world.city.residents_per_grid=20']\n"
        "[margin]\ntrust = 0.1\nconsensus = 0.1\n", "utf-8",
    )  # fmt: skip
    Path("lesson.toml").write_text(
        "[[steps]]\nscenario = 'synergy'\nagainst = 'fragmented'\nlook = ['trust', 'consensus']\n"
        "controls = ['rules.administration.law', 'rules.goals.strength']\n[steps.changes.rules.administration]\n"
        "law = 0.5\n[steps.cities.b]\nchanges.world.actors.party_branch.willingness = 0.5\n", "utf-8",
    )  # fmt: skip
    found = {}
    for name in ("targets", "suite", "lesson"):
        assert main(["scenarios", "upgrade", f"{name}.toml", "--write"]) == 0
        found[name] = tomllib.loads(Path(f"{name}.toml").read_text("utf-8"))
    said = capsys.readouterr().out
    assert "mine.toml, which it names, is of the first edition too" in said
    assert found["targets"]["parameters"] == {"behaviour": {"arise": {"rate": {"low": 0.002, "high": 0.01}}}}
    assert [target["scenario"] for target in found["targets"]["targets"]] == ["mine.toml", "synergy"]
    assert found["suite"] == {
        "suite": {
            "scenarios": ["synergy"],
            "changes": ["run.weeks=9", "world.city.agents_per_grid=20", "world.city.persons_per_grid=100"],
        },
        "margin": {"trust": 0.1},
    }
    (step,) = found["lesson"]["scenes"]
    assert step["controls"] == ["rules.law.service", "rules.goals.strength"]
    assert step["look"] == ["trust"]
    assert step["changes"] == {"rules": {"law": {"service": 0.5}}}
    assert step["cities"] == {"b": {"changes": {"world": {"actors": {"party": {"willingness": 0.5}}}}}}


def test_a_study_that_names_what_nobody_knows_exits_2(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "[study]\nscenario = 'synergy'\n[levers.a]\nkey = 'rules.nix'\n[settings.rules.goals]\nstrength = 7\n"
    mine.write_text(text, "utf-8")
    assert main(["scenarios", "upgrade", "mine.toml", "--write"]) == 2
    said = capsys.readouterr().err
    assert "mine.toml:4: levers.a.key" in said
    assert "settings.rules.goals.strength" in said
    assert mine.read_text("utf-8") == text


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[study]\n[levers.a]\nkey = 'rules.nix'\nvalues = 3\n", "levers.a.key"),
        ("[targets]\n[parameters]\nbehaviour.nix = { low = 1.0 }\n", "parameters.behaviour.nix"),
        ("[targets]\n[parameters]\nrules.goals.strength = 3\n", "parameters.rules.goals.strength"),
        ("[[steps]]\nevents = [3]\n", "steps.0.events"),
        ("[[steps]]\n[steps.changes.rules]\nnix = 1\n", "steps.0.changes.rules.nix"),
        ("[suite]\nscenarios = [3]\nchanges = [3, 'rules.nix=1']\n", "suite.changes.1"),
    ],
)
def test_forms_that_nobody_knows_are_told_and_nothing_breaks(
    text: str, key: str, mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine.write_text(text, "utf-8")
    assert main(["scenarios", "upgrade", "mine.toml", "--write"]) == 2
    said = capsys.readouterr().err
    assert key in said
    assert "inside the program" not in said
    assert mine.read_text("utf-8") == text
