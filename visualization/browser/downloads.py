"""What a visitor takes away: scenario files, tables, pictures, a report, and the command that makes them again."""

from __future__ import annotations

import io
import math
import shlex
import zipfile
from collections.abc import Callable, Sequence

from ...experiments.comparison import Comparison
from ...experiments.execution.provenance import provenance
from ...model.indicators import Indicator
from ...scenarios import Scenario, Text, to_toml
from ...scenarios.names import unique
from ...scenarios.toml.sanitize import csv_cell
from ...scenarios.writing import files_of_extensions
from ..charts.comparison import curves, event_weeks
from ..charts.lines import line_chart
from ..language.formatting import scale
from ..narratives.comparison import titles
from ..reports.comparison import page
from .run_cache import CachedRun
from .translations import Language, Words

BOM = "\ufeff"  # Excel reads UTF-8 by it


def mark_changed(scenario: Scenario, original: Scenario) -> Scenario:
    """Return the scenario under a name that says so if it was changed."""
    if scenario.digest == original.digest:
        return scenario
    title = Text(
        en=f"{scenario.title.en} (changed)" if scenario.title.en else "",
        zh=f"{scenario.title.zh}（改动）" if scenario.title.zh else "",
    )
    return scenario.model_copy(update={"name": f"{scenario.name}-changed"[:64], "title": title, "expect": ()})


def file_name(scenario: Scenario) -> str:
    """Return the name under which a scenario is saved."""
    return f"{scenario.name}.toml"


def scenario_file(scenario: Scenario) -> tuple[str, Callable[[], str | bytes]]:
    """Return the name of a download, and what makes it: ``cogov run FILE`` gives the run that was shown, to the bit.

    A scenario that uses extensions is no file that stands alone: their modules and data lie beside it in a ZIP archive.
    """
    name = file_name(scenario)
    if not (beside := files_of_extensions(scenario)):
        return name, lambda: to_toml(scenario)

    def archive() -> bytes:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as opened:
            for each, text in {name: to_toml(scenario), **beside}.items():
                opened.writestr(zipfile.ZipInfo(each), text.encode())  # of no date: the same bytes every time
        return content.getvalue()

    return f"{scenario.name}.zip", archive


def command(scenarios: Sequence[Scenario], replicates: int) -> str:
    """Return the command that makes what is shown from the files."""
    files = " ".join(shlex.quote(file_name(scenario)) for scenario in scenarios)
    if len(scenarios) == 1:
        return f"cogov run {files}"
    return f"cogov compare {files}" + (f" --replicates {replicates}" if replicates > 1 else " --replicates 1")


def comparison(scenarios: Sequence[Scenario], courses: Sequence[Sequence[CachedRun]]) -> Comparison:
    """Return paired runs as the record that tables and reports are made of; the first scenario is compared with.

    Parameters
    ----------
    scenarios : sequence of Scenario
    courses : sequence of sequences of CachedRun
        For each scenario its replicates, of the same seeds.
    """
    labels = unique([scenario.name for scenario in scenarios])
    runs = tuple(tuple(course.outcome(label) for course in row) for label, row in zip(labels, courses, strict=True))
    seeds = tuple(course.settings.run.seed for course in courses[0])
    return Comparison(tuple(scenarios), labels, seeds, scenarios[0].settings.run.weeks, runs)


def table(result: Comparison) -> str:
    """Return all weeks of all runs as CSV that Excel opens as it is."""
    frame = result.series.assign(scenario=[csv_cell(name) for name in result.series["scenario"]])
    return BOM + frame[["scenario", "seed", "week", *result.form.names]].to_csv(index=False, lineterminator="\r\n")


def report(result: Comparison, language: Language) -> str:
    """Return the page of a comparison, as ``cogov compare --out`` writes it."""
    return page(result, language, provenance(shlex.split(command(result.scenarios, len(result.seeds)))))


def picture(result: Comparison, indicator: Indicator, words: Words, size: tuple[float, float] = (960, 400)) -> str:
    """Return the course of an indicator as an SVG file."""
    drawing = line_chart(
        curves(result, indicator.name, titles(result, words)),
        label=words.title(indicator),
        week=words("page.week"),
        size=size,
        unit=words.axis(indicator),
        scale=(scale(indicator) * indicator.low, scale(indicator) * indicator.high)
        if math.isfinite(indicator.high)
        else None,
        events=event_weeks(result),
        heading=words.title(indicator),
    )
    return drawing.file()
