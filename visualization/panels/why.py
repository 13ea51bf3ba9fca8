"""Why the two cities differ: the log of both runs, and what each change does alone (缘由)."""

from __future__ import annotations

import asyncio
from typing import cast

import solara
from reacton import component

from ...experiments.explanation.contributions import contributions, shares
from ...experiments.explanation.divergence import SideBySide
from ...experiments.explanation.entry import Entry, Told
from ...experiments.explanation.knock_ins import plan
from ...experiments.explanation.story import story
from ...scenarios import Scenario
from ..asking import REST, reseeded
from ..desk import TooLarge, course
from ..hooks import use_background, use_state
from ..words import Words

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


async def explained(before: Scenario, after: Scenario, replicates: int = REPLICATES) -> tuple[Entry, ...]:
    """Return the log of two scenarios; it can be cancelled at any week.

    Raises
    ------
    TooLarge
        If the browser does not make such runs.
    """
    planned = plan(before.settings, after.settings, replicates=replicates)
    finals = {settings.digest(): (await course(settings)).final for settings in planned.runs()}
    told: list[Told] = []
    seed = before.settings.run.seed
    for scenario in (before, after):
        runs = [await course(reseeded(scenario.settings, seed + number)) for number in range(replicates)]
        told.append(Told(scenario, tuple(run.series for run in runs)))
    together = SideBySide(before.settings, after.settings)
    while together.week < together.weeks:
        together.step()
        await asyncio.sleep(0)
    return story(
        *told,
        divergence=together.divergence(),
        contributions=contributions(told[0].runs, told[1].runs, after.settings.behaviour.index),
        shares=shares(*together.effort),
        knock_ins=planned.effects(finals),
    )


@component
def Why(before: Scenario, after: Scenario, words: Words) -> None:
    """Show the log; it is made when the hand has rested."""
    key = (before.digest, after.digest)
    found, set_found = use_state(cast("tuple[tuple[str, ...], tuple[Entry, ...]]", ((), ())))

    async def ask() -> None:
        await asyncio.sleep(REST)
        try:
            for replicates in (1, REPLICATES):
                set_found((key, await explained(before, after, replicates)))
        except TooLarge:
            set_found((key, ()))

    use_background(ask, key)
    if found[0] != key:
        solara.Text(words("why.busy"), classes=["quiet"])
        return
    solara.Text(words("why.claims") if found[1] else words("why.nothing"), classes=["quiet"])
    for place, (group, sorts) in enumerate(GROUPS.items()):
        entries = [entry for entry in found[1] if entry.kind in sorts]
        if entries:
            with solara.Details(summary=words(f"why.group.{group}"), expand=place < 2).key(group):
                _entries(entries, words)


def _entries(entries: list[Entry], words: Words) -> None:
    with solara.Div(classes=["log"]):
        for entry in entries:
            with solara.Div(classes=["log-entry", *(["log-isolated"] if entry.isolated else [])]):
                when = "" if entry.week is None else words("why.week", week=entry.week)
                solara.Text(when, classes=["quiet", "log-week"])
                solara.Text(words.of(entry.text))
