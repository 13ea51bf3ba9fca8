"""Whatever a file of the first edition states: the upgraded file loads, or it is told why not."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from cogov.model.parameters.settings import merge
from cogov.scenarios import load
from cogov.scenarios.successors.table import find_successor
from cogov.scenarios.upgrade.files import upgrade_file
from cogov.scenarios.upgrade.first_edition.settings import FirstSettings
from cogov.scenarios.writing import write_tables

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.property.first_edition import changes

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""Not made smaller: each file is read several times, and that would take minutes."""


def _upgrade(text: str) -> tuple[Any, Any]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "mine.toml"
        path.write_text(text, "utf-8")
        result = upgrade_file(path)
        assert result is not None
        path.write_text(result.upgraded.text, "utf-8")
        return result, load(path).settings


@given(tables=changes())
@settings(max_examples=40, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
def test_any_differences_load_and_each_is_accounted_for(tables: list[dict[str, Any]]) -> None:
    stated: dict[str, Any] = {}
    for table in tables:
        stated = merge(stated, table)
    result, found = _upgrade(write_tables({"schema_version": 1, "scenario": {}, **stated}))
    assert found.run.seed == stated["run"]["seed"]
    told = {moved.key for moved in result.upgraded.account}
    for moved in result.upgraded.account:
        row = find_successor(moved.key)
        assert row is not None
        # Events in which nothing changes are kept, though others are converted.
        assert moved.fate == row.fate or (moved.key, moved.fate) == ("events", "kept")
    assert {"run.weeks", "run.seed", "rules.goals.rule", "world.city.acquaintance"} <= told


@given(tables=changes())
@settings(max_examples=20, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
def test_any_resolved_file_loads_and_keeps_its_types(tables: list[dict[str, Any]]) -> None:
    state = FirstSettings().model_dump(mode="json")
    for table in tables:
        state = merge(state, table)
    before = FirstSettings.model_validate(state)
    whole = before.model_dump(mode="json", exclude_none=True)
    _, found = _upgrade(write_tables({"schema_version": 1, "scenario": {"resolved": True}, **whole}))
    assert list(found.world.issues) == list(before.world.issues)
    assert found.behaviour.index.floor == before.behaviour.index.floor
