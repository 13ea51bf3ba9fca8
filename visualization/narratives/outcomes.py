"""What an outcome of one's own is, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...experiments.outcomes.of_runs import UNDEFINED_SUFFIX
from ...experiments.outcomes.outcome import UNDEFINED, Outcome, Window
from ..language.translations import Words


def describe_outcome(outcome: Outcome, say: Words) -> str:
    """Return its expression, measure and window in words."""
    measure = say(f"outcome.measure.{outcome.measure}", level=f"{outcome.level:g}", before=outcome.before)
    return say("outcome.is", of=outcome.expression.text, measure=measure, window=_window(outcome.window, say))


def _window(window: Window, say: Words) -> str:
    if window.last:
        return say("outcome.window.last", last=window.last)
    if window.after:
        key = "after_weeks" if window.weeks else "after"
        return say(f"outcome.window.{key}", after=window.after, weeks=window.weeks)
    if window.until:
        return say("outcome.window.between", first=window.first, until=window.until - 1)
    return say("outcome.window.from", first=window.first)


def left_out(
    outcomes: Mapping[str, Outcome], rows: Sequence[Mapping[str, Any]], titles: Mapping[str, str], say: Words
) -> Iterator[str]:
    """Yield a sentence for each reason for which runs of a scenario have no value.

    Parameters
    ----------
    outcomes : mapping of str to Outcome
    rows : sequence of mapping
        Of :func:`~cogov.experiments.outcomes.of_results.outcome_rows`.
    titles : mapping of str to str
        What each scenario is called.
    say : Words
    """
    for name, outcome in outcomes.items():
        for label, title in titles.items():
            why = [row[f"{name}{UNDEFINED_SUFFIX}"] for row in rows if row["scenario"] == label]
            for reason in UNDEFINED:
                if count := why.count(reason):
                    about = {"outcome": say.of(outcome.title), "scenario": title, "count": count, "all": len(why)}
                    yield say(f"outcome.left_out.{reason}", **about)
