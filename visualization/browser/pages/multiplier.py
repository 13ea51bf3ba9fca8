"""Multiplier: do the parts of the city played bring more together than the sum of each alone? (乘数)."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import cast

import solara
from reacton import component, use_memo
from reacton.ipyvuetify import Html

from ....experiments.multipliers.design import Design, design_experiment
from ....experiments.multipliers.experiment import run_factorial
from ....experiments.multipliers.result import Multiplier as Found
from ....model.indicators import Indicator
from ....model.parameters.settings import Settings
from ...charts.multiplier import Gains, figures
from ...narratives import multiplier
from .. import configuration as setups
from ..downloads import mark_changed
from ..hooks import use_background, use_state
from ..measures import BY_NAME, INDICATORS, is_measured
from ..page import PageDeclaration
from ..panels.takeaway import files, text_buttons
from ..payload import Payload, open_payload
from ..run_cache import CachedRun, TooLarge, course
from ..serving.presence import visitor as presence
from ..session import Visitor
from ..translations import Words
from ..use_runs import REST

ASSETS = Path(__file__).parents[1] / "assets"

REPLICATES = (5, 10, 20)
"""Seeds of each cell after which the picture is drawn anew."""

RUNS = 800
"""Runs that one picture may take; larger factorials stop at fewer seeds, and the command line takes them further."""

NARROW = 440
"""Width of a picture, so that its text can be read on a phone; where there is more room it grows."""

ExperimentKey = tuple[str, ...]

SETS = ("rules", "institutions", "actors")


@solara.component_vue(str(ASSETS / "document.vue"), to_json={"html": open_payload})
def Picture(html: Payload) -> None:
    """Show a picture that the program has drawn; its texts are escaped by the XML serialiser."""


@component
def Multiplier(visitor: Visitor) -> None:
    """Show the factorial of the city played: verdict, evidence and pictures, growing surer while it runs."""
    words, setup, uploads = visitor.words, visitor.setup, visitor.uploads.value
    view = visitor.view.value
    known = setups.base(setup.scenario, uploads).settings
    outcome = view.indicator if _can_be_judged(BY_NAME[view.indicator], known) else "effectiveness"
    result, set_found = use_state(cast("tuple[ExperimentKey, Found | TooLarge | None]", ((), None)))
    done, tell = use_state(cast("tuple[int, int]", (0, 1)))

    def plan() -> Design:
        played, against = setups.scenario_played(setup, uploads), setups.base(setup.against, uploads)
        scenario = mark_changed(played, setups.base(setup.scenario, uploads))
        return design_experiment(
            scenario, players=view.players, outcome=outcome, baseline=against, replicates=REPLICATES[-1], controls=False
        )

    design = use_memo(plan, [setup, view.players, outcome, len(uploads)])
    key = (design.scenario.digest, design.baseline.digest, view.players, outcome)

    async def ask(settings: Settings) -> CachedRun:
        """Return a run of all visitors' once this one is here."""
        while not me.here:
            await asyncio.sleep(1.0)
        return await course(settings)

    async def run() -> None:
        await asyncio.sleep(REST)
        cells = len(design.plans[0].coalitions)
        try:
            for replicates in [n for n in REPLICATES if n * cells <= RUNS or n == REPLICATES[0]]:
                whole = replicates * cells
                result = await run_factorial(
                    design, replicates, run=ask, on_seed=lambda done, whole=whole: tell((done, whole))
                )
                set_found((key, result))
        except TooLarge as problem:
            set_found((key, problem))

    use_background(run, key)
    me = use_memo(presence, [])
    mine = result[1] if result[0] == key else None
    with solara.Div(classes=["sheet", "multiplier"]):
        with solara.Div(classes=["verdict", *([f"verdict-{mine.verdict.answer}"] if isinstance(mine, Found) else [])]):
            with solara.Div(attributes={"role": "status"}):
                said = multiplier.headline(mine, words) if isinstance(mine, Found) else words("multiplier_page.asked")
                Html(tag="h1", children=[said], class_="verdict-answer")
                about = {"played": visitor.title(setup.scenario), "against": visitor.title(setup.against)}
                solara.Text(words("multiplier_page.between", **about), classes=["quiet"])
            if isinstance(mine, TooLarge):
                solara.Warning(words("shell.too_many", residents=mine.residents, most=mine.most))
            else:  # it stays when all is done, so that nothing below moves
                solara.Text(words("multiplier_page.running", done=done[0], total=done[1]), classes=["quiet"])
                solara.ProgressLinear(value=100 * done[0] / done[1])
        with solara.Div(classes=["tabs"]):
            for name in SETS:
                solara.Button(
                    words(f"multiplier_page.players.{name}"),
                    on_click=lambda name=name: visitor.show(players=name),
                    text=True,
                    classes=["tab", *(["pressed"] if name == view.players else [])],
                    attributes={"aria-pressed": str(name == view.players).lower()},
                )
            by_title = {
                words.title(indicator): indicator.name for indicator in INDICATORS if _can_be_judged(indicator, known)
            }
            titles = {name: title for title, name in by_title.items()}
            solara.Select(
                words("compare.indicator"),
                list(by_title),
                value=titles.get(outcome, titles["effectiveness"]),
                on_value=lambda title: visitor.show(indicator=by_title[title]),
                dense=True,
            )
        if isinstance(mine, Found):
            Shown(mine, words)
        with solara.Details(summary=words("multiplier_page.rule")):
            solara.Text(words("multiplier_page.about"))


def _can_be_judged(indicator: Indicator, settings: Settings) -> bool:
    """Tell whether an indicator has a better side, and a value in every week of a city."""
    return bool(indicator.better) and not indicator.may_lack and is_measured(indicator.name, settings)


@component
def Shown(result: Found, words: Words) -> None:
    """Show the pictures, the sentences behind the verdict, and how to make them again."""
    with solara.Div(classes=["side-by-side"]):
        for figure in figures(Gains.of(result), words.language, NARROW):
            Picture(html=Payload(figure.alone().markup()))
    elsewhere = multiplier.over_cities(result, words)
    if elsewhere:
        solara.Text(elsewhere, classes=["multiplier-elsewhere"])
    with solara.Details(summary=words("multiplier_page.evidence")):
        solara.Div(children=[solara.Text(multiplier.answer(result.verdict, words))], classes=["lesson-paragraph"])
        for line in (*multiplier.context(result, words), multiplier.design(result, words)):
            if line == elsewhere:
                continue
            solara.Div(children=[solara.Text(line)], classes=["lesson-paragraph"])
    command = (
        f"cogov multiplier {result.scenario.name}.toml --baseline {result.baseline.name}.toml "
        f"--players {','.join(result.names)} --replicates {len(result.seeds)} --outcome {result.outcome}"
    )
    solara.Text(words("takeaway.again"), classes=["quiet"])
    solara.Text(command, classes=["takeaway-command"])
    with solara.Div(classes=["takeaway-row"]):
        files((result.scenario, result.baseline))
        text_buttons(command, words)


PAGE = PageDeclaration(30, {"en": "Multiplier", "zh": "乘数"}, Multiplier, headed=True)
