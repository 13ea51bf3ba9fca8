"""A hand-out: one file that needs no server, whose levers move and answer from runs that were made before."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...experiments.execution.runs import RunResult
from ...experiments.statistics.paired import mean_interval
from ...model.indicators import Indicator
from ...model.parameter import quantities
from ...scenarios import Scenario
from ..language.formatting import format_number, scale
from ..language.translations import Language, Words, words
from ..narratives.events import describe_events
from .layout import render

if TYPE_CHECKING:
    from ...experiments.store.results import Results

FACES = ("effectiveness", "solved", "satisfaction", "coordination_cost")
"""What a hand-out shows of the last year; the first also week by week."""

BLOCK = 4
"""Weeks of which a point of a curve is the mean."""

FINE = 100.0
"""Steps of a point of 100 that a curve keeps."""

NAMES: dict[Language, str] = {"en": "handout.html", "zh": "handout.zh.html"}


def handout(results: Results, scenario: Scenario, against: Scenario, beside: Sequence[RunResult], say: Words) -> str:
    """Return the page.

    Parameters
    ----------
    results : Results
        Of a study of :func:`cogov.experiments.sweeps.handout_study.design_handout`, complete.
    scenario, against : Scenario
        The one whose levers move, and the one beside it.
    beside : sequence of RunResult
        Runs of the other, on the same seeds.
    say : Words
    """
    data = _data(results, scenario, against, beside, say)
    return render(
        "handout.html",
        say.language,
        kind="handout",
        document=data,
        other_page=NAMES["en" if say.language == "zh" else "zh"],
        styles=("handout.css",),
        scripts=("handout.js",),
        title=say.of(scenario.title) or scenario.name,
        story=say.of(scenario.story),
        levers=data["levers"],
        faces=data["faces"],
        against=say.of(against.title) or against.name,
        events=[line for _, line in describe_events(scenario, say)],
        replicates=results.progress.replicates,
        combinations=results.progress.points,
        weeks=int(results.manifest["weeks"]),
        provenance=results.manifest["provenance"],
        digest=scenario.digest,
    )


def _data(
    results: Results, scenario: Scenario, against: Scenario, beside: Sequence[RunResult], say: Words
) -> dict[str, Any]:
    declared = {each.path: each for each in quantities(scenario.settings)}
    levers = [
        {
            "title": _title(declared[factor["key"]], say),
            "key": factor["key"],
            "values": [format_number(float(value), 2).rstrip("0").rstrip(".") for value in factor["values"]],
            "own": factor["values"].index(_nearest(factor["values"], scenario, factor["key"])),
        }
        for factor in results.factors
    ]
    finals = results.finals
    groups: Any = finals.groupby("point")
    faces = [
        {
            "name": name,
            "title": say.title(results.form.by_name[name]),
            "unit": _unit(results.form.by_name[name], say),
            "digits": 2 if results.form.by_name[name].unit == "index" else 1,
            "means": [round(value, 3) for value in (scale(results.form.by_name[name]) * groups[name].mean()).tolist()],
            "halves": [round(scale(results.form.by_name[name]) * _half_width(group), 3) for _, group in groups[name]],
            "beside": round(scale(results.form.by_name[name]) * float(np.mean([run.final[name] for run in beside])), 3),
        }
        for name in FACES
    ]
    series = results.series(["effectiveness"])
    weeks = (
        series["effectiveness"].to_numpy(dtype=float).reshape(results.progress.points, results.progress.replicates, -1)
    )
    place = results.form.names.index("effectiveness")
    other = np.array([run.series[:, place] for run in beside]).mean(axis=0)
    return {
        "levers": levers,
        "faces": faces,
        "block": BLOCK,
        "curves": _pack(_blocks(weeks.mean(axis=1))),
        "beside": _pack(_blocks(other[None, :])),
        "points": _blocks(other[None, :]).shape[1],
        "said": say("handout.said", scenario=say.of(scenario.title) or scenario.name,
                    against=say.of(against.title) or against.name),
        "week": say("handout.week"),
        "title": say("handout.curve"),
        "events": [event.week for event in scenario.settings.events if event.week is not None],
    }  # fmt: skip


def _unit(indicator: Indicator, say: Words) -> str:
    """Return the unit in which a face is shown: shares in per cent, an index without one."""
    return "%" if scale(indicator) > 1.0 else "" if indicator.unit == "index" else say.unit(indicator)


def _half_width(values: Any) -> float:
    """Return half the 95 % interval of a mean; 0 where there is none."""
    low, high = mean_interval(values.to_numpy())
    return 0.0 if low is None or high is None else (high - low) / 2.0


def _title(lever: Any, say: Words) -> str:
    return lever.meaning_zh if say.language == "zh" else lever.meaning


def _nearest(values: Sequence[float], scenario: Scenario, key: str) -> float:
    own: Any = scenario.settings
    for part in key.split("."):
        own = getattr(own, part)
    return min(values, key=lambda value: abs(value - float(own)))


def _blocks(weeks: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return means over blocks of weeks, the last block shorter."""
    starts = np.arange(0, weeks.shape[1], BLOCK)
    lengths = np.diff(np.append(starts, weeks.shape[1]))
    return np.add.reduceat(weeks, starts, axis=1) / lengths


def _pack(curves: NDArray[np.float64]) -> str:
    """Return curves as text: hundredths of a point as unsigned 16-bit numbers, base64."""
    return b64encode(np.rint(np.clip(curves, 0.0, 100.0) * FINE).astype("<u2").tobytes()).decode()


def pages(results: Results, scenario: Scenario, against: Scenario, beside: Sequence[RunResult]) -> dict[str, str]:
    """Return the page in both languages, by the name of its file."""
    return {name: handout(results, scenario, against, beside, words(language)) for language, name in NAMES.items()}
