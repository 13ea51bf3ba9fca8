"""A wrong argument of a public function is told in the house's words, by its name, before anything runs."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from cogov.experiments import CityRuns, Results, analyse, calibrate, compare, multiplier, simulate, sweep
from cogov.experiments.multipliers import MapAxis, map_answers, read_factorial
from cogov.scenarios import ScenarioError, difference, load, loads, size, template, to_csv, to_toml, write
from cogov.scenarios.arguments import COUNT, FLAG, NAMES, NUMBERS, check_arguments, optional

TINY = {"run.weeks": 2}
LOAD = MapAxis("behaviour.arise.rate", (0.003,))
EXPONENT = MapAxis("behaviour.work.substitution", (-0.5, 1.0))
CITY = load("synergy", changes=TINY)

DOORS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "load": (load, {"source": "synergy"}),
    "loads": (loads, {"content": "schema_version = 2"}),
    "size": (size, {"settings": CITY.settings}),
    "difference": (difference, {"one": CITY, "other": CITY}),
    "to_toml": (to_toml, {"scenario": CITY}),
    "to_csv": (to_csv, {"scenario": CITY}),
    "write": (write, {"scenario": CITY, "path": "nowhere.toml"}),
    "template": (template, {"name": "own"}),
    "simulate": (simulate, {"scenario": "synergy"}),
    "compare": (compare, {"scenarios": ["synergy", "fragmented"]}),
    "multiplier": (multiplier, {"scenario": "synergy", "players": "goals,law"}),
    "map_answers": (map_answers, {"scenario": "synergy", "rows": LOAD, "columns": EXPONENT}),
    "read_factorial": (read_factorial, {"file": "nowhere.csv", "parts": ["a", "b"], "outcome": "y"}),
    "sweep": (sweep, {"study": "hub_load"}),
    "calibrate": (calibrate, {"targets": "beijing"}),
    "analyse": (analyse, {"results": None}),
    "Results": (Results, {"folder": "nowhere"}),
    "CityRuns": (CityRuns, {"folder": "nowhere", "scenario": CITY}),
}
ELSEWHERE = {("read_factorial", "options"), ("analyse", "method"), ("analyse", "threshold")}
"""What the command line alone hands in, and what an analysis tells in its own errors."""

CASES = [
    (door, name)
    for door, (function, _) in DOORS.items()
    for name in inspect.signature(function).parameters
    if (door, name) not in ELSEWHERE
]


@pytest.mark.parametrize(("door", "name"), CASES)
def test_an_argument_of_another_kind_is_told_by_its_name(door: str, name: str) -> None:
    function, given = DOORS[door]
    with pytest.raises(ScenarioError) as caught:
        function(**{**given, name: object()})
    problem = {each.file: each for each in caught.value.problems}[name]
    assert "object" in problem.what
    assert problem.allowed


def test_all_wrong_arguments_are_told_at_once_in_either_language() -> None:
    with pytest.raises(ScenarioError) as caught:
        compare("synergy", replicates=0, workers="two", check="no", lang="zh")  # pyright: ignore[reportArgumentType]
    assert str(caught.value).splitlines() == [
        "replicates: 0 过小；可用：不小于 1 的整数",
        'workers: 这里不能用 "two"；可用：不小于 1 的整数',
        'check: 这里不能用 "no"；可用：true 或 false',
    ]
    assert caught.value.text("en").splitlines()[1] == (
        'workers: "two" does not fit here; allowed a whole number of 1 or more'
    )


def test_a_language_that_is_none_is_told_in_english() -> None:
    with pytest.raises(ScenarioError, match='lang: "fr" does not fit here; allowed en, zh'):
        simulate("synergy", lang="fr")  # pyright: ignore[reportArgumentType]


def test_numbers_of_numpy_fit_and_none_where_it_stands_for_nothing() -> None:
    check_arguments(
        replicates=(np.int64(3), COUNT),
        check=(np.bool_(False), FLAG),
        players=(np.array(["goals", "law"]), NAMES),
        values=(np.array([0.1, 0.2]), NUMBERS),
        workers=(None, optional(COUNT)),
    )
    with pytest.raises(ScenarioError) as caught:
        check_arguments(
            one=(np.int64(0), COUNT), two=(True, COUNT), three=({"goals", "law"}, NAMES), four=(["x"], NUMBERS)
        )
    assert [str(each).partition(";")[0] for each in caught.value.problems] == [
        "one: 0 is too small",
        "two: true does not fit here",
        "three: a value of type set does not fit here",
        "four: a list does not fit here",
    ]


def test_the_map_tells_values_of_all_cells_before_anything_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cogov.experiments.multipliers.answer_map.run_design", pytest.fail)
    rows = MapAxis("behaviour.arise.rate", (0.003, 99.0))
    columns = MapAxis("behaviour.work.substitution", (-0.5, 7.0))
    with pytest.raises(ScenarioError) as caught:
        map_answers("synergy", rows, columns, players="goals,law", replicates=2, changes=TINY)
    assert [(each.file, each.key) for each in caught.value.problems] == [
        ("columns", "behaviour.work.substitution"),
        ("rows", "behaviour.arise.rate"),
    ]
    with pytest.raises(ScenarioError, match=r"rows\.key: 5 does not fit here.*\ncolumns\.values: 3 does not fit here"):
        map_answers("synergy", MapAxis(5, (1.0,)), MapAxis("x", 3))  # pyright: ignore[reportArgumentType]


def test_one_breakdown_and_a_checkpoint_by_its_name_are_taken_as_they_are_meant() -> None:
    found = compare(["synergy", "fragmented"], replicates=1, changes=TINY, by="district")
    assert len(found.by("district")) > 0
