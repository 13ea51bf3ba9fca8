"""What a browser gets first: Solara's page in the visitor's language, with something to read until the server lives.

Solara offers no blocks for the places that need it, so a few passages of its template are replaced as it is read. One
that is not there exactly once means that Solara has changed, and the server does not start.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import Any

import jinja2

from ...language.translations import Language
from ..translations import TAGS, ask_language, words

PAGE = "solara.html.j2"

KEPT = """<script>
      // In a frame of another site a browser may keep nothing for us, and throws where it is asked: the page remembers
      // by itself then, until it is closed.
      for (const name of ['localStorage', 'sessionStorage']) {
        try { window[name]; } catch {
          const kept = new Map();
          const value = {
            getItem: (key) => kept.get(String(key)) ?? null,
            setItem: (key, text) => { kept.set(String(key), String(text)); },
            removeItem: (key) => { kept.delete(String(key)); },
          };
          Object.defineProperty(window, name, { value });
        }
      }
    </script>
"""

CHANGES = (
    ("<html>", '<html lang="{{ lang }}">'),
    ("<head>", f"<head>\n    {KEPT}"),
    ("initial-scale=1, maximum-scale=1, user-scalable=no, minimal-ui", "initial-scale=1"),
    (
        "Server\n                disconnected.</v-progress-circular>",
        "</v-progress-circular><p>{{ said.lost }}</p>",
    ),
    ("<div style=\"margin-top: 16px;\">Restoring session…</div>", "<p>{{ said.restoring }}</p>"),
    (
        "App is disconnected, and may not function properly. Please refresh the page.",
        "{% endraw %}{{ said.refresh }}{% raw %}",
    ),
    ("Could not restore session. Please refresh.\n", "\n"),
    (">Please refresh the page</v-card-title>", ">{{ said.refresh }}</v-card-title>"),
    ("Refresh now", "{{ said.again }}"),
)  # fmt: skip
"""Passages of Solara's template, and what stands in their place."""

SENTENCES = ("lost", "restoring", "refresh", "again")
"""What is said in them; of the table ``frame`` of the shell's words."""


@dataclass(frozen=True, slots=True)
class FirstPaint:
    """A page before its server lives.

    Attributes
    ----------
    language : str
        What it is written in.
    html : str
        What stands in the place of the page; Solara's loader if empty.
    """

    language: Language
    html: str


Painter = Callable[[str, str], FirstPaint]
"""Returns what is painted first, from the query of an address and the header ``Accept-Language``."""

ASKED: ContextVar[tuple[str, str]] = ContextVar("asked", default=("", ""))
"""Query and ``Accept-Language`` of the page that is being answered: Solara hands on nothing but its path."""


def frame_only(asked: str, accepted: str) -> FirstPaint:
    """Return a page of which nothing is painted beforehand."""
    return FirstPaint(ask_language(accepted), "")


class PageLoader(jinja2.FileSystemLoader):
    """Solara's templates, with :data:`CHANGES`."""

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return a template's text, its file, and whether it is still that.

        Raises
        ------
        RuntimeError
            If Solara's page is not the one that the changes were written for.
        """
        source, name, fresh = super().get_source(environment, template)
        for old, new in CHANGES if template == PAGE else ():
            if source.count(old) != 1:
                raise RuntimeError(f"Solara's page has changed; it holds {source.count(old)} times: {old}")
            source = source.replace(old, new)
        return source, name, fresh


def install(server: Any, paint: Painter) -> None:
    """Make Solara's server answer with our frame.

    Parameters
    ----------
    server : module
        ``solara.server.server``, whose functions are looked up by name for every page.
    paint : callable
        What is painted first.
    """
    environment = jinja2.Environment(loader=PageLoader(str(server.directory / "templates")), autoescape=True)
    environment.get_template(PAGE)  # it fails now or never
    server.get_jinja_env = partial(_hand_over, environment)
    server.read_root = partial(_read_root, server.read_root, paint)


def _hand_over(environment: jinja2.Environment, app_name: str) -> jinja2.Environment:
    return environment


def _read_root(
    read: Callable[..., str | None], paint: Painter, path: str, root_path: str = "", **more: Any
) -> str | None:
    first = paint(*ASKED.get())
    say = words(first.language)
    about = {"lang": TAGS[first.language], "said": {name: say(f"shell.frame.{name}") for name in SENTENCES}}
    page = {"html": first.html, "styles": [], "metas": [], "title": say("shell.title")}
    return read(path, root_path, render_kwargs=about, ssg_data=page if first.html else None, **more)
