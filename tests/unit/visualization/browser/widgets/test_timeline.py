"""What the timeline takes from the browser, and how it follows an event that is dragged past others."""

from __future__ import annotations

import pytest
import solara

from cogov.visualization.browser.widgets.keys import KeyListener, Keys
from cogov.visualization.browser.widgets.timeline import Timeline, TimelineWidget


class Plan:
    """Events, sorted by week and numbered anew after each change, as pages do it."""

    def __init__(self, **weeks):
        self.weeks, self.log, self.context = weeks, [], None

    def events(self):
        ordered = sorted(self.weeks.items(), key=lambda item: item[1])
        return [
            {"index": index, "week": week, "label": label, "kind": "rules"}
            for index, (label, week) in enumerate(ordered)
        ]

    def moved(self, index, week):
        self.weeks[self.events()[index]["label"]] = week
        self.context.render(self.page())

    def page(self):
        def note(what):
            return lambda value: self.log.append((what, value))

        return Timeline(
            100, 10, note("week"), False, note("playing"), self.events(), self.moved, note("select"), note("add"),
            note("remove"), on_drag=self.moved,
        )  # fmt: skip


@pytest.fixture
def plan():
    plan = Plan(early=10, middle=20, late=30)
    _, plan.context = solara.render(plan.page(), handle_error=False)
    yield plan
    plan.context.close()


def say(plan, **message):
    plan.context.find(TimelineWidget).widget._handle_custom_msg(message, [])


def test_a_chip_dragged_past_others_stays_the_one_in_the_hand(plan):
    for week in (15, 25, 35, 25):
        say(plan, what="drag", index=0, week=week)
    say(plan, what="move", index=0, week=40)
    assert plan.weeks == {"early": 40, "middle": 20, "late": 30}
    say(plan, what="drag", index=0, week=50)  # now it is the middle one that comes first
    assert plan.weeks == {"early": 40, "middle": 50, "late": 30}


def test_a_report_that_comes_again_is_dealt_with_once(plan):
    drag = {"what": "drag", "index": 0, "week": 25, "report": 1}
    move = {"what": "move", "index": 0, "week": 35, "report": 2}
    for message in (drag, move, move, drag, {**move, "week": 1}):
        say(plan, **message)
    assert plan.weeks == {"early": 35, "middle": 20, "late": 30}
    assert plan.context.find(TimelineWidget).widget.heard == 2
    say(plan, what="move", index=9, week=1, report=3)  # what comes to nothing has been heard as well
    assert plan.context.find(TimelineWidget).widget.heard == 3


def test_what_the_hand_does_is_reported(plan):
    for message in (
        {"what": "week", "week": 99}, {"what": "playing", "playing": True}, {"what": "select", "index": 2},
        {"what": "add", "week": 0}, {"what": "remove", "index": 1},
    ):  # fmt: skip
        say(plan, **message)
    assert plan.log == [("week", 99), ("playing", True), ("select", 2), ("add", 0), ("remove", 1)]


@pytest.mark.parametrize(
    "message",
    [
        {"what": "week", "week": 100}, {"what": "week", "week": True}, {"what": "week", "week": 1.5}, {"what": "week"},
        {"what": "playing", "playing": 1}, {"what": "select", "index": 3}, {"what": "select", "index": -1},
        {"what": "move", "index": 0, "week": -1}, {"what": "drag", "index": "0", "week": 1}, {"what": "other"}, {},
    ],
)  # fmt: skip
def test_nonsense_is_not(plan, message):
    before = dict(plan.weeks)
    say(plan, **message)
    assert plan.log == []
    assert plan.weeks == before


def test_keys_pass_on_what_they_know():
    heard = []
    _, context = solara.render(Keys(heard.append), handle_error=False)
    widget = context.find(KeyListener).widget
    for message in ({"key": "play"}, {"key": "format_disk"}, {"key": 1}, {"key": ["play"]}, {}):
        widget._handle_custom_msg(message, [])
    context.close()
    assert heard == ["play"]
