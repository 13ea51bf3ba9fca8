"""The way of one case in both cities, side by side; and cases to choose from."""

from __future__ import annotations

from collections.abc import Callable

import solara
from reacton import component, use_memo
from reacton.ipyvuetify import Html

from ....model.engine.cases import FoundBy
from ....model.engine.history import CaseEvent
from ....model.parameters.places import COMMUNITY
from ...language.part_names import issue_name, place_name
from ..case_stories import JOINTLY, ON_THE_SPOT
from ..case_way import CaseWay, WayStep, follow, offer
from ..labels import body_name
from ..recording import Film
from ..translations import Words

FOUND = {FoundBy.RESIDENTS: "resident", FoundBy.GRID_WORKER: "worker", FoundBy.MEMBER: "member"}


@component
def FollowedCase(
    films: tuple[Film, Film], titles: tuple[str, str], week: int, followed: int | None, words: Words,
    on_follow: Callable[[int | None], None],
) -> None:  # fmt: skip
    """Show a case's weeks in the city before and in the city after, or offer cases to follow."""
    ways = use_memo(
        lambda: [follow(film, followed) if followed is not None else None for film in films],
        [followed, id(films[0]), id(films[1])],
    )
    # Offered anew every quarter, not every week: a list that changes under the hand cannot be chosen from.
    offered = use_memo(lambda: offer(*films, week // 13 * 13), [week // 13, id(films[0]), id(films[1])])
    known = next((way for way in reversed(ways) if way is not None), None)
    with solara.Div(classes=["way"]):
        if known is None:
            Html(tag="h3", children=[words("city.follow")], class_="way-title")
            solara.Text(words("city.follow_hint"), classes=["quiet"])
            with solara.Div(classes=["way-offers"]):
                for key in offered:
                    way = follow(films[1], key)
                    if way is not None:
                        solara.Button(
                            name_of(way, films[1], "city.journey.case", words),
                            on_click=lambda key=key: on_follow(key),
                            text=True,
                            classes=["way-offer"],
                        )
            return
        title = name_of(known, films[1], "city.journey.title", words)
        with solara.Div(classes=["way-head"]):
            Html(tag="h3", children=[title], class_="way-title")  # names are of files: text, no markup
            solara.Button(words("city.stop"), on_click=lambda: on_follow(None), text=True, classes=["way-stop"])
        about = {"tabindex": "0", "role": "group", "aria-label": title}
        with solara.Div(classes=["way-cities"], attributes=about):
            for place, (way, film) in enumerate(zip(ways, films, strict=True)):
                with solara.Div(classes=["way-city", f"way-{'after' if place else 'before'}"]):
                    solara.Text(summary_of(way, titles[place], words), classes=["way-summary"])
                    for k, step in enumerate(way.steps if way is not None else ()):
                        Step(step, way is not None and way.stays(k), film, week, words)


@component
def Step(step: WayStep, stays: bool, film: Film, week: int, words: Words) -> None:
    """Show one thing that happened."""
    about = {"data-week": str(step.week), "data-what": step.what.name.lower(), "data-body": str(step.body)}
    classes = ["way-step", f"way-{step.what.name.lower()}", "way-now" if step.week == week else ""]
    with solara.Div(classes=classes, attributes=about):
        solara.Text(words("city.journey.week", week=step.week), classes=["way-week"])
        solara.Text(sentence_of(step, film, words, stays=stays))


def name_of(way: CaseWay, film: Film, line: str, words: Words) -> str:
    """Return which case it is: its type, place and week of birth."""
    community = film.layout.places.tiers[COMMUNITY][int(film.layout.grids_home[way.grid])]
    type_ = issue_name(list(film.settings.world.issues)[way.type], words)
    return words(line, type=type_, place=place_name(community.name, words), week=way.steps[0].week)


def summary_of(way: CaseWay | None, city: str, words: Words) -> str:
    """Say in one sentence how long it took in a city, through how many doors, with whose help, and how it ended."""
    if way is None:
        return words("city.journey.absent", city=city)
    parts = {
        "meetings": way.count(CaseEvent.AGREED, CaseEvent.BLOCKED),
        "partners": len({step.body for step in way.steps if step.what == CaseEvent.JOINED}),
    }
    said = {name: words(f"city.journey.{name}", n=n) if n else "" for name, n in parts.items()}
    end = words(f"city.journey.{'open' if way.end is None else way.end.name.lower()}")
    return words("city.journey.summary", city=city, weeks=way.weeks, doors=way.doors, end=end, **said)


def sentence_of(step: WayStep, film: Film, words: Words, *, stays: bool = False) -> str:
    """Say what happened."""
    rows = {"body": step.body, "desk": step.desk}
    names = {name: body_name(film.layout, row, words) if row >= 0 else "" for name, row in rows.items()}
    key = "stays" if stays else step.what.name.lower()
    if step.what == CaseEvent.REPORTED:
        key = f"reported_{FOUND[FoundBy(step.detail)]}"
    elif step.what == CaseEvent.RESOLVED:
        spot = step.detail == ON_THE_SPOT or step.body < 0
        key = f"resolved_{'spot' if spot else 'jointly' if step.detail == JOINTLY else 'alone'}"
    elif step.what == CaseEvent.LAPSED:
        key = "lapsed_step"
    return words(f"city.journey.{key}", **names)
