"""An example city: a table of its communities and the records of its hotline, made by the model from known numbers.

What made them is known, so it can be seen whether reading them back finds it (:data:`TRUTH`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import numpy as np

from ...model.glossary import chinese
from ...model.parameters.settings import Settings
from ...scenarios import load
from ...scenarios.city.assumptions import LIBRARY
from .dates import OPEN
from .requests import Requests
from .simulated import NO_OFFICE, simulate_requests

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

OFFICES_ZH: dict[str, str] = {
    "city party body": "市委", "city office": "市政府", "district party body": "区委",
    "street party body": "街道党工委", "street office": "街道办事处", "community party body": "社区党组织",
    "self governing": "社区居委会",
    "enterprise": "企业", "mass organisation": "群团组织", "social organisation": "社会组织", NO_OFFICE: "未派单",
    **{f"department of {domain}": f"{name}领域主管部门" for domain, name in chinese("domain").items()},
}  # fmt: skip
WORDS: dict[str, dict[str, str]] = {"en": {}, "zh": chinese("issue") | OFFICES_ZH}
"""What the model's types and offices are called in the records of an office, where that is another word."""

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
    return {"communities.csv": _csv(rows), "requests.csv": requests_table(found, requests, language)}


def requests_table(requests: Requests, headings: tuple[str, ...], language: str) -> str:
    """Return requests as CSV, to the minute."""
    called, answers = WORDS[language], ANSWERS[language]
    assert requests.due is not None
    assert requests.satisfied is not None
    times = [_minutes(moments) for moments in (requests.created, requests.closed, requests.due)]
    names = [
        [called.get(each.names[code], each.names[code]) for code in each.codes]
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
