"""What a visitor takes home of Play: a slide, a video of the map, and one page to print."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import solara
from reacton import component

from ....experiments.comparison import Comparison
from ....model.indicators import Indicator
from ....scenarios import Text
from ...narratives.standing import say_standing
from .. import downloads
from ..hooks import use_state
from ..leaflet import make_leaflet
from ..payload import Payload, open_payload
from ..translations import Words
from .takeaway import FileButton

ASSETS = Path(__file__).parents[1] / "assets"

ON_SLIDE = (640.0, 430.0)
"""Width and height of the curves on a slide, so small that their text is large there."""

SAID = ("slide", "film", "filming", "no_film", "no_map")


@solara.component_vue(str(ASSETS / "take_home.vue"), to_json={"content": open_payload})
def _Pictures(content: Payload, say: dict[str, str], event_here: Callable[[str], None]) -> None:
    """Show buttons that make a slide and a video of what the page shows; `event_here` gets the page's address."""


@component
def TakeHome(
    result: Comparison, indicator: Indicator, titles: tuple[str, str], story: Text, query: str, words: Words
) -> None:
    """Show the buttons.

    Parameters
    ----------
    result : Comparison
        Of the city compared with and the one played.
    indicator : Indicator
        Whose curves are drawn.
    titles : (str, str)
        What the two are called, the city compared with first.
    story : Text
        Of the city played.
    query : str
        Of the address that opens the two.
    words : Words
    """
    here, found = use_state("")
    finals = [[run.final for run in row] for row in result.runs]
    said = say_standing(finals[1], finals[0], (titles[1], titles[0]), words)
    content = {
        "headline": said.headline,
        "but": bool(said.but),
        "sure": said.details,
        "svg": downloads.picture(result, indicator, words, ON_SLIDE),
        "titles": list(titles),
        "foot": f"cogov · {downloads.command(result.scenarios, len(result.seeds))}",
    }
    with solara.Div(classes=["takeaway-row"]):
        say = {name: words.lines[f"takeaway.{name}"] for name in SAID}
        _Pictures(content=Payload(content), say=say, event_here=found)
        if here:
            link = f"{here}?{query}"
            key = (*(run.digest for row in result.runs for run in row), indicator.name, words.language, link)
            FileButton(
                "cogov-leaflet.html", key,
                lambda: make_leaflet(result, indicator, said, titles, words.of(story), link, words),
                words("takeaway.leaflet"),
            )  # fmt: skip
