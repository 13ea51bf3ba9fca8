"""The pictures of one run: every indicator of its page over weeks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...model.indicators import Indicator
from ...scenarios import Scenario
from ...scenarios.form import Form, form_of
from ..language.formatting import scale as times
from ..language.translations import Language, Words, words
from .comparison import panels_of
from .figure import Figure
from .lines import OFFICIAL_DASH, Line, line_chart
from .svg import Drawing


def figures(scenario: Scenario, series: NDArray[np.float64], language: Language) -> list[Figure]:
    """Return all pictures of a run, in the order of the page."""
    say = words(language)
    form = form_of(scenario.settings)
    known = [event.week for event in scenario.settings.events if event.week is not None]
    weeks = [week for week in known if week <= len(series)]
    main = _chart(say, form, series, ("effectiveness", "official"), (960, 400), weeks, (0.0, 100.0))
    result = [Figure("course", main, say("report.run.caption"), say("report.run.course"))]
    for name in (name for panels in panels_of(form).values() for name in panels):
        chart, indicator = _chart(say, form, series, (name,), (340, 220), weeks), form.by_name[name]
        result.append(Figure(name, chart, _meaning(say, indicator), say.title(indicator)))
    return result


def _meaning(say: Words, indicator: Indicator) -> str:
    colon, stop = ("：", "。") if say.language == "zh" else (": ", ".")
    return f"{say.title(indicator)}{colon}{say.meaning(indicator)}{stop}"


def _chart(
    say: Words,
    form: Form,
    series: NDArray[np.float64],
    names: tuple[str, ...],
    size: tuple[float, float],
    events: Sequence[int],
    scale: tuple[float, float] | None = None,
) -> Drawing:
    lines = [
        Line(
            say.title(form.by_name[name]),
            (times(form.by_name[name]) * series[:, form.names.index(name)]).tolist(),
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
        unit=say.axis(form.by_name[names[0]]),
        size=size,
        scale=scale,
        events=events,
        labelled=len(names) > 1,
    )
