"""Settings of the first edition become those of today, and each stated key is accounted for."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from cogov.model.parameters.settings import Settings, merge
from cogov.scenarios import ScenarioError
from cogov.scenarios.upgrade.settings import upgrade_settings

OLD = sorted((Path(__file__).parent / "first_edition").glob("*.toml"))
"""Scenarios as the library of the first edition had them: what users have copies of."""


def _without_notes(tables: dict[str, Any]) -> dict[str, Any]:
    if "events" not in tables:
        return tables
    bare = [{name: item for name, item in event.items() if name != "note"} for event in tables["events"]]
    return {**tables, "events": bare}


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.stem)
def test_what_was_shipped_becomes_settings_of_today(path: Path) -> None:
    tables, account = upgrade_settings(tomllib.loads(path.read_text("utf-8")), path.name)
    assert not [moved for moved in account if moved.outside]
    Settings.model_validate(merge(Settings().model_dump(mode="json"), _without_notes(tables)))


def test_each_kind_of_row_is_followed_and_told() -> None:
    tables, account = upgrade_settings(
        {
            "rules": {"administration": {"law": 0.2, "command": 0.3}},
            "behaviour": {"arise": {"base_rate": 0.03}, "lapse": {"patience": 12.0}},
            "world": {"city": {"residents_per_grid": 20}, "issues": {"a.b": {"share": 0.1}}},
        },
        "mine.toml",
    )
    assert tables == {
        "rules": {"law": {"service": 0.2}, "administration": {"command": 0.3}},
        "behaviour": {"arise": {"rate": 0.006}},
        "world": {
            "city": {"agents_per_grid": 20, "persons_per_grid": 100},
            "issues": {"a.b": {"share": 0.1, "patience_weeks": 12.0}},
        },
    }
    assert {(moved.key, moved.fate) for moved in account} == {
        ("rules.administration.law", "renamed"),
        ("rules.administration.command", "kept"),
        ("behaviour.arise.base_rate", "converted"),
        ("behaviour.lapse.patience", "converted"),
        ("world.city.residents_per_grid", "converted"),
        ("world.issues.a.b.share", "kept"),
    }
    assert all(moved.told for moved in account if moved.fate in ("converted", "gone"))


def test_a_value_outside_the_successors_bounds_is_told_and_not_cut() -> None:
    tables, (moved,) = upgrade_settings({"world": {"city": {"communities_per_district": 4000}}}, "mine.toml")
    assert tables["world"]["city"]["communities_per_street"] == 4000
    assert "1000" in moved.outside


@pytest.mark.parametrize("tables", [{"rules": {"goal": {}}}, {"rules": {"goals": {"strength": 7}}}, {"world": 3}])
def test_what_the_first_edition_refuses_is_refused(tables: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError):
        upgrade_settings(tables, "mine.toml")
