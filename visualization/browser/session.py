"""One visitor: her setup with its history, what she looks at, the scenarios she brought, all apart from others'."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import solara

from ...scenarios import Scenario, ScenarioError, loads
from ...scenarios.message import sentence_of
from . import configuration as setups
from .configuration import OWN, Setup
from .history import History
from .run_cache import COURSES
from .translations import Language, Words, in_both, words
from .url_state import View, parse_query

LARGEST_FILE = 256_000
"""Bytes of a scenario file that the browser takes; a city listed in a CSV file belongs on the command line."""


class Visitor:
    """The state of one page, as reactive values.

    Parameters
    ----------
    query : str
        Of the address the page was opened with.
    language : str
        If the address names none.
    """

    def __init__(self, query: str = "", language: Language = "zh") -> None:
        setup, view, told = parse_query(query, language)
        self.history: solara.Reactive[History] = solara.Reactive(History(setup))
        self.view: solara.Reactive[View] = solara.Reactive(view)
        self.uploads: solara.Reactive[dict[str, Scenario]] = solara.Reactive({})
        self.told: solara.Reactive[tuple[str, ...]] = solara.Reactive(told)
        self.week: solara.Reactive[int] = solara.Reactive(view.week or setups.opening_week(setup, {}))
        self.event: solara.Reactive[int | None] = solara.Reactive(None)
        self.help: solara.Reactive[bool] = solara.Reactive(False)
        self.classes: solara.Reactive[dict[str, Any]] = solara.Reactive({})
        self.playing: solara.Reactive[bool] = solara.Reactive(False)
        self.blank: solara.Reactive[bool] = solara.Reactive(False)

    @property
    def setup(self) -> Setup:
        """The present setup."""
        return self.history.value.present

    @property
    def words(self) -> Words:
        """The words in the visitor's language."""
        return words(self.view.value.language)

    def ask(self, setup: Setup, touch: str = "", *, rest: bool = True) -> bool:
        """Take a setup over if it can be run, and tell what is wrong with it otherwise.

        Parameters
        ----------
        setup : Setup
        touch : str
            What the hand is on; see :class:`~.history.History`.
        rest : bool
            Whether the hand has come to rest.
        """
        COURSES.feel_hand()
        if result := setups.problems(setup, self.uploads.value):
            self.told.set(result)
            return False
        if setup.scenario != self.setup.scenario:
            self.week.set(setups.opening_week(setup, self.uploads.value))
        history = self.history.value.to(setup, touch)
        self.history.set(history.rested() if rest else history)
        self.told.set(())
        return True

    def move(self, key: str, value: Any, *, rest: bool = True) -> bool:
        """Set a lever or an assumption; None sets it back."""
        if value is None:
            return self.ask(self.setup.without_change(key))
        own = setups.setting_at(setups.base(self.setup.scenario, self.uploads.value).settings, key)
        given = int(value) if isinstance(own, int) and not isinstance(own, bool) else value
        same = given == own
        return self.ask(self.setup.without_change(key) if same else self.setup.with_change(key, given), key, rest=rest)

    def open(self, query: str) -> None:
        """Go to what an address says, as one step that can be undone."""
        setup, view, told = parse_query(query, self.view.value.language)
        self.view.set(view)
        if setup != self.setup and not self.setup.scenario.startswith(OWN):
            self.history.set(self.history.value.to(setup))
        self.told.set(told)

    def undo(self) -> None:
        """Go one step back."""
        self.history.set(self.history.value.undo())

    def redo(self) -> None:
        """Do again what was last taken back."""
        self.history.set(self.history.value.redo())

    def show(self, **change: Any) -> None:
        """Look at something else, or in another way."""
        self.view.set(replace(self.view.value, **change))

    def upload(self, name: str, content: bytes) -> bool:
        """Take a scenario from the content of a file and play it, or tell everything that is wrong with it.

        The content is read as a scenario and as nothing else; the file's name is only shown.
        """
        try:
            if len(content) > LARGEST_FILE:
                raise ValueError(in_both("shell.too_large", size=len(content) // 1000, most=LARGEST_FILE // 1000))
            scenario = loads(content, name)
            key = f"{OWN}{scenario.name}"
            uploads = {**self.uploads.value, key: scenario}
            setup = self.setup.choose(key)
            if result := setups.problems(setup, uploads):
                self.told.set(result)
                return False
        except ScenarioError as error:
            self.told.set(tuple(problem.sentence for problem in error.problems))
            return False
        except ValueError as error:
            self.told.set((sentence_of(error),))
            return False
        self.uploads.set(uploads)
        return self.ask(setup)

    def title(self, name: str) -> str:
        """Return what a scenario is called."""
        scenario = setups.base(name, self.uploads.value)
        return self.words.of(scenario.title) or scenario.name
