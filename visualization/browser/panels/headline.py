"""What a page says before anything else: where the two cities stand, and the story of the one that is played."""

from __future__ import annotations

from typing import Literal

import solara
from reacton import component
from reacton.ipyvuetify import Html

from ....model.parameters.settings import Settings
from ....scenarios import Text
from ...narratives.standing import say_standing
from ..translations import Words
from ..use_runs import PageRuns

Differing = Literal["nothing", "coordination", "more"]


def find_difference(played: Settings, against: Settings) -> Differing:
    """Tell whether two cities are the same, differ in how their actors work together alone, or in more than that."""
    if played == against:
        return "nothing"
    same_world = played.model_copy(update={"rules": against.rules}) == against
    return "coordination" if same_world else "more"


@component
def Headline(asked: PageRuns, titles: tuple[str, str], differing: Differing, story: Text, words: Words) -> None:
    """Show the sentence of the last year's runs, how sure it is, and the story of the scenario.

    Parameters
    ----------
    asked : PageRuns
        Of the city played and the one compared with.
    titles : (str, str)
        What they are called.
    differing : str
        In what they differ.
    story : Text
        Of the scenario played.
    words : Words
    """
    with solara.Div(classes=["standing"]):
        with solara.Div(classes=["standing-said"], attributes={"role": "status"}):
            if len(asked.courses) == 2:
                played, against = asked.replicates or tuple((course,) for course in asked.courses)
                said = say_standing([run.final for run in played], [run.final for run in against], titles, words)
                Html(tag="h1", children=[said.headline], class_="standing-sentence")
                solara.Div(children=[solara.Text(words(f"play.differing.{differing}"))], classes=["standing-about"])
                with solara.Div(classes=["standing-sure"]):
                    solara.Text(f"{said.sure} {said.index}" if words.language == "en" else said.sure + said.index)
            else:
                Html(tag="h1", children=[words("play.first")], class_="standing-sentence")
        if story:
            with solara.Details(summary=words("play.story", city=titles[0])):
                solara.Text(words.of(story), classes=["standing-story"])
