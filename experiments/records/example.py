"""An example city: a table of its communities and the records of its hotline, made by the model from known numbers.

What made them is known, so it can be seen whether reading them back finds it (:data:`TRUTH`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import numpy as np

from ...model.parameters.settings import Settings
from ...scenarios import load
from ...scenarios.city.assumptions import LIBRARY
from .dates import OPEN
from .requests import Requests
from .simulated import simulate_requests

WEEKS, WARM, SEED = 156, 52, 1

TRUTH: dict[str, float] = {"behaviour.arise.rate": 0.006, "world.actors.capacity_scale": 2.2}
"""The numbers that are to be found again; all else is the city of :data:`cogov.scenarios.city.assumptions.LIBRARY`."""

AGENT = 20
"""Persons for whom an agent stands."""

DISTRICTS: dict[str, dict[str, tuple[tuple[str, int], ...]]] = {
    "en": {
        "Harbour": (("Old Quay", 7300), ("Lantern Street", 5950), ("Mill Gate", 4650), ("Ferry Hill", 3925)),
        "Orchard": (("Pear Lane", 6550), ("Well House", 5100), ("South Wall", 4350), ("Bell Tower", 3225)),
    },
    "zh": {
        "临港区": (("老码头社区", 7300), ("灯笼街社区", 5950), ("磨坊口社区", 4650), ("渡口坡社区", 3925)),
        "果园区": (("梨巷社区", 6550), ("井台社区", 5100), ("南墙社区", 4350), ("钟楼社区", 3225)),
    },
}
"""Communities and persons; the names are made up."""

HEADINGS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "en": (
        ("District", "Community", "Population"),
        ("created", "closed", "due", "type", "place", "department", "satisfied"),
    ),
    "zh": (
        ("区县", "社区名称", "常住人口"),
        ("受理时间", "办结时间", "办理时限", "诉求类型", "所属社区", "承办单位", "是否满意"),
    ),
}
STREET = {"en": "Street 1", "zh": "第1街道"}
"""The street that ``cogov city new`` takes for a table that lists none."""

ANSWERS: dict[str, dict[int, str]] = {"en": {1: "yes", 0: "no", -1: ""}, "zh": {1: "满意", 0: "不满意", -1: ""}}
TOTAL = {"en": "Total", "zh": "合计"}


def example_settings(language: str, changes: dict[str, Any] | None = None, weeks: int = WEEKS) -> Settings:
    """Return the settings of the example city, by the known numbers and any changes to them."""
    places = [
        {
            "district": district,
            "street": STREET[language],
            "kind": "urban",
            "name": name,
            "grids": max(1, round(persons / 1000)),
            "persons": persons,
            "agents": round(persons / AGENT),
        }
        for district, listed in DISTRICTS[language].items()
        for name, persons in listed
    ]
    settings = {"world.city.places": places, "run.weeks": weeks, **TRUTH, **(changes or {})}
    return load(LIBRARY, changes=settings).settings


def example_files(language: str) -> dict[str, str]:
    """Return the two tables of the example city, each as an office would keep it."""
    communities, requests = HEADINGS[language]
    rows: list[Sequence[object]] = [communities]
    for district, listed in DISTRICTS[language].items():
        rows += [[district, name, f"{persons:,}"] for name, persons in listed]
    rows.append(
        [TOTAL[language], "", f"{sum(persons for listed in DISTRICTS[language].values() for _, persons in listed):,}"]
    )
    found = simulate_requests(example_settings(language), SEED, WARM)
    return {"communities.csv": _csv(rows), "requests.csv": requests_table(found, requests, ANSWERS[language])}


def requests_table(requests: Requests, headings: tuple[str, ...], answers: dict[int, str]) -> str:
    """Return requests as CSV, to the minute."""
    assert requests.due is not None
    assert requests.satisfied is not None
    times = [_minutes(moments) for moments in (requests.created, requests.closed, requests.due)]
    names = [
        [each.names[code] for code in each.codes]
        for each in (requests.groups[key] for key in ("type", "place", "department"))
    ]
    said = [answers[int(value)] for value in requests.satisfied]
    return _csv([headings, *(list(row) for row in zip(*times, *names, said, strict=True))])


def _minutes(moments: np.ndarray) -> list[str]:
    text = np.datetime_as_string((moments // 60 * 60).astype("datetime64[s]"), unit="m")
    return ["" if moment == OPEN else str(each).replace("T", " ") for moment, each in zip(moments, text, strict=True)]


def _csv(rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
