"""A scenario: settings that can be run, and what they are meant to show."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ..model.parameter import Record
from ..model.parameters.settings import Settings
from .errors import Problem
from .form import FORM, Form, form_of
from .outlines import Outlines

LONGEST_STORY = 4000
"""Signs of a text for people, at most."""


class Text(Record):
    """Words in both languages; where one is missing the other stands for it."""

    en: str = Field(default="", max_length=LONGEST_STORY, description="English")
    zh: str = Field(default="", max_length=LONGEST_STORY, description="Chinese (中文)")

    def __bool__(self) -> bool:
        return bool(self.en or self.zh)


class Claim(Record):
    """What a scenario's story says about an indicator, in a form that can turn out false.

    The mean of the last year is compared with that of the other scenario, on the same seeds.
    """

    indicator: str = Field(description="name of an indicator")
    than: str = Field(description="the scenario compared with: a name of the library or a file beside this one")
    direction: Literal["higher", "lower"] = Field(description="where this scenario is expected to stand")
    found: Literal["holds", "broken", "not_shown"] = Field(
        default="holds", description="what many runs have said of it since; a broken claim stays, and says so"
    )


class Story(Record):
    """What a scenario is called, and what it is meant to show.

    Attributes
    ----------
    name : str
        Name in tables and on the command line.
    title, story : Text
        For people.
    caveat : Text
        What speaks against its values, or against those of what it extends; whoever runs it is told.
    watch : tuple of str or Text
        Indicators, by name, and sentences that say what to look at.
    expect : tuple of Claim
        Claims of the story that a test can check.
    notes : dict of int to Text
        What the file says about its events, by their place in ``settings.events``.
    sources : tuple of str
        The files it was read from, the remotest ancestor first; then the doors of changes, such as ``--set``.
    warnings : tuple of Problem
        What is allowed but may not be meant.
    outlines : Outlines
        Of its places, for a map; they decide nothing.
    """

    name: str
    title: Text
    story: Text = Text()
    caveat: Text = Text()
    watch: tuple[str | Text, ...] = ()
    expect: tuple[Claim, ...] = ()
    notes: dict[int, Text] = Field(default_factory=dict)
    sources: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = Field(default=(), exclude=True)
    outlines: Outlines = Field(default=Outlines(), exclude=True)


class Scenario(Story):
    """A named set of settings, with its story.

    Attributes
    ----------
    settings : Settings
        All that decides a run.
    """

    settings: Settings

    @property
    def digest(self) -> str:
        """SHA-256 of the settings; comments, order of keys, titles and line ends do not matter."""
        return self.settings.digest()


def form_of_scenario(scenario: Scenario | None) -> Form:
    """Return the form of a scenario; that without extensions where it could not be read."""
    return FORM if scenario is None else form_of(scenario.settings)
