"""A visitor's page without a browser: what she does changes her setup and no one else's."""

from __future__ import annotations

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from cogov.experiments.execution.runs import RunSpec, run_one
from cogov.model.parameters.events import Cut, Event, Surge
from cogov.scenarios import library, load, loads, to_toml
from cogov.scenarios.message import say
from cogov.visualization.browser import configuration as setups
from cogov.visualization.browser.downloads import scenario_file
from cogov.visualization.browser.session import LARGEST_FILE, Visitor
from cogov.visualization.browser.url_state import parse_query, query

SMALL = {
    "world.city.urban_districts": 1,
    "world.city.streets_per_district": 1,
    "world.city.communities_per_street": 2,
    "world.city.rural_counties": 0,
    "world.city.agents_per_grid": 8,
    "run.weeks": 12,
}


def test_a_lever_set_to_the_scenarios_value_is_no_change():
    visitor = Visitor()
    assert visitor.move("rules.goals.strength", 0.7)
    assert visitor.setup.changes == {"rules.goals.strength": 0.7}
    assert visitor.move("rules.goals.strength", setups.base(visitor.setup.scenario, {}).settings.rules.goals.strength)
    assert visitor.setup.changes == {}


def test_whole_levers_stay_whole():
    visitor = Visitor()
    assert visitor.move("rules.deliberation.interval_weeks", 13.0)
    assert visitor.setup.changes == {"rules.deliberation.interval_weeks": 13}


def test_a_bad_change_is_told_and_leaves_everything_as_it_was():
    visitor = Visitor()
    before = visitor.setup
    assert not visitor.move("rules.goals.strength", 4.0)
    assert visitor.setup == before
    assert "0 至 1 之间的数" in say(visitor.told.value[0], "zh")
    assert "number between 0 and 1" in say(visitor.told.value[0], "en")


@pytest.mark.fault("H6")
def test_an_uploaded_scenario_is_played_and_stays_the_visitors_own():
    visitor, other = Visitor(), Visitor()
    content = to_toml(load("synergy").model_copy(update={"name": "mine"})).encode()
    assert visitor.upload("../../etc/passwd.toml", content)
    assert visitor.setup.scenario == "own:mine"
    assert setups.scenario_played(visitor.setup, visitor.uploads.value).digest == load("synergy").digest
    assert other.uploads.value == {}


@pytest.mark.fault("H4")
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"schema_version = 2\n[scenario]\n[rules.goals]\nstrengt = 1\n", "strengt"),
        (b"[scenario]\nname = 'old'\n", "cogov scenarios upgrade FILE"),
        ("[scenario]\nname = '市域社会治理协同'".encode("gbk"), "GBK"),
        (b"\x00\x01\x02", "x.toml"),
        (b"x" * (LARGEST_FILE + 1), "kB"),
        (b'schema_version = 2\n[scenario]\nextends = "../../../etc/passwd"\n', "passwd"),
    ],
)
def test_a_file_that_is_no_scenario_is_told_and_not_taken(content, told):
    visitor = Visitor()
    assert not visitor.upload("x.toml", content)
    for language in ("en", "zh"):
        assert told in " ".join(say(line, language) for line in visitor.told.value)
    assert [say(line, "en") for line in visitor.told.value] != [say(line, "zh") for line in visitor.told.value]
    assert visitor.uploads.value == {}


shares = st.sampled_from(["rules.goals.strength", "rules.resources.share", "rules.participation.reward"])
changes = st.one_of(
    st.tuples(shares, st.floats(-0.2, 1.2)),
    st.tuples(st.just("rules.mechanism.rule"), st.sampled_from(["silo", "peer", "hub", "committee"])),
    st.tuples(st.just("rules.deliberation.interval_weeks"), st.integers(-1, 30)),
    st.tuples(st.just("behaviour.work.substitution"), st.floats(-3, 1)),
)
weeks = st.integers(0, 15)
happenings = st.one_of(
    st.builds(Event, week=weeks, rules=st.just({"goals": {"rule": "command", "strength": 0.5}})),
    st.builds(Event, week=weeks, surge=st.just(Surge(types=("care", "refuse"), factor=6.0, weeks=2))),
    st.builds(Event, week=weeks, capacity=st.just(Cut(actors=("government",), factor=0.5, weeks=4))),
)


class Session(RuleBasedStateMachine):
    """Anything a visitor can do, in any order: what she sees is what a run without a browser gives."""

    def __init__(self):
        super().__init__()
        self.visitor = Visitor()
        for key, value in SMALL.items():
            assert self.visitor.move(key, value)

    @rule(change=changes, rest=st.booleans())
    def move(self, change, rest):
        self.visitor.move(*change, rest=rest)

    @rule(event=happenings)
    def add(self, event):
        self.visitor.ask(self.visitor.setup.with_events((*self.events, event)))

    @rule(place=st.integers(0, 9), week=st.integers(0, 11))
    def drag(self, place, week):
        if place < len(self.events):
            moved = self.events[place].model_copy(update={"week": week})
            events = (*self.events[:place], moved, *self.events[place + 1 :])
            self.visitor.ask(self.visitor.setup.with_events(events), f"event {place}", rest=False)

    @rule(place=st.integers(0, 9))
    def remove(self, place):
        if place < len(self.events):
            self.visitor.ask(self.visitor.setup.with_events((*self.events[:place], *self.events[place + 1 :])))

    @rule(name=st.sampled_from(library()))
    def choose(self, name):
        self.visitor.ask(self.visitor.setup.choose(name))

    @rule(name=st.sampled_from(library()))
    def compare(self, name):
        self.visitor.ask(self.visitor.setup.compare_with(name))

    @rule(seed=st.integers(0, 50))
    def reseed(self, seed):
        self.visitor.ask(self.visitor.setup.with_seed(seed))

    @rule()
    def undo(self):
        before = self.visitor.setup
        self.visitor.undo()
        if self.visitor.setup != before:
            self.visitor.redo()
            assert self.visitor.setup == before
            self.visitor.undo()

    @rule()
    def redo(self):
        self.visitor.redo()

    @property
    def events(self):
        return setups.events_of(self.visitor.setup, {})

    @invariant()
    def can_always_be_run(self):
        assert setups.problems(self.visitor.setup, {}) == ()

    @invariant()
    def opens_again_from_its_link(self):
        setup, view, told = parse_query(query(self.visitor.setup, self.visitor.view.value))
        assert (setup, view, told) == (self.visitor.setup, self.visitor.view.value, ())

    def teardown(self):
        shown = setups.scenario_played(self.visitor.setup, {})
        again = loads(scenario_file(shown)[1]())
        assert again.digest == shown.digest
        assert run_one(RunSpec("", again.settings)).digest == run_one(RunSpec("", shown.settings)).digest


TestSession = pytest.mark.fault("H9")(Session.TestCase)
TestSession.settings = hypothesis_settings(max_examples=8, stateful_step_count=25, deadline=None)


def test_a_city_is_first_looked_at_in_the_week_of_its_event():
    event = setups.base("flood", {}).settings.events[0].week
    assert event > 100
    assert Visitor("scenario=flood").week.value == event
    assert Visitor("scenario=flood&week=7").week.value == 7
    visitor = Visitor()
    assert visitor.week.value == 0, "nothing happens there"
    visitor.ask(visitor.setup.choose("flood"))
    assert visitor.week.value == event
    visitor.week.set(30)
    visitor.move("rules.goals.strength", 0.7)
    assert visitor.week.value == 30, "a lever leaves the week alone"
    visitor.ask(visitor.setup.choose("synergy"))
    assert visitor.week.value == 0
