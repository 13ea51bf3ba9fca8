"""The pictures of one run: every indicator of its page over weeks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...model.indicators import BY_NAME, NAMES
from ...scenarios import Scenario
from ..language.formatting import scale as times
from ..language.translations import Language, Words, words
from .comparison import PANELS
from .figure import Figure
from .lines import OFFICIAL_DASH, Line, line_chart
from .svg import Drawing


def figures(scenario: Scenario, series: NDArray[np.float64], language: Language) -> list[Figure]:
    """Return all pictures of a run, in the order of the page."""
    say = words(language)
    weeks = [event.week for event in scenario.settings.events if event.week <= len(series)]
    main = _chart(say, series, ("effectiveness", "official"), (960, 400), weeks, (0.0, 100.0))
    result = [Figure("course", main, say("report.run.caption"), say("report.run.course"))]
    for name in (name for panels in PANELS.values() for name in panels):
        chart = _chart(say, series, (name,), (340, 220), weeks)
        result.append(Figure(name, chart, _meaning(say, name), say.title(BY_NAME[name])))
    return result


def _meaning(say: Words, name: str) -> str:
    indicator = BY_NAME[name]
    colon, stop = ("：", "。") if say.language == "zh" else (": ", ".")
    return f"{say.title(indicator)}{colon}{say.meaning(indicator)}{stop}"


def _chart(
    say: Words,
    series: NDArray[np.float64],
    names: tuple[str, ...],
    size: tuple[float, float],
    events: Sequence[int],
    scale: tuple[float, float] | None = None,
) -> Drawing:
    lines = [
        Line(
            say.title(BY_NAME[name]),
            (times(BY_NAME[name]) * series[:, NAMES.index(name)]).tolist(),
            None,
            None,
            style,
            OFFICIAL_DASH if style else "",
        )
        for style, name in enumerate(names)
    ]
    return line_chart(
        lines,
        label=" / ".join(line.label for line in lines),
        week=say("page.week"),
        unit=say.axis(BY_NAME[names[0]]),
        size=size,
        scale=scale,
        events=events,
        labelled=len(names) > 1,
    )
