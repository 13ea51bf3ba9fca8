"""One case and what became of it in two cities, week by week, side by side."""

from __future__ import annotations

import asyncio
from typing import cast

import solara
from reacton import component

from ....experiments.lessons import CaseMoment, FollowedCase, Scene, follow_case
from ..hooks import use_background, use_state
from ..translations import Words

NAMES = ("other", "this")
"""The cities from left to right: the one compared with, and the one played."""


@component
def SceneCase(scene: Scene, titles: dict[str, str], words: Words) -> None:
    """Show the case of a scene in both of its cities, once they have been lived through."""
    found, take = use_state(cast("dict[str, FollowedCase] | None", None))

    async def follow() -> None:
        take(await asyncio.to_thread(follow_case, scene))

    use_background(follow, scene.model_dump_json())
    with solara.Div(classes=["journey"]):
        if found is None:
            solara.Text(words("lessons.following"), classes=["quiet"])
        elif not found:
            solara.Text(words("lessons.no_case"), classes=["quiet"])
        else:
            for name in NAMES:
                _Way(found[name], titles[name], words).key(name)


@component
def _Way(journey: FollowedCase, title: str, words: Words) -> None:
    about = {"data-weeks": str(journey.weeks)}
    with solara.Div(classes=["journey-city"], attributes=about):
        solara.Text(title, classes=["quiet"])
        solara.Text(words("lessons.case_weeks", weeks=journey.weeks), classes=["journey-weeks"])
        with solara.Div(classes=["journey-moments"], attributes={"role": "list"}):
            for place, moment in enumerate(journey.moments):
                with solara.Div(attributes={"role": "listitem"}).key(str(place)):
                    solara.Text(tell_moment(moment, journey.born, words))


def tell_moment(moment: CaseMoment, born: int, words: Words) -> str:
    """Return what happened to a case, with the week after it arose and the body concerned."""
    body = words(f"lessons.body.{moment.kind}_{moment.tier}") if moment.kind else words("lessons.body.nobody")
    told = words(f"lessons.moment.{moment.what.name.lower()}", body=body)
    return words("lessons.moment.line", week=moment.week - born, told=told)
