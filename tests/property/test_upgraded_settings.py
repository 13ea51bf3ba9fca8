"""Whatever a file of the first edition states: the upgraded file loads, or it is told why not."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from cogov.model.parameters.settings import Settings, merge
from cogov.scenarios import Scenario, Text, load, to_toml
from cogov.scenarios.successors.table import find_successor
from cogov.scenarios.upgrade.files import upgrade_file
from cogov.scenarios.writing import write_tables
from tests.property.test_any_settings import changes

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
    state = Settings().model_dump(mode="json")
    for table in tables:
        state = merge(state, table)
    before = Settings.model_validate(state)
    _, found = _upgrade(to_toml(Scenario(name="a", title=Text(en="a", zh="a"), settings=before)))
    assert list(found.world.issues) == list(before.world.issues)
    assert found.behaviour.index.floor == before.behaviour.index.floor
