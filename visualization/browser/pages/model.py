"""Model: the ODD description, chapter by chapter (模型)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import solara
from markdown_it import MarkdownIt
from reacton import component

from ....model import odd_tables
from ..hooks import use_state
from ..page import PageDeclaration
from ..payload import Payload, open_payload
from ..session import Visitor
from ..translations import Language

ASSETS = Path(__file__).parents[1] / "assets"
ODD = Path(odd_tables.__file__).parent
NAMES: dict[Language, str] = {"en": "ODD.md", "zh": "ODD.zh.md"}

_CHAPTER = re.compile(r"^## +(.+)$", re.MULTILINE)


@solara.component_vue(str(ASSETS / "document.vue"), to_json={"html": open_payload})
def _Document(html: Payload, event_follow: Callable[[str], None]) -> None:
    """Show a document of the program; `event_follow` gets where a link inside it points."""


@cache
def chapters(language: Language) -> tuple[tuple[str, str], ...]:
    """Return the chapters of the description: title and HTML; raw HTML in the text stays text."""
    text = (ODD / NAMES[language]).read_text(encoding="utf-8")
    parts = _CHAPTER.split(text)
    read = MarkdownIt("commonmark", {"html": False}).enable("table")
    heads = [re.sub(r"^# +", "", parts[0].strip().splitlines()[0]), *parts[1::2]]
    bodies = [parts[0], *(f"## {head}\n{body}" for head, body in zip(parts[1::2], parts[2::2], strict=True))]
    return tuple((head.strip(), read.render(body)) for head, body in zip(heads, bodies, strict=True))


@component
def Model(visitor: Visitor) -> None:
    """Show one chapter and the way to the others."""
    shown, show = use_state(0)
    result = chapters(visitor.view.value.language)

    def follow(target: str) -> None:
        name, _, place = target.partition("#")
        for language, file in NAMES.items():
            if name == file:
                visitor.show(language=language)
        if number := re.match(r"\d+", place):
            show(min(int(number[0]), len(result) - 1))

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
