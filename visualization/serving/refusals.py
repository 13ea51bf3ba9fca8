"""What a visitor is told who cannot come in."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment

from ...experiments.words import words
from .capacity import Refusal

PAGE = Path(__file__).with_name("refusal.html")


@cache
def page(refusal: Refusal) -> bytes:
    """Return the page that says, in both languages, why there is no room."""
    template = Environment(autoescape=True).from_string(PAGE.read_text(encoding="utf-8"))
    texts = [
        {
            "language": "zh-CN" if language == "zh" else "en",
            "title": words(language)(f"serving.{refusal}.title"),
            "text": words(language)(f"serving.{refusal}.text"),
            "again": words(language)("serving.again"),
        }
        for language in ("zh", "en")
    ]
    return template.render(texts=texts).encode()
