"""The picture of a sweep: what each factor changes, judged by the units that replicate it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...experiments.analysis.dataset import Table, load_table
from ...experiments.analysis.effects import cross_levels, estimates
from ...experiments.analysis.result import constant
from ...scenarios.toml.sanitize import clean
from ..language.formatting import scale
from ..language.translations import Language, words
from ..narratives.analysis import say_refusal, verdict
from .effects import FactorEffect, panels
from .svg import Drawing

if TYPE_CHECKING:
    from ...experiments.store.results import Results

PANELS = 12
_SHARED = 6  # lines of a second factor in one panel


def picture(results: Results, language: Language, indicator: str | None = None, rounds: int | None = None) -> Drawing:
    """Draw the effects of all factors on an indicator; the study's first outcome if none is named.

    Of two crossed factors with few levels one picture, with a line for each level of the second. Intervals of crossed
    factors are over replicates (Student's t, 95 %), so that they tell luck, and not how much the other factors matter;
    those of others are over the units that replicate them. A sampled number has its fitted line.
    """
    say = words(language)
    name = indicator or str(results.manifest["outcomes"][0])
    about = results.indicator(name)
    table = load_table(results, name, rounds=rounds)
    heading = f"{results.manifest['title'][language] or table.name}: {say.title(about)}"
    notes = [say("effects.note", unit=say.axis(about))]
    if shared := _share_panel(table, language):
        return panels([shared], heading, *notes)
    result, refused = estimates(table)
    units = dict.fromkeys(table.layout[each].unit for each in result if table.layout[each].structure != "crossed")
    if units:
        listed = ("、" if language == "zh" else ", ").join(say(f"analysis.units.{unit}") for unit in units)
        notes = [say.axis(about), say("effects.units", units=listed)]
    if same := constant(table, "effects"):
        notes.append(verdict(same)[language])
    called = {each: table.title(each) for each in table.names}
    notes += [say_refusal(each, called)[language] for each in refused]
    drawn = [
        FactorEffect(table.title(each)[language], {"": _scale(table, one.line)}, tuple(one.labels))
        for each, one in list(result.items())[:PANELS]
    ]
    return panels(drawn, heading, *notes)


def _scale(table: Table, line: tuple[tuple[float, float, float], ...]) -> tuple[tuple[float, float, float], ...]:
    """Return means with their intervals as they are shown; where there is no interval, the mean itself."""
    factor = scale(table.indicator)
    return tuple(
        (
            factor * mean,
            factor * (low if np.isfinite(low) else mean),
            factor * (high if np.isfinite(high) else mean),
        )
        for mean, low, high in line
    )


def _share_panel(table: Table, language: Language) -> FactorEffect | None:
    """Return the effects of two crossed factors as lines in one panel; None of others."""
    crossed = cross_levels(table, _SHARED)
    if crossed is None:
        return None
    first, second = (table.title(name)[language] for name in (crossed.first, crossed.second))
    lines = {
        f"{second}: {label}": _scale(table, line) for label, line in zip(crossed.across, crossed.lines, strict=True)
    }
    return FactorEffect(first, lines, tuple(map(clean, crossed.along)))
