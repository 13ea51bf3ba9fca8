"""A comparison by parts of the city: paired differences of the last week, part by part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

import pandas as pd

from .execution.breakdown import Breakdown
from .statistics.paired import Difference, paired_difference

if TYPE_CHECKING:
    from .comparison import Comparison


def part_differences(comparison: Comparison, by: Breakdown) -> Mapping[tuple[str, str, str], Difference]:
    """Return the difference from the first scenario by (scenario, part, indicator), for parts that both have.

    Each interval is that of one difference by itself: nothing is adjusted for how many there are.
    """
    first = [run.parts[by] for run in comparison.runs[0]]
    found: dict[tuple[str, str, str], Difference] = {}
    for label, runs in zip(comparison.labels[1:], comparison.runs[1:], strict=True):
        own = [run.parts[by] for run in runs]
        shared = set(own[0].index)
        for part in (str(each) for each in first[0].index if each in shared):
            for name in (str(each) for each in own[0].columns):
                values = ([float(table[name].loc[part]) for table in tables] for tables in (own, first))
                found[label, part, name] = paired_difference(*values)
    return found


def frame_of_parts(comparison: Comparison, by: Breakdown) -> pd.DataFrame:
    """Return the last week of every run by parts."""
    return pd.concat([run.frame_of_parts(by) for runs in comparison.runs for run in runs], ignore_index=True)


def frame_of_differences(comparison: Comparison, by: Breakdown) -> pd.DataFrame:
    """Return the differences by parts: ``scenario``, ``against``, the part, ``indicator``, and the difference."""
    rows = [
        {"scenario": label, "against": comparison.labels[0], by: part, "indicator": name, **asdict(found)}
        for (label, part, name), found in part_differences(comparison, by).items()
    ]
    return pd.DataFrame(rows, columns=["scenario", "against", by, "indicator", *Difference.__dataclass_fields__])
