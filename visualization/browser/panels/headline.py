"""What a page says before anything else: where the two cities stand, and the story of the one that is played."""

from __future__ import annotations

from typing import Literal

import solara
from reacton import component
from reacton.ipyvuetify import Html

from ....model.parameters.events import Event
from ....model.parameters.settings import Settings
from ....scenarios import Text
from ...narratives.standing import say_standing
from ..translations import Words
from ..use_runs import PageRuns

Differing = Literal["nothing", "coordination", "more"]
Events = Literal["own", "shared", "none"]


def find_difference(played: Settings, against: Settings) -> Differing:
    """Tell whether two cities are the same, differ in their rules alone, or in more than these."""
    if played == against:
        return "nothing"
    return "coordination" if _without_rules(played) == _without_rules(against) else "more"


def find_events(played: Settings, against: Settings, library: Settings) -> Events:
    """Tell whose shocks the city compared with lives through: its own, those of the city played, or none for once.

    Parameters
    ----------
    played, against : Settings
    library : Settings
        Of the scenario compared with as it is elsewhere.
    """
    if shocks_of(against) == shocks_of(library):
        return "own"
    return "shared" if shocks_of(played) else "none"


def shocks_of(settings: Settings) -> tuple[Event, ...]:
    """Return the events that are more than a change of rules, as far as they are that."""
    return tuple(each.model_copy(update={"rules": {}}) for each in settings.events if each.surge or each.capacity)


def _without_rules(settings: Settings) -> Settings:
    return settings.model_copy(update={"rules": Settings().rules, "events": shocks_of(settings)})


@component
def Headline(
    asked: PageRuns, titles: tuple[str, str], differing: tuple[Differing, Events], story: Text, words: Words
) -> None:
    """Show the sentence of the last year's runs, how sure it is, and the story of the scenario.

    Parameters
    ----------
    asked : PageRuns
        Of the city played and the one compared with.
    titles : (str, str)
        What they are called.
    differing : (str, str)
        In what they differ, and whose events the one compared with lives through.
    story : Text
        Of the scenario played.
    words : Words
    """
    with solara.Div(classes=["standing"]):
        with solara.Div(classes=["standing-said"], attributes={"role": "status"}):
            if len(asked.courses) == 2:
                played, against = asked.replicates or tuple((course,) for course in asked.courses)
                said = say_standing([run.final for run in played], [run.final for run in against], titles, words)
                but = [said.gap, Html(tag="span", children=[said.but], class_="standing-but")] if said.but else []
                Html(tag="h1", children=[said.solved, *but], class_="standing-sentence")
                difference, events = differing
                about = words(f"play.differing.{difference}")
                if events != "own":
                    gap = " " if words.language == "en" else ""
                    about += gap + words(f"play.events.{events}", played=titles[0], against=titles[1])
                solara.Div(children=[solara.Text(about)], classes=["standing-about"])
                with solara.Div(classes=["standing-sure"]):
                    solara.Text(said.details)
            else:
                Html(tag="h1", children=[words("play.first")], class_="standing-sentence")
        if story:
            with solara.Details(summary=words("play.story", city=titles[0])):
                solara.Text(words.of(story), classes=["standing-story"])
