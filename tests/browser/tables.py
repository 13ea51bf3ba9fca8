"""Tables that play actors: the trainer's steps on a page, and tables without a page of their own."""

from __future__ import annotations

import json
import threading
from collections import deque

from cogov.visualization.browser.room.actor_levers import ACTORS

from .conftest import PATIENCE
from .phone import until


def go_on(stage, say, phase):
    """Go to the next phase, which is this one."""
    stage.get_by_role("button", name=say("rounds.next", phase=say(f"rounds.phase.{phase}"))).click()
    stage.locator(f'.rounds[data-phase="{phase}"]').wait_for()


def go_back(stage, say, phase):
    """Go to the phase before, which is this one."""
    stage.get_by_role("button", name=say("rounds.back", phase=say(f"rounds.phase.{phase}"))).click()
    stage.locator(f'.rounds[data-phase="{phase}"]').wait_for()


def run(stage, say):
    """Run the city and wait for the reveal."""
    stage.get_by_role("button", name=say("rounds.run"), exact=True).click()
    stage.locator('.rounds[data-phase="reveal"]').wait_for(timeout=10 * PATIENCE)


class Tables:
    """A table for each of some actors, by default of all seven.

    Parameters
    ----------
    door : Door
        Of a room in which a game takes seats.
    lasting : callable
        Keeps their connections.
    actors : sequence of str
    """

    def __init__(self, door, lasting, actors=ACTORS) -> None:
        self._door, self._cookies = door, {actor: door.cookie() for actor in actors}
        lines = [lasting(door.line(cookie)) for cookie in self._cookies.values()]
        self._number = {until(line, lambda shown: shown["task"])["task"]["number"] for line in lines}.pop()
        for line in lines:  # what is not read is answered by nothing, and the server lets go
            threading.Thread(target=deque, args=(line, 0), daemon=True).start()
        self.levers = {actor: self._ask(actor, do="sit", actor=actor)["levers"] for actor in actors}

    def _ask(self, actor, /, **said):
        headers = {"Cookie": self._cookies[actor], "Origin": self._door.site, "Content-Type": "application/json"}
        status, text, _ = self._door.ask("/move", "POST", json.dumps({"number": self._number, **said}), **headers)
        assert status == 200, text
        return json.loads(text)["task"]

    def move_all(self) -> int:
        """Put every lever of every table elsewhere, and return how many there are."""
        for actor, levers in self.levers.items():
            for lever in levers:
                values = [each["value"] for each in lever["choices"]] if "choices" in lever else [lever["high"], 0]
                value = next(each for each in values if each != lever["value"])
                self._ask(actor, do="move", lever=lever["key"], value=value)
        return sum(map(len, self.levers.values()))

    def commit_all(self) -> None:
        """Fix all levers, with guesses that differ."""
        for place, actor in enumerate(self.levers):
            self._ask(actor, do="commit", guess=40 + 7 * place)
