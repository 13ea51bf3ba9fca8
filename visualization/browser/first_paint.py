"""The page before its server lives: what is known beforehand, as HTML that a reader can begin with.

On Play that is the sentence, the story, the levers in front and the picture of the pair that was run beforehand; of
other pages and pairs it is their name. It stands until the page itself is there.
"""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from ...scenarios import ScenarioError
from ..charts.lines import Line, dash, line_chart
from ..language.formatting import level
from ..narratives.standing import say_standing
from .configuration import Setup, offered_scenarios, scenario_compared, scenario_played
from .measures import BY_NAME
from .opened import opened_scenarios, opening_query
from .opening import SHOWN, front_as_shipped, runs_as_shipped
from .pages.play import AGAINST, PLAYED
from .panels.front_levers import describe_potential
from .panels.levers import describe_lever
from .potential import list_levers
from .serving.frame import FirstPaint
from .shell import ROOMS
from .translations import Words, ask_language, words
from .url_state import View, parse_query, query
from .use_runs import PageRuns

TEMPLATE = Path(__file__).parent / "assets" / "first_paint.html"

KEPT = 64
"""Pages that are kept painted."""

PICTURE = (960.0, 300.0)
"""Width and height of the picture."""


def paint(asked: str, accepted: str) -> FirstPaint:
    """Return what stands on a page first.

    Parameters
    ----------
    asked : str
        Query of its address.
    accepted : str
        Header ``Accept-Language``.
    """
    return _paint(asked or opening_query(list(opened_scenarios())), ask_language(accepted))


@lru_cache(KEPT)
def _paint(asked: str, language: Any) -> FirstPaint:
    setup, view, _ = parse_query(asked, language)
    say = words(view.language)
    links = [
        {"name": page.names[view.language], "here": name == view.page, "query": query(setup, _look(view, name))}
        for name, page in ROOMS.items()
    ]
    about: dict[str, Any] = {"links": links, "page": ROOMS[view.page].names[view.language]}
    if view.page == "play":
        with suppress(ScenarioError):  # the page itself says what is wrong
            about |= _describe(setup, say)
    html = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        TEMPLATE.read_text(encoding="utf-8")
    )
    return FirstPaint(view.language, html.render(say=say, **about))


def _look(view: View, page: str) -> View:
    return View(page=page, language=view.language)


def _describe(setup: Setup, say: Words) -> dict[str, Any]:
    """Return what is known of a pair: its names and story, and of one that was run beforehand all of the rest."""
    played, against = scenario_played(setup, {}), scenario_compared(setup, {})
    offered = offered_scenarios()
    names = tuple(say.of(offered[name].title) or name for name in (setup.scenario, setup.against))
    about: dict[str, Any] = {"names": names, "story": say.of(offered[setup.scenario].story)}
    kept = runs_as_shipped()
    rows = tuple(kept.get(each.settings.digest(), ()) for each in (played, against))
    if not all(rows):
        return about
    runs = PageRuns(tuple(row[0] for row in rows), rows, shipped=True)
    finals = [[run.final for run in row] for row in rows]
    indicator = BY_NAME[SHOWN]
    lines: list[Line] = []
    for place, style in ((1, AGAINST), (0, PLAYED)):
        spread = runs.spread(place, SHOWN)
        if spread is not None:
            low, middle, high = (edge.tolist() for edge in spread)
            lines.append(Line(names[place], middle, low, high, style, dash(style)))
    ends = "; ".join(f"{line.label} {level(line.middle[-1], indicator)}" for line in lines)
    picture = line_chart(
        lines, label=f"{say.title(indicator)}: {ends}", week=say("play.axis"), unit=say.axis(indicator), size=PICTURE
    )
    return about | {
        "said": say_standing(finals[0], finals[1], (names[0], names[1]), say),
        "title": say.title(indicator),
        "picture": Markup(picture.markup()),  # texts in it are escaped by the XML serialiser
        "levers": _levers(played.settings, say),
    }


def _levers(settings: Any, say: Words) -> list[dict[str, str]]:
    front = front_as_shipped(settings)
    if front is None:
        return []
    rules = {lever.path: (rule, lever) for rule, lever in list_levers()}
    potentials = {each.key: each for each in front.potentials}
    return [
        {
            "label": describe_lever(settings, settings, *rules[key], say)["label"],
            "brings": describe_potential(potentials[key], BY_NAME[SHOWN], say),
        }
        for key in front.keys
    ]
