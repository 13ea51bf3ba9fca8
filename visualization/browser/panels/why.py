"""Why the two cities differ: the log of both runs, and what each change does alone (缘由)."""

from __future__ import annotations

import asyncio
from typing import cast

import solara
from reacton import component

from ....experiments.explanation.explain import explain
from ....scenarios import Scenario
from ...narratives.log_entry import LogEntry
from ...narratives.narrative import narrate
from ..hooks import use_background, use_state
from ..run_cache import TooLarge, course
from ..translations import Words
from ..use_runs import REST

REPLICATES = 4
"""Paired runs behind each sentence that has an interval."""


GROUPS: dict[str, tuple[str, ...]] = {
    "effects": ("alone", "together", "doubt", "same"),
    "components": ("component", "price", "official"),
    "course": ("first", "turned", "passing", "widest", "narrowest", "moved"),
    "effort": ("effort",),
    "changes": ("lever", "event"),
}
"""Sorts of entries by what they are about; the first two groups are unfolded."""


async def _ask(before: Scenario, after: Scenario, replicates: int) -> tuple[LogEntry, ...]:
    """Return the log of two scenarios; it can be cancelled at any week."""
    return narrate(await explain(before, after, replicates=replicates, run=course, on_week=lambda: asyncio.sleep(0)))


@component
def Why(before: Scenario, after: Scenario, words: Words) -> None:
    """Show the log; it is made when the hand has rested."""
    key = (before.digest, after.digest)
    result, set_found = use_state(cast("tuple[tuple[str, ...], tuple[LogEntry, ...]]", ((), ())))

    async def ask() -> None:
        await asyncio.sleep(REST)
        try:
            for replicates in (1, REPLICATES):
                set_found((key, await _ask(before, after, replicates)))
        except TooLarge:
            set_found((key, ()))

    use_background(ask, key)
    if result[0] != key:
        solara.Text(words("why.busy"), classes=["quiet"])
        return
    solara.Text(words("why.claims") if result[1] else words("why.nothing"), classes=["quiet"])
    for place, (group, sorts) in enumerate(GROUPS.items()):
        entries = [entry for entry in result[1] if entry.kind in sorts]
        if entries:
            with solara.Details(summary=words(f"why.group.{group}"), expand=place < 2).key(group):
                _entries(entries, words)


def _entries(entries: list[LogEntry], words: Words) -> None:
    with solara.Div(classes=["log"]):
        for entry in entries:
            with solara.Div(classes=["log-entry", *(["log-isolated"] if entry.isolated else [])]):
                when = "" if entry.week is None else words("why.week", week=entry.week)
                solara.Text(when, classes=["quiet", "log-week"])
                solara.Text(words.of(entry.text))
