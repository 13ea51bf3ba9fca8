"""What all pages share: one HTML file without requests, in one language.

The content security policy forbids everything but the one style sheet and the one script inside, both named by their
hashes, and pictures that the page itself holds. The script saves pictures (``saving.js``); a page without it lacks
nothing else. Every text is escaped by the template, and every text inside a picture by the XML serialiser.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ...scenarios.toml.sanitize import page_data
from ..language.translations import Language, words

FOLDER = Path(__file__).parent


def render(
    template: str,
    language: Language,
    *,
    kind: str = "",
    document: Any = None,
    other_page: str = "",
    styles: Sequence[str] = (),
    scripts: Sequence[str] = (),
    **content: Any,
) -> str:
    """Return a page.

    Parameters
    ----------
    template : str
        File beside this one; it extends ``frame.html``.
    language : str
        ``en`` or ``zh``.
    kind : str
        What the document is, as the id of the element that holds it.
    document : object
        What stands in the page as JSON; nothing if None.
    other_page : str
        File of the page in the other language; no link if empty.
    styles, scripts : sequence of str
        Files beside this one that the page has besides those of all pages.
    **content
        What the template asks for, ``title`` above all.
    """
    style, script = (
        "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in names)
        for names in (("page.css", *styles), ("saving.js", *scripts))
    )
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(
        say=words(language),
        style=Markup(style),
        style_digest=_digest(style),
        script=Markup(script),
        script_digest=_digest(script),
        other_language="en" if language == "zh" else "zh",
        other_page=other_page,
        kind=kind,
        data="" if document is None else Markup(page_data(document)),
        **content,
    )


def _digest(text: str) -> str:
    return b64encode(hashlib.sha256(text.encode()).digest()).decode()
