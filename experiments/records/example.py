"""An example city: a table of its communities and the records of its hotline, made by the model from known numbers.

What made them is known, so it can be seen whether reading them back finds it (:data:`TRUTH`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import numpy as np

from ...model.settings import Settings
from ...scenarios import load
from .dates import OPEN
from .requests import Requests
from .simulated import PERSONS, simulate_requests

WEEKS, WARM, SEED = 156, 52, 1

TRUTH: dict[str, float] = {"behaviour.arise.base_rate": 0.03, "world.actors.capacity_scale": 1.9}
"""The numbers that are to be found again; all else is the library's "fragmented"."""

DISTRICTS: dict[str, dict[str, tuple[tuple[str, int], ...]]] = {
    "en": {
        "Harbour": (("Old Quay", 1460), ("Lantern Street", 1190), ("Mill Gate", 930), ("Ferry Hill", 785)),
        "Orchard": (("Pear Lane", 1310), ("Well House", 1020), ("South Wall", 870), ("Bell Tower", 645)),
    },
    "zh": {
        "临港区": (("老码头社区", 1460), ("灯笼街社区", 1190), ("磨坊口社区", 930), ("渡口坡社区", 785)),
        "果园区": (("梨巷社区", 1310), ("井台社区", 1020), ("南墙社区", 870), ("钟楼社区", 645)),
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
ANSWERS: dict[str, dict[int, str]] = {"en": {1: "yes", 0: "no", -1: ""}, "zh": {1: "满意", 0: "不满意", -1: ""}}
TOTAL = {"en": "Total", "zh": "合计"}


def example_settings(language: str, changes: dict[str, Any] | None = None, weeks: int = WEEKS) -> Settings:
    """Return the settings of the example city, by the known numbers and any changes to them."""
    places = [
        {
            "district": district,
            "kind": "urban",
            "name": name,
            "grids": max(1, round(persons / 1000)),
            "residents": round(persons / PERSONS),
        }
        for district, listed in DISTRICTS[language].items()
        for name, persons in listed
    ]
    settings = {"world.city.places": places, "run.weeks": weeks, **TRUTH, **(changes or {})}
    return load("fragmented", changes=settings).settings


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
