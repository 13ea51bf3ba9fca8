"""Every key of the first edition has one successor or one reason; every successor exists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from cogov.model.indicators import NAMES
from cogov.model.parameters.settings import Settings
from cogov.scenarios.message import message
from cogov.scenarios.successors.successor import CONVERSIONS
from cogov.scenarios.successors.table import INDICATORS_GONE, SUCCESSORS, find_successor
from cogov.scenarios.upgrade.first_edition.form import NAMES as FIRST_NAMES
from cogov.scenarios.upgrade.first_edition.settings import FirstSettings


def _leaves(record: BaseModel, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield the path, the declaration and the default of every key; a name of one's own is ``*``."""
    for name, field in type(record).model_fields.items():
        key, value = f"{path}{name}", getattr(record, name)
        if isinstance(value, BaseModel):
            yield from _leaves(value, f"{key}.")
        elif isinstance(value, dict):
            yield from _leaves(next(iter(value.values())), f"{key}.*.")
        else:
            yield key, field, value


FIRST = {key: (field, value) for key, field, value in _leaves(FirstSettings())}
TODAY = {key: (field, value) for key, field, value in _leaves(Settings())}


def test_every_key_of_the_first_edition_has_exactly_one_row() -> None:
    assert sorted(row.key for row in SUCCESSORS) == sorted(FIRST)


def test_every_successor_exists_and_no_two_keys_have_the_same() -> None:
    named = [row.to for row in SUCCESSORS if row.fate != "gone"]
    assert set(named) <= set(TODAY)
    assert len(named) == len(set(named))


@pytest.mark.parametrize("row", SUCCESSORS, ids=lambda row: row.key)
def test_a_row_is_what_it_says(row: Any) -> None:
    assert (row.to == row.key) == (row.fate == "kept") or row.fate == "converted"
    assert bool(row.to) == (row.fate != "gone")
    assert bool(row.reason) == (row.fate in ("converted", "gone"))
    if row.fate == "converted":
        assert row.reason in CONVERSIONS
    if row.reason:
        for language in ("en", "zh"):
            assert message(f"upgrade.{row.fate}_{row.reason}").say(language)


@pytest.mark.parametrize("row", [row for row in SUCCESSORS if row.fate in ("kept", "renamed")], ids=lambda row: row.key)
def test_what_keeps_its_value_is_of_the_same_kind_and_unit(row: Any) -> None:
    (old, _), (new, _) = FIRST[row.key], TODAY[row.to]
    assert type(FIRST[row.key][1]) is type(TODAY[row.to][1])
    units = [(field.json_schema_extra or {}).get("unit") for field in (old, new)]
    same_amount = {
        ("work units/1,000 agents/week", "work units/5,000 persons/week"), ("harm/resident", "harm/5 persons"),
        ("organisations", "bodies"), ("per solved issue/resident", "per solved case/5 persons"),
        ("per lapse/resident", "per lapse/5 persons"),
        ("per overdue issue/resident/week", "per overdue case/5 persons/week"),
    }  # fmt: skip
    assert units[0] == units[1] or tuple(units) in same_amount


def test_a_scale_follows_persons() -> None:
    assert CONVERSIONS["per_person"](0.02) == {"": 0.004}
    assert CONVERSIONS["per_person"](150.0) == {"": 30.0}
    assert CONVERSIONS["sampled"](60) == {"": 60, "world.city.persons_per_grid": 300}
    assert CONVERSIONS["one_street"](4) == {"": 4, "world.city.streets_per_district": 1}
    assert CONVERSIONS["one_township"](4) == {"": 4, "world.city.townships_per_county": 1}


def test_an_event_keeps_all_but_names() -> None:
    event = {
        "week": 3,
        "rules": {"administration": {"law": 0.4, "command": 0.1}},
        "capacity": {"actors": ["party_branch", "government"], "factor": 0.5, "weeks": 2},
    }
    assert CONVERSIONS["events"]([event])[""] == [
        {
            "week": 3,
            "rules": {"administration": {"command": 0.1}, "law": {"service": 0.4}},
            "capacity": {"actors": ["party", "government"], "factor": 0.5, "weeks": 2},
        }
    ]
    assert event["capacity"]["actors"][0] == "party_branch"


def test_places_count_persons_and_agents() -> None:
    place = {"district": "D", "kind": "urban", "name": "N", "grids": 2, "residents": 40}
    assert CONVERSIONS["places"]([place])[""] == [
        {"district": "D", "kind": "urban", "name": "N", "grids": 2, "persons": 200, "agents": 40}
    ]


def test_a_type_with_dots_in_its_name_is_found() -> None:
    row = find_successor("world.issues.a.b.needs.social")
    assert row is not None
    assert row.to == "world.issues.a.b.needs.social"
    assert find_successor("world.issues.refuse.visible") is None
    assert find_successor("rules.nix") is None


def test_an_indicator_is_there_or_its_loss_is_explained() -> None:
    assert set(FIRST_NAMES) - set(NAMES) == set(INDICATORS_GONE)
    for reason in INDICATORS_GONE.values():
        assert message(f"upgrade.gone_{reason}")
