"""Beside every result: the command and the files that make it again, and what can be taken away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import solara
from reacton import component, use_memo

from ....model.indicators import Indicator
from ....scenarios import Scenario
from .. import downloads
from ..payload import Payload, open_payload
from ..run_cache import CachedRun
from ..translations import Words

ASSETS = Path(__file__).parents[1] / "assets"


@solara.component_vue(str(ASSETS / "takeaway.vue"), to_json={"items": open_payload})
def _Buttons(items: Payload) -> None:
    """Show buttons that copy a text (the address if it is empty) or save a picture as PNG."""


@component
def Takeaway(
    scenarios: Sequence[Scenario],
    courses: Sequence[Sequence[CachedRun]],
    indicator: Indicator,
    words: Words,
    *,
    alone: bool = False,
) -> None:
    """Show the command, the scenario files and the downloads.

    Parameters
    ----------
    scenarios : sequence of Scenario
        As run; the first is compared with.
    courses : sequence of sequences of CachedRun
        For each scenario its replicates.
    indicator : Indicator
        Whose picture can be saved.
    words : Words
    alone : bool
        Whether a scenario is the visitor's own, so that no link holds it.
    """
    made = [row for row in courses if row]
    with solara.Div(classes=["takeaway-panel"]):
        command = downloads.command(scenarios, len(courses[0]) if courses else 1)
        solara.Text(words("takeaway.again"), classes=["quiet"])
        solara.Text(command, classes=["takeaway-command"])
        with solara.Div(classes=["takeaway-row"]):
            files(scenarios)
            picture: dict[str, Any] | None = None
            if len(made) == len(scenarios):
                result = downloads.comparison(scenarios, made)
                if indicator.name not in result.form.names:  # an extension's, and one city is measured without it
                    indicator = result.form.by_name["effectiveness"]
                name = f"cogov-{indicator.name}"
                key = (*(course.digest for row in made for course in row), indicator.name, words.language)
                FileButton(f"{name}.csv", key, lambda: downloads.table(result))
                FileButton("cogov-report.html", key, lambda: downloads.report(result, words.language))
                FileButton(f"{name}.svg", key, lambda: downloads.picture(result, indicator, words))
                svg = downloads.picture(result, indicator, words)
                picture = {"text": "PNG", "after": "PNG", "svg": svg, "name": f"{name}.png"}
            text_buttons(command, words, picture, alone=alone)


def files(scenarios: Sequence[Scenario]) -> None:
    """Show a button for the file of each scenario, once for each name."""
    for scenario in {scenario.name: scenario for scenario in scenarios}.values():
        name, content = downloads.scenario_file(scenario)
        FileButton(name, (scenario.digest,), content)


def text_buttons(command: str, words: Words, picture: dict[str, Any] | None = None, *, alone: bool = False) -> None:
    """Show buttons that copy the command and the address, and one that saves a picture if there is one.

    A scenario that the visitor brought is in no address: `alone`, the file is what can be handed on.
    """
    items: list[dict[str, Any]] = [
        {"text": words("takeaway.copy"), "after": words("takeaway.copied"), "copy": command},
        *([] if alone else [{"text": words("takeaway.link"), "after": words("takeaway.copied"), "copy": ""}]),
        *([picture] if picture else []),
    ]
    _Buttons(items=Payload([{"hint": "", **item} for item in items]))


@component
def FileButton(name: str, key: tuple[str, ...], content: Callable[[], str | bytes], text: str = "") -> None:
    """Show a button for a file; what it holds is made when it is asked for, and is the same as long as `key` is.

    A download that is under way begins anew where its content is another function: so a page that draws itself again
    meanwhile would never hand it out.
    """
    kept = use_memo(lambda: content, [name, *key])
    with solara.FileDownload(kept, filename=name):
        solara.Button(text or name, outlined=True, classes=["takeaway-file"])
