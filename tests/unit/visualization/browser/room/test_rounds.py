"""The game of rounds without a server: who may do what when, what carries over, what comes out, who sees what."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cogov.model.institutions import BY_NAME
from cogov.model.parameters.rules import Rules
from cogov.scenarios import library, load
from cogov.visualization.browser import run_cache
from cogov.visualization.browser.measures import BY_NAME as INDICATORS
from cogov.visualization.browser.room import round_runs
from cogov.visualization.browser.room.actor_levers import (
    ACTORS,
    CONCERNS,
    HELD,
    actor_name,
    carries,
    hold_levers,
    rule_of,
)
from cogov.visualization.browser.room.room import Room
from cogov.visualization.browser.room.room_state import TablesPlaying
from cogov.visualization.browser.room.round_export import COLUMNS, rounds_table
from cogov.visualization.browser.room.round_game import PHASES, ROUNDS, MoveRefused, RoundGame
from cogov.visualization.browser.room.round_outcome import RoundResult, compare_runs, gather_runs
from cogov.visualization.browser.room.round_runs import begin_game, city_with, run_round
from cogov.visualization.browser.room.table_view import describe_game
from cogov.visualization.browser.translations import words

CITY = load("middling").settings
LEVERS = hold_levers(CITY)
NAMES = {"en": "a city", "zh": "一市"}
LISTS, LINKS = "rules.mechanism.responsibility_lists", "rules.party_building.household_links"


def outcome(solved):
    finals = [dict.fromkeys(INDICATORS, share) for share in (solved - 0.01, solved, solved + 0.01)]
    return gather_runs([np.full(52, each["solved"]) for each in finals], finals)


def new_game(settings=CITY, levers=LEVERS):
    return RoundGame(levers, outcome(0.5), {each.key: each.start for held in levers.values() for each in held})


def result_of(game, solved=0.6):
    found = outcome(solved)
    together = compare_runs(found, game.before)
    alone = dict.fromkeys([move.actor for move in game.moves], together)
    return RoundResult(
        game.number, tuple(game.seats), game.values, game.moves, dict(game.guesses), found, together, alone
    )


def to(game, phase):
    while game.phase != phase:
        game = game.advance()
    return game


def status_of(do, *given):
    with pytest.raises(MoveRefused) as refused:
        do(*given)
    return refused.value.status


class TestLevers:
    def test_each_kind_has_two_to_four_and_each_lever_one_holder(self):
        every = [key for held in HELD.values() for key in held]
        assert set(HELD) == set(ACTORS) == set(CONCERNS)
        assert len(every) == len(set(every))
        assert all(2 <= len(held) <= 4 for held in HELD.values())

    def test_kinds_hold_levers_of_rules_that_they_carry_or_carry_none_at_all(self):
        """A kind that carries some rule holds only such; the three others propose."""
        with_rules = {actor for actor in ACTORS if any(carries(actor, each) for each in BY_NAME.values())}
        assert with_rules == {"party", "government", "self_governing", "citizen"}
        for actor, levers in LEVERS.items():
            assert all(each.carried == (actor in with_rules) for each in levers), actor

    @pytest.mark.parametrize("name", library())
    def test_every_city_of_the_library_can_be_played_from_where_it_stands(self, name):
        for levers in hold_levers(load(name).settings).values():
            for lever in levers:
                assert lever.read(lever.start) == lever.start
                assert all(lever.say(lever.start, language) for language in ("en", "zh"))

    def test_every_value_that_is_read_makes_a_city(self):
        for levers in LEVERS.values():
            for lever in levers:
                ends = [value for value, _ in lever.choices] or [lever.low, lever.high]
                for end in ends:
                    assert city_with(CITY, {lever.key: lever.read(end)}).rules is not None
                    rule_of(lever.key)

    def test_what_a_table_sees_is_said_in_both_languages(self):
        for actor, names in CONCERNS.items():
            for name in names:
                assert name in INDICATORS
                assert all(f"rounds.sees.{actor}_{name}" in words(each).lines for each in ("en", "zh"))
            assert actor_name(actor, "zh") != actor_name(actor, "en")

    @pytest.mark.parametrize(("page", "language"), [("room.md", "en"), ("room.zh.md", "zh")])
    def test_the_page_says_who_holds_what(self, root, page, language):
        rows = {
            cells[1].strip(): [each.strip() for each in re.split("[,、]", cells[2])]
            for line in (root / "docs/how-to" / page).read_text("utf-8").splitlines()
            if len(cells := line.split("|")) == 5
        }
        for actor, levers in LEVERS.items():
            said = [each.lower() for each in rows[actor_name(actor, language)]]
            assert [re.sub("^its ", "", each) for each in said] == [self.short(each.names[language]) for each in levers]

    def short(self, name):
        return name.lower().replace("joint work strength", "strength")

    def test_levers_of_the_model_that_nobody_holds_stay(self):
        held = {key.split(".")[1] for keys in HELD.values() for key in keys}
        assert held <= set(Rules.model_fields)
        assert "rules.administration.command" not in {key for keys in HELD.values() for key in keys}


class TestSeats:
    def test_an_actor_has_one_table_and_a_table_one_actor(self):
        game = new_game().sit("a", "party")
        assert status_of(game.sit, "b", "party") == 409
        game = game.sit("a", "citizen")
        assert game.sit("b", "party").seats == {"citizen": "a", "party": "b"}
        assert game.sit("a", "citizen") == game

    @pytest.mark.parametrize("actor", ["king", "", None, 7, ["party"], {}])
    def test_what_is_no_actor_is_not_taken(self, actor):
        assert status_of(new_game().sit, "a", actor) == 422

    def test_who_is_away_can_be_replaced_and_keeps_the_levers(self):
        game = to(new_game().sit("a", "party"), "propose").move("a", LINKS, 0.75)
        assert status_of(game.sit, "b", "party") == 409
        game = game.sit("b", "party", away={"a"})
        assert game.actor_of("a") is None
        assert game.values[LINKS] == 0.75
        assert status_of(game.move, "a", LINKS, 0.1) == 403

    def test_after_the_first_step_a_table_stays_with_its_actor(self):
        game = to(new_game().sit("a", "party"), "propose")
        assert status_of(game.sit, "a", "citizen") == 409
        assert game.sit("b", "citizen").actor_of("b") == "citizen"


class TestRounds:
    def test_three_rounds_without_any_table(self):
        game = new_game()
        for number in range(1, ROUNDS + 1):
            game = to(game, "run")
            assert status_of(game.advance) == 409
            game = game.finish(result_of(game))
            assert (game.number, game.phase) == (number, "reveal")
            if number < ROUNDS:
                game = game.advance()
        assert game.is_over
        assert status_of(game.advance) == 409
        assert game.values == new_game().values

    @pytest.mark.parametrize("phase", PHASES)
    def test_levers_are_set_while_proposing_and_committing(self, phase):
        game = new_game().sit("a", "party")
        game = to(game, "run").finish(result_of(to(game, "run"))) if phase == "reveal" else to(game, phase)
        if phase in ("propose", "commit"):
            assert game.move("a", LINKS, 0.75).put == {LINKS: 0.75}
        else:
            assert status_of(game.move, "a", LINKS, 0.75) == 409

    def test_levers_carry_over_and_what_is_set_back_is_no_move(self):
        game = to(new_game().sit("a", "party"), "propose").move("a", LINKS, 0.75)
        assert game.move("a", LINKS, LEVERS["party"][2].start).moves == ()
        game = to(game, "run")
        game = game.finish(result_of(game)).advance()
        assert (game.fixed[LINKS], game.put, game.committed, game.guesses) == (0.75, {}, frozenset(), {})

    @pytest.mark.parametrize("phase", PHASES[1:])
    def test_the_trainer_steps_back_and_what_tables_set_stays(self, phase):
        before = to(new_game().sit("a", "party"), "propose").move("a", LINKS, 0.75)
        before = to(before, "commit").commit("a", 70)
        passed = [to(new_game().sit("a", "party"), "propose").move("a", LINKS, 0.75)] if phase == "propose" else []
        game = passed[0] if passed else to(before, "run") if phase in ("run", "reveal") else before
        if phase == "reveal":
            game = game.finish(result_of(game))
        game = replace(game, phase=phase)
        back = game.back()
        assert back.phase == PHASES[PHASES.index(phase) - 1]
        assert (back.values, back.seats, back.results) == (game.values, game.seats, ())
        assert back.put == {LINKS: 0.75}, "a change that was run is a proposal again"
        assert back.fixed == new_game().fixed
        if phase in ("commit", "run"):
            assert (back.committed, back.guesses) == (frozenset(), {}), "they commit anew"
        if phase == "reveal":
            assert back.finish(result_of(back)) == game

    def test_the_round_before_can_be_shown_again_and_the_first_seat_is_the_end(self):
        game = to(to(new_game().sit("a", "party"), "commit").commit("a", 70), "run")
        shown = game.finish(result_of(game))
        assert shown.advance().back() == shown
        assert status_of(new_game().back) == 409

    @pytest.mark.parametrize("guess", [-1, 101, 50.0, "50", True, [], {}, 10**400])
    def test_what_is_no_guess_commits_nothing(self, guess):
        game = to(new_game().sit("a", "party"), "commit")
        assert status_of(game.commit, "a", guess) == 422

    def test_what_is_committed_is_fixed(self):
        game = to(new_game().sit("a", "party"), "commit").commit("a", None)
        assert status_of(game.move, "a", LINKS, 0.75) == 409
        assert status_of(game.commit, "a", 50) == 409
        assert status_of(game.commit, "b", 50) == 403

    def test_a_result_of_another_round_or_of_other_levers_is_not_taken(self):
        game = to(new_game(), "run")
        result = result_of(game)
        assert status_of(game.finish, replace(result, number=2)) == 409
        assert status_of(game.finish, replace(result, values={**result.values, LINKS: 1.0})) == 409
        assert status_of(to(new_game(), "commit").finish, result) == 409

    def test_alone_is_the_round_before_with_one_tables_change(self):
        game = to(new_game().sit("a", "party").sit("b", "government"), "propose")
        game = game.move("a", LINKS, 0.75).move("b", LISTS, 1)
        assert game.values_alone("party") == {**game.fixed, LINKS: 0.75}
        assert game.values_alone("government") == {**game.fixed, LISTS: 1.0}
        assert game.values_alone("citizen") == game.fixed


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 300), st.floats(allow_nan=True), st.text(max_size=4),
    st.sampled_from([value for held in LEVERS.values() for each in held for value, _ in each.choices]),
    st.lists(st.integers(), max_size=2),
)  # fmt: skip
KEYS = [key for keys in HELD.values() for key in keys]
TABLES = st.sampled_from("abcde")


class AnyGame(RuleBasedStateMachine):
    """Whatever tables send and the trainer does, in any order: who may not does nothing, and values stay possible."""

    @initialize(seats=st.permutations(ACTORS), on=st.sampled_from(PHASES[:4]))
    def begin(self, seats, on):
        self.game = new_game()
        for table, actor in zip("abcd", seats, strict=False):
            self.game = self.game.sit(table, actor)
        self.game = to(self.game, on)
        self.order = [(1, phase) for phase in PHASES[: PHASES.index(on) + 1]]
        self.statuses = set()

    def act(self, table, change):
        """Do something as a table; what it may not do raises and changes nothing, what it does is its own."""
        before = self.game
        try:
            after = change(before)
        except MoveRefused as refused:
            self.statuses.add(refused.status)
            return
        self.game = after
        moved = {key for key in KEYS if after.values[key] != before.values[key]}
        assert moved <= set(HELD.get(after.actor_of(table), ()))
        assert not moved or before.phase in ("propose", "commit")
        assert not moved or before.actor_of(table) not in before.committed
        assert (after.number, after.phase, after.fixed, after.results) == (
            before.number, before.phase, before.fixed, before.results,
        )  # fmt: skip
        assert before.committed <= after.committed
        assert all(after.guesses[each] == guess for each, guess in before.guesses.items())

    @rule(table=TABLES, actor=st.one_of(st.sampled_from(ACTORS), ANYTHING), away=st.frozensets(TABLES, max_size=2))
    def sit(self, table, actor, away):
        before = dict(self.game.seats)
        self.act(table, lambda game: game.sit(table, actor, away))
        lost = {each for each, phone in before.items() if self.game.seats.get(each) != phone}
        assert all(before[each] in away or before[each] == table for each in lost)

    @rule(table=TABLES, key=st.one_of(st.sampled_from(KEYS), ANYTHING), value=st.one_of(st.floats(0, 1), ANYTHING))
    def move(self, table, key, value):
        self.act(table, lambda game: game.move(table, key, value))

    @rule(table=TABLES, key=st.sampled_from(KEYS), share=st.floats(0, 1))
    def move_to_what_is_possible(self, table, key, share):
        self.act(table, lambda game: game.move(table, key, self.possible(key, share)))

    @rule(table=TABLES, place=st.integers(0, 1), share=st.floats(0, 1))
    def move_own(self, table, place, share):
        """The moves that a page makes, so that not nearly all are refused."""
        own = self.game.actor_of(table)
        if own is not None:
            key = HELD[own][place]
            self.act(table, lambda game: game.move(table, key, self.possible(key, share)))

    def possible(self, key, share):
        lever = self.game.lever(key)
        if lever.choices:
            return lever.choices[int(share * (len(lever.choices) - 1))][0]
        value = lever.low + share * (lever.high - lever.low)
        return round(value) if lever.whole else value

    @rule(table=TABLES, guess=st.integers(0, 100))
    def commit_as_a_page_does(self, table, guess):
        self.act(table, lambda game: game.commit(table, guess))

    @rule(table=TABLES, guess=ANYTHING)
    def commit(self, table, guess):
        self.act(table, lambda game: game.commit(table, guess))

    @rule()
    def go_on(self):
        before = self.game
        try:
            self.game = before.advance()
        except MoveRefused:
            assert before.phase == "run" or before.is_over
            if before.phase == "run":
                self.game = before.finish(result_of(before))
        if self.game != before:
            self.order.append((self.game.number, self.game.phase))
            assert self.game.values == before.values, "levers carry over"
            assert self.game.seats == before.seats

    @rule()
    def go_back(self):
        before = self.game
        try:
            self.game = before.back()
        except MoveRefused:
            assert before.phase == "seats"
            return
        self.order.pop()
        if before.phase != "propose":
            assert self.game.values == before.values, "what tables set stays"
        assert self.game.seats == before.seats

    @invariant()
    def holds(self):
        rounds = [(number, phase) for number in range(1, ROUNDS + 1) for phase in PHASES[1:]]
        assert self.order == [(1, "seats"), *rounds][: len(self.order)]
        for levers in LEVERS.values():
            for lever in levers:
                assert lever.read(self.game.values[lever.key]) == self.game.values[lever.key]
        assert self.statuses <= {403, 409, 422}
        assert len(set(self.game.seats.values())) == len(self.game.seats)
        assert set(self.game.guesses) <= set(self.game.committed)
        assert all(type(each) is int and 0 <= each <= 100 for each in self.game.guesses.values())
        for table in "abx":
            assert json.dumps(describe_game(self.game, table, (), NAMES))


TestAnyGame = AnyGame.TestCase
TestAnyGame.settings = settings(
    max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


class TestRuns:
    @pytest.fixture
    def few(self, monkeypatch):
        monkeypatch.setattr(round_runs, "REPLICATES", 3)
        return load("middling", changes={"run.weeks": 52}).settings

    def test_the_city_runs_with_all_changes_and_with_each_alone(self, few):
        told = []
        game = asyncio.run(begin_game(few, lambda done, total: told.append((done, total))))
        assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
        game = to(game.sit("a", "party").sit("b", "government"), "propose")
        game = to(game.move("a", LINKS, 0.9).move("b", LISTS, 1), "run")
        result = asyncio.run(run_round(few, game, lambda done, total: told.append((done, total))))
        assert told[-1] == (9, 9)
        assert result.moves == game.moves
        for actor, key, value in (("party", LINKS, 0.9), ("government", LISTS, 1.0)):
            one = load("middling", changes={"run.weeks": 52, key: value}).settings
            finals = [run.final for run in self.runs(one)]
            own = [100 * each["solved"] for each in finals]
            assert result.alone[actor].mean == pytest.approx(np.mean(own) - game.opening.headline)
        both = load("middling", changes={"run.weeks": 52, LINKS: 0.9, LISTS: 1.0}).settings
        assert result.outcome.solved == tuple(100 * run.final["solved"] for run in self.runs(both))
        assert result.together.mean == pytest.approx(result.outcome.headline - game.opening.headline)
        assert game.finish(result).last == result.outcome

    def runs(self, city):
        seeds = round_runs.seeds(city.run.seed, 3)
        return [asyncio.run(run_cache.course(round_runs.with_seed(city, seed))) for seed in seeds]

    def test_a_round_in_which_nobody_moves_anything_changes_nothing(self, few):
        game = to(asyncio.run(begin_game(few, lambda done, total: None)), "run")
        result = asyncio.run(run_round(few, game, lambda done, total: None))
        assert (result.together.mean, result.alone, result.moves) == (0.0, {}, ())
        assert result.outcome == game.opening


class TestRoom:
    def room(self, *phones):
        room = Room(10, 10)
        leaves = [room.enter(phone, "10.0.0.1") for phone in phones]
        room.begin(TablesPlaying(new_game(), CITY, NAMES))
        return room, leaves

    def play(self, room, phone, **said):
        room.play(phone, room.view(phone)["task"]["number"], said)

    def test_before_all_lie_open_a_table_alone_sees_its_levers(self):
        room, _ = self.room("a", "b")
        self.play(room, "a", do="sit", actor="party")
        self.play(room, "b", do="sit", actor="self_governing")
        room.step(RoundGame.advance)

        def seen():
            return {key: value for key, value in room.view("b")["task"].items() if key != "version"}

        before = seen()
        self.play(room, "a", do="move", lever=LINKS, value=0.75)
        assert seen() == before
        assert room.view("a")["task"]["levers"][2]["value"] == 0.75
        room.step(RoundGame.advance)
        assert [each["after"]["zh"] for each in room.view("b")["task"]["moves"]] == ["75%"]

    def test_a_lever_says_what_holds_it_back_once_that_may_be_known(self):
        room, _ = self.room("a", "b")
        self.play(room, "a", do="sit", actor="self_governing")
        self.play(room, "b", do="sit", actor="citizen")
        room.step(RoundGame.advance)
        self.play(room, "a", do="move", lever="rules.deliberation.interval_weeks", value=0)
        assert all("idle" not in each for each in room.view("b")["task"]["levers"])
        room.step(RoundGame.advance)
        assert all("会议间隔" in each["idle"]["zh"] for each in room.view("b")["task"]["levers"])

    def test_who_left_keeps_seat_and_levers_and_can_be_replaced(self):
        room, (leave, _) = self.room("a", "b")
        self.play(room, "a", do="sit", actor="party")
        with pytest.raises(MoveRefused):
            self.play(room, "b", do="sit", actor="party")
        leave()
        assert room.state.away == {"party"}
        for number in range(20):
            with pytest.raises(MoveRefused):
                room.play(f"stranger {number}", 1, {"do": "sit", "actor": "citizen"})
        assert room.state.tables.game.seats == {"party": "a"}
        self.play(room, "b", do="sit", actor="party")
        assert room.view("b")["task"]["mine"] == "party"

    @pytest.mark.parametrize("number", [0, 2, None, "1", True, 1.0, [1]])
    def test_a_move_of_another_game_is_not_taken(self, number):
        room, _ = self.room("a")
        with pytest.raises(MoveRefused) as refused:
            room.play("a", number, {"do": "sit", "actor": "party"})
        assert refused.value.status == 409
        assert room.state.tables.game.seats == {}

    def test_a_question_ends_the_game_and_closing_forgets_it(self):
        room, _ = self.room("a")
        room.put_away()
        assert room.state.tables is None
        assert not room.step(RoundGame.advance)
        room.begin(TablesPlaying(new_game(), CITY, NAMES))
        room.close()
        assert room.view("a") == {"closed": True, "name": "", "task": None}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_table_to_take_away_names_actors_only(language):
    game = to(new_game().sit("secret", "party"), "propose").move("secret", LINKS, 0.75)
    game = to(game, "commit").commit("secret", 62)
    game = to(game, "run")
    game = game.finish(result_of(game, 0.6))
    text = rounds_table(game, language)
    assert "secret" not in text
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == len(HELD["party"])
    heads = {each: words(language)(f"rounds.column.{each}") for each in COLUMNS}
    row = {each: rows[2][head] for each, head in heads.items()}
    assert row["key"] == LINKS
    assert (row["before"], row["value"], row["guess"]) == ("0.25", "0.75", "62")
    assert (row["solved"], row["together"], row["alone"]) == ("60.0", "10.00", "10.00")
