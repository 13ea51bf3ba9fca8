"""Tables by parts of the city: communities, districts, types of problem, kinds of body."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rich.text import Text

from ...experiments.comparison import Comparison
from ...experiments.execution.breakdown import Breakdown
from ...experiments.execution.runs import RunResult
from ...experiments.part_differences import part_differences
from ...experiments.statistics.paired import Difference
from ...model.indicators import Indicator
from ..language.formatting import change, digits, format_number, level, localise
from ..language.part_names import issue_name, place_name
from ..language.translations import Words
from ..narratives.comparison import titles
from . import consoles
from .columns import TableColumn, fit_columns, render

SHOWN: Mapping[Breakdown, tuple[str, ...]] = {
    "community": ("open_issues", "overdue", "harm", "satisfaction", "trust", "participation", "volunteering"),
    "district": ("open_issues", "overdue", "harm", "satisfaction", "trust", "participation", "volunteering"),
    "type": ("open_issues", "latent", "overdue", "harm", "resolved_so_far", "born_so_far", "lapsed_so_far"),
    "kind": ("willingness", "burden", "load", "success", "idle_effort", "acting", "hours"),
}
"""What is shown first; where room is short, the last of these go first. What else there is goes into files."""

_COUNTS = ("persons", "born_so_far", "resolved_so_far", "lapsed_so_far", "acting", "hours")
_SHARES = ("attendance", "coordination")


def part_name(part: str, by: Breakdown, say: Words) -> str:
    """Return what a part is called; names that a file brought along stay as they are."""
    if by == "kind":
        return say.lines.get(f"kind.{part}", part)
    return issue_name(part, say) if by == "type" else place_name(part, say)


def tell_parts(run: RunResult, by: Breakdown, say: Words) -> None:
    """Print the last week of a run by parts."""
    table, known = run.parts[by], run.form.by_name

    def cell(part: str, name: str) -> str:
        return _level(float(table[name].loc[part]), name, known.get(name))

    parts, names = [str(each) for each in table.index], [str(each) for each in table.columns]
    _print(by, parts, names, cell, known, say(f"part.{by}"), say)


def tell_part_differences(comparison: Comparison, by: Breakdown, say: Words) -> None:
    """Print the paired differences from the first scenario by parts, and how to read them."""
    found = part_differences(comparison.labels, comparison.runs, by)
    known, names = comparison.form.by_name, titles(comparison, say)
    for place, label in enumerate(comparison.labels[1:], 1):
        own = {(part, name): each for (whose, part, name), each in found.items() if whose == label}
        if not own:
            consoles.show(say("part.none_shared", by=say(f"part.noun.{by}")), say)
            continue

        def cell(part: str, name: str, own: Mapping[tuple[str, str], Difference] = own) -> str:
            return _change(own[part, name], name, known.get(name))

        title = say("part.minus", title=say(f"part.{by}"), scenario=names[place], against=names[0])
        parts, columns = dict.fromkeys(part for part, _ in own), dict.fromkeys(name for _, name in own)
        shown = _print(by, list(parts), list(columns), cell, known, title, say)
        if len(comparison.seeds) > 1:
            consoles.show(say("part.each", tests=shown * len(parts)), say)


def _print(
    by: Breakdown,
    parts: Sequence[str],
    names: Sequence[str],
    cell: Callable[[str, str], str],
    known: Mapping[str, Indicator],
    title: str,
    say: Words,
) -> int:
    """Print a table, and the names of what is not in it; return how many indicators are."""

    def heading(name: str) -> str:
        return say.title(known[name]) if name in known else say(f"part.column.{name}")

    shown = [name for name in SHOWN[by] if name in names]
    worths = range(len(shown), 0, -1)
    columns = [
        TableColumn(say(f"part.column.{by}")),
        *(TableColumn(heading(name), number=True, worth=worth) for name, worth in zip(shown, worths, strict=True)),
    ]
    rows = [
        [Text(part_name(part, by, say)), *(Text(localise(cell(part, name), say)) for name in shown)] for part in parts
    ]
    console = consoles.output()
    kept = fit_columns(columns, rows, console.width)[0]
    console.print(render(columns, rows, console.width, title))
    seen = {shown[place - 1] for place in kept if place}
    rest = [heading(name) for name in names if name not in seen]
    consoles.show(say("part.more", names=("、" if say.language == "zh" else ", ").join(rest), by=by), say)
    return len(seen)


def _level(value: float, name: str, indicator: Indicator | None) -> str:
    if indicator is not None:
        return level(value, indicator)
    if value != value:  # nothing was there to measure
        return "—"
    if name in _SHARES:
        return f"{format_number(100 * value, 1)} %"
    return format_number(value, 0 if name in _COUNTS else 3)


def _change(found: Difference, name: str, indicator: Indicator | None) -> str:
    """Return a difference with half its interval, in the unit of the difference."""
    share = name in _SHARES if indicator is None else indicator.unit == "share"
    places = 1 if share else digits(indicator) if indicator else 1 if name in _COUNTS else 3
    if found.n == 0:
        return "—"
    mean = change(found.mean, indicator) if indicator else format_number(
        found.mean * (100 if share else 1), places, sign=True
    ) + (" pp" if share else "")  # fmt: skip
    if found.high is None:
        return mean
    half = format_number((found.high - found.mean) * (100 if share else 1), places)
    return f"{mean.removesuffix(' pp')} ± {half}" + (" pp" if share else "")
