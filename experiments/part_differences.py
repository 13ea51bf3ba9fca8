"""Paired runs by parts of the city: differences of the last week, part by part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .execution.breakdown import Breakdown
from .execution.runs import RunResult
from .statistics.paired import Difference, paired_difference


def part_differences(
    labels: Sequence[str], runs: Sequence[Sequence[RunResult]], by: Breakdown
) -> Mapping[tuple[str, str, str], Difference]:
    """Return the difference from the first scenario by (scenario, part, indicator), for parts that both have.

    Each interval is that of one difference by itself: nothing is adjusted for how many there are.

    Parameters
    ----------
    labels : sequence of str
        The scenarios.
    runs : sequence of sequences of RunResult
        For each scenario its replicates, in the order of the seeds.
    by : {"community", "district", "type", "kind"}
    """
    first = [run.parts[by] for run in runs[0]]
    found: dict[tuple[str, str, str], Difference] = {}
    for label, made in zip(labels[1:], runs[1:], strict=True):
        own = [run.parts[by] for run in made]
        shared = set(own[0].index)
        for part in (str(each) for each in first[0].index if each in shared):
            for name in (str(each) for each in own[0].columns):
                values = ([float(table[name].loc[part]) for table in tables] for tables in (own, first))
                found[label, part, name] = paired_difference(*values)
    return found
