"""A scenario file of the first edition is rewritten line by line; comments stay."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cogov.model.parameters.world import default_issues
from cogov.scenarios import ScenarioError
from cogov.scenarios.upgrade.rewriting import upgrade_scenario

from .test_upgraded_settings import OLD

MINE = """\
# Mine. / 我的情景。
schema_version = 1

[scenario]
watch = ["effectiveness"]

[rules.administration]
# why this much
law = 0.2  # a fifth
command = 0.1

[behaviour.arise]
base_rate = 0.03  # counted

[behaviour.lapse]
patience = 12.0  # weeks, by the survey
"""


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.stem)
def test_all_comments_of_what_was_shipped_stay(path: Path) -> None:
    result = upgrade_scenario(path.read_bytes(), path.name)
    assert result.comments_kept
    assert tomllib.loads(result.text)["schema_version"] == 2
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("#"):
            assert line in result.text.splitlines()


def test_lines_follow_their_keys_with_their_remarks() -> None:
    result = upgrade_scenario(MINE.encode(), "mine.toml")
    assert result.comments_kept
    assert tomllib.loads(result.text) == {
        "schema_version": 2,
        "scenario": {"watch": ["effectiveness"]},
        "rules": {"administration": {"command": 0.1}, "law": {"service": 0.2}},
        "behaviour": {"arise": {"rate": 0.006}},
        "world": {"issues": {name: {"patience_weeks": 12.0} for name in default_issues()}},
    }
    for line in ("# Mine. / 我的情景。", "# why this much", "service = 0.2  # a fifth", "rate = 0.006  # counted"):
        assert line in result.text.splitlines()
    assert "# weeks, by the survey" in result.text


def test_a_table_on_one_line_stays_on_it() -> None:
    text = "[scenario]\n# kept\n[rules]\nadministration = { law = 0.5, command = 0.1 }  # both\n"
    result = upgrade_scenario(text.encode(), "mine.toml")
    assert result.comments_kept
    assert "administration = { command = 0.1 }  # both" in result.text.splitlines()
    assert tomllib.loads(result.text)["rules"] == {"administration": {"command": 0.1}, "law": {"service": 0.5}}


def test_what_cannot_be_edited_line_by_line_is_written_anew_and_told() -> None:
    text = """\
[scenario]
# lost
[world.city]
places = [
    { district = "d", kind = "urban", name = "n", grids = 1, residents = 9 },
    { district = "d", kind = "urban", name = "m", grids = 1, residents = 9 },
]
"""
    result = upgrade_scenario(text.encode(), "mine.toml")
    assert not result.comments_kept
    assert [place["persons"] for place in tomllib.loads(result.text)["world"]["city"]["places"]] == [45, 45]


def test_an_event_keeps_its_comments() -> None:
    text = """\
[scenario]
[[events]]
week = 3  # early
[events.rules.administration]
law = 0.4  # more
command = 0.2
[[events]]
week = 9
[events.capacity]
actors = ["party_branch", "government"]  # both
factor = 0.5
weeks = 2
"""
    result = upgrade_scenario(text.encode(), "mine.toml")
    assert result.comments_kept
    first, second = tomllib.loads(result.text)["events"]
    assert first == {"week": 3, "rules": {"administration": {"command": 0.2}, "law": {"service": 0.4}}}
    assert second == {"week": 9, "capacity": {"actors": ["party", "government"], "factor": 0.5, "weeks": 2}}
    assert "week = 3  # early" in result.text.splitlines()
    assert 'actors = ["party", "government"]  # both' in result.text.splitlines()


def test_line_ends_of_windows_stay() -> None:
    result = upgrade_scenario(MINE.replace("\n", "\r\n").encode(), "mine.toml")
    assert result.text.replace("\r\n", "\n") == upgrade_scenario(MINE.encode(), "mine.toml").text
    assert result.text.count("\n") == result.text.count("\r\n")


def test_an_indicator_without_successor_is_left_out_and_told() -> None:
    text = '[scenario]\nwatch = ["trust", "consensus"]\n'
    result = upgrade_scenario(text.encode(), "mine.toml")
    assert tomllib.loads(result.text)["scenario"] == {"watch": ["trust"]}
    assert [moved.key for moved in result.account if moved.fate == "gone"] == ["scenario.watch.1"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"[scenario", "toml."),
        (b"\xff\xfe\x00", "toml."),
        (b"schema_version = 2\n[scenario]\n", "upgrade.not_first"),
        (b"schema_version = true\n[scenario]\n", "value."),
        (b"[study]\n", "toml.is_study"),
        (b"[scenario]\n[rules.nix]\n", "value.unknown"),
    ],
)
def test_what_is_no_scenario_of_the_first_edition_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        upgrade_scenario(content, "mine.toml")
    assert caught.value.problems[0].code.startswith(code)
