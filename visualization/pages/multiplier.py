"""Multiplier: do the parts of the city played bring more together than the sum of each alone? (乘数)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import cast

import numpy as np
import solara
from reacton import component, use_memo

from ...experiments.report.multiplier import Gains, figures
from ...experiments.runs import seeds
from ...experiments.synergy import sentences
from ...experiments.synergy.cells import Arm
from ...experiments.synergy.experiment import Design, designed
from ...experiments.synergy.result import Multiplier as Found
from ...model.indicators import INDICATORS, NAMES
from .. import setup as setups
from ..asking import REST, reseeded
from ..desk import TooLarge, course
from ..exports import marked
from ..hooks import use_background, use_state
from ..opaque import Opaque, opened
from ..panels.takeaway import files, text_buttons
from ..serving.presence import Visitor as Presence
from ..serving.presence import visitor as presence
from ..visitor import Visitor
from ..words import Words

ASSETS = Path(__file__).parents[1] / "assets"

REPLICATES = (5, 10, 20)
"""Seeds of each cell after which the picture is drawn anew."""

RUNS = 800
"""Runs that one picture may take; larger factorials stop at fewer seeds, and the command line takes them further."""

Key = tuple[str, ...]

SETS = ("rules", "institutions", "actors")


@solara.component_vue(str(ASSETS / "document.vue"), to_json={"html": opened})
def Picture(html: Opaque) -> None:
    """Show a picture that the program has drawn; its texts are escaped by the XML serialiser."""


@component
def Multiplier(visitor: Visitor) -> None:
    """Show the factorial of the city played: verdict, evidence and pictures, growing surer while it runs."""
    words, setup, uploads = visitor.words, visitor.setup, visitor.uploads.value
    view = visitor.view.value
    outcome = view.indicator if view.indicator in NAMES else "effectiveness"
    found, set_found = use_state(cast("tuple[Key, Found | TooLarge | None]", ((), None)))
    done, tell = use_state(cast("tuple[int, int]", (0, 1)))

    def plan() -> Design:
        played, against = setups.played(setup, uploads), setups.base(setup.against, uploads)
        scenario = marked(played, setups.base(setup.scenario, uploads))
        return designed(
            scenario, players=view.players, outcome=outcome, baseline=against, replicates=REPLICATES[-1], controls=False
        )

    design = use_memo(plan, [setup, view.players, outcome, len(uploads)])
    key = (design.scenario.digest, design.baseline.digest, view.players, outcome)

    async def run() -> None:
        await asyncio.sleep(REST)
        cells = len(design.plans[0].coalitions)
        try:
            for replicates in [n for n in REPLICATES if n * cells <= RUNS or n == REPLICATES[0]]:
                set_found((key, await conducted(design, replicates, tell, me)))
        except TooLarge as problem:
            set_found((key, problem))

    use_background(run, key)
    me = use_memo(presence, [])
    with solara.Div(classes=["sheet", "multiplier"]):
        with solara.Div(classes=["tabs"]):
            for name in SETS:
                solara.Button(
                    words(f"multiplier_page.players.{name}"),
                    on_click=lambda name=name: visitor.show(players=name),
                    text=True,
                    classes=["tab", *(["pressed"] if name == view.players else [])],
                    attributes={"aria-pressed": str(name == view.players).lower()},
                )
            by_title = {words.title(indicator): indicator.name for indicator in INDICATORS if indicator.better}
            titles = {name: title for title, name in by_title.items()}
            solara.Select(
                words("compare.indicator"),
                list(by_title),
                value=titles.get(outcome, titles["effectiveness"]),
                on_value=lambda title: visitor.show(indicator=by_title[title]),
                dense=True,
            )
        solara.Text(words("multiplier_page.about"), classes=["quiet"])
        if isinstance(found[1], TooLarge) and found[0] == key:
            solara.Warning(words("shell.too_many", residents=found[1].residents, most=found[1].most))
        if done[0] < done[1] or found[0] != key:
            about = {"done": done[0], "total": done[1]}
            solara.Text(words("multiplier_page.running", **about), classes=["quiet"])
        if isinstance(found[1], Found) and found[0] == key:
            Shown(found[1], words)


async def conducted(design: Design, replicates: int, tell: Callable[[tuple[int, int]], object], me: Presence) -> Found:
    """Return what the factorial gives on so many seeds, each run taken from the desk, while the visitor is there."""
    plan = design.plans[0]
    shape = (replicates, len(plan.coalitions))
    finals, volunteering = np.empty((*shape, len(NAMES))), np.empty(shape)
    order = seeds(design.scenario.settings.run.seed, replicates)
    for row, seed in enumerate(order):
        for column, settings in enumerate(plan.settings):
            while not me.here:
                await asyncio.sleep(1.0)
            made = await course(reseeded(settings, seed))
            finals[row, column] = [made.final[name] for name in NAMES]
            volunteering[row, column] = made.of("volunteering").mean()
        tell(((row + 1) * shape[1], shape[0] * shape[1]))
    arm = Arm(plan.name, plan.coalitions, plan.settings, finals, volunteering)
    weeks = design.scenario.settings.run.weeks
    return Found(design.scenario, design.baseline, design.players, design.outcome, order, weeks, {"given": arm})


@component
def Shown(found: Found, words: Words) -> None:
    """Show the verdict, the sentences behind it and the pictures."""
    with solara.Div(classes=["verdict", f"verdict-{found.verdict.answer}"], attributes={"role": "status"}):
        solara.Text(sentences.answer(found.verdict, words), classes=["verdict-answer"])
        solara.Text(sentences.headline(found, words))
    for line in (*sentences.context(found, words), sentences.design(found, words)):
        solara.Div(children=[solara.Text(line)], classes=["lesson-paragraph"])
    with solara.Div(classes=["side-by-side"]):
        for figure in figures(Gains.of(found), words.language):
            Picture(html=Opaque(figure.alone().markup()))
    command = (
        f"cogov multiplier {found.scenario.name}.toml --baseline {found.baseline.name}.toml "
        f"--players {','.join(found.names)} --replicates {len(found.seeds)} --outcome {found.outcome}"
    )
    solara.Text(words("takeaway.again"), classes=["quiet"])
    solara.Text(command, classes=["takeaway-command"])
    with solara.Div(classes=["takeaway-row"]):
        files((found.scenario, found.baseline))
        text_buttons(command, words)
