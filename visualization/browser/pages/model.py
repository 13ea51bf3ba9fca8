"""Model: one week of a city step by step, who decides what, and the ODD description chapter by chapter (模型)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import solara
from markdown_it import MarkdownIt
from reacton import component

from ....model.parameters.tables import DOCUMENTS
from ..hooks import use_background, use_state
from ..page import PageDeclaration
from ..payload import Payload, open_payload
from ..session import Visitor
from ..translations import Language

ASSETS = Path(__file__).parents[1] / "assets"

BEAT = 2.5
"""Seconds that a step of the week is looked at while the week plays."""

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_SECTION = re.compile(r" ?[(（][0-9.、, ]+[)）]")
_CHAPTER = re.compile(r"^## +(.+)$", re.MULTILINE)


@solara.component_vue(str(ASSETS / "document.vue"), to_json={"html": open_payload})
def _Document(html: Payload, event_follow: Callable[[str], None]) -> None:
    """Show a document of the program; `event_follow` gets where a link inside it points."""


@cache
def chapters(language: Language) -> tuple[tuple[str, str], ...]:
    """Return the chapters of the description: title and HTML; raw HTML in the text stays text."""
    text = DOCUMENTS[language].read_text(encoding="utf-8")
    parts = _CHAPTER.split(text)
    read = MarkdownIt("commonmark", {"html": False}).enable("table")
    heads = [re.sub(r"^# +", "", parts[0].strip().splitlines()[0]), *parts[1::2]]
    bodies = [parts[0], *(f"## {head}\n{body}" for head, body in zip(parts[1::2], parts[2::2], strict=True))]
    texts = (read.render(body).replace("h1>", "h2>") for body in bodies)  # a page has one first heading: its name
    return tuple((head.strip(), text) for head, text in zip(heads, texts, strict=True))


@dataclass(frozen=True, slots=True)
class WeekStep:
    """A step of the week: its name in a language, and what it does."""

    name: str
    does: str


@cache
def week_steps(language: Language) -> tuple[WeekStep, ...]:
    """Return the steps of a week, as the description's table has them; in Chinese without their English names."""
    rows = _rows(_chapter(language, 3))
    steps = [WeekStep(_own_words(row[1], language), row[3]) for row in rows if row[0].isdigit()]
    return tuple(WeekStep(step.name.replace("_", " "), step.does) for step in steps)


@cache
def deciders(language: Language) -> tuple[tuple[str, str], ...]:
    """Return the seven kinds of actor and what each decides every week, as the description's table has it."""
    rows = _rows(_chapter(language, 2))
    first = next(place for place, row in enumerate(rows) if row[0].startswith(("party", "党组织")))
    return tuple((_own_words(row[0], language), _plain(row[2])) for row in rows[first : first + 7])


def _chapter(language: Language, number: int) -> str:
    text = DOCUMENTS[language].read_text(encoding="utf-8")
    return text.split(f"\n## {number}. ")[1].split("\n## ")[0]


def _rows(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("|") and not line.startswith("|--")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.count("|") > 3]


def _own_words(cell: str, language: Language) -> str:
    """Return the words of a cell that are of a language: tables name things in both."""
    kept = [word for word in cell.split() if bool(_CHINESE.search(word)) == (language == "zh")]
    return " ".join(kept) or cell


def _plain(cell: str) -> str:
    """Return a cell without its references to sections."""
    return _SECTION.sub("", cell)


@component
def Week(visitor: Visitor) -> None:
    """Show the steps of one week, one after the other."""
    words = visitor.words
    steps = week_steps(words.language)
    here, go = use_state(0)
    playing, play = use_state(False)

    async def beat() -> None:
        step = here
        while playing:
            await asyncio.sleep(BEAT)
            step = (step + 1) % len(steps)
            go(step)

    use_background(beat, playing)
    with solara.Div(classes=["sheet", "week"], attributes={"data-step": str(here + 1)}):
        with solara.Div(classes=["week-head"]):
            solara.Text(words("model.week"), classes=["shelf-title"])
            solara.Button(
                words("model.stop" if playing else "model.play"), on_click=lambda: play(not playing), outlined=True
            )
        with solara.Div(classes=["week-steps"], attributes={"role": "group", "aria-label": words("model.steps")}):
            for place, step in enumerate(steps):
                solara.Button(
                    f"{place + 1} {step.name}",
                    on_click=lambda place=place: go(place),
                    text=True,
                    classes=["week-step", *(["pressed"] if place == here else [])],
                    attributes={"aria-pressed": str(place == here).lower()},
                )
        with solara.Div(classes=["week-now"], attributes={"role": "status"}):
            solara.Text(words("model.now", step=here + 1, name=steps[here].name), classes=["week-name"])
            solara.Text(words(f"model.step.{here + 1}"))
            solara.Text(steps[here].does, classes=["quiet"])
        solara.Text(words("model.kinds"), classes=["shelf-title"])
        with solara.Div(classes=["kinds"], attributes={"role": "list"}):
            for kind, decides in deciders(words.language):
                with solara.Div(classes=["kind"], attributes={"role": "listitem"}):
                    solara.Text(kind, classes=["kind-name"])
                    solara.Text(decides)


@component
def Model(visitor: Visitor) -> None:
    """Show the week, then one chapter and the way to the others."""
    shown, show = use_state(0)
    result = chapters(visitor.view.value.language)

    def follow(target: str) -> None:
        name, _, place = target.partition("#")
        for language, file in DOCUMENTS.items():
            if name == file.name:
                visitor.show(language=language)
        if number := re.match(r"\d+", place):
            show(min(int(number[0]), len(result) - 1))

    Week(visitor)
    with solara.Div(classes=["reader"]):
        with solara.Div(classes=["reader-chapters"], attributes={"role": "navigation"}):
            for place, (title, _) in enumerate(result):
                solara.Button(
                    title,
                    on_click=lambda place=place: show(place),
                    text=True,
                    classes=["reader-chapter", *(["pressed"] if place == shown else [])],
                )
        with solara.Div(classes=["sheet", "reader-page"]):
            _Document(html=Payload(result[min(shown, len(result) - 1)][1]), event_follow=follow)


PAGE = PageDeclaration(60, {"en": "Model", "zh": "模型"}, Model)
