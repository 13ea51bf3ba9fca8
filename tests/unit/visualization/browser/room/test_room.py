"""A room without a server: who is in, what is asked, what is answered, and who sees what."""

from __future__ import annotations

import io
import json
import threading

import numpy as np
import pytest

from cogov.scenarios import load
from cogov.visualization.browser.room.ballot import MOST_CHOICES, Ballot
from cogov.visualization.browser.room.invitation import DIGITS, Invitation, make_code
from cogov.visualization.browser.room.moves import PROPOSED, LeverMove, list_moves, propose
from cogov.visualization.browser.room.room import LONGEST_NAME, Room, RoomFull
from cogov.visualization.browser.room.sketch import POINTS, CurveSpread, Sketch, distance, gather, sample, stretch
from cogov.visualization.language.translations import words

BOTH = {"en": "a", "zh": "甲"}


def ballot(choices=3):
    return Ballot(BOTH, tuple(LeverMove("rules.x", place, BOTH) for place in range(choices)))


def sketch():
    return Sketch(BOTH, 260, 0.0, 100.0, (50.0,) * POINTS, BOTH)


def room_of(*phones, seats=10, seats_of_address=10):
    room = Room(seats, seats_of_address)
    return room, [room.enter(phone, "10.0.0.1") for phone in phones]


@pytest.mark.parametrize(("language", "said"), [("en", "phones come in at"), ("zh", "手机进入地址：")])
def test_the_terminal_shows_how_phones_come_in(language, said):
    class Screen(io.StringIO):
        def isatty(self):
            return True

    invitation, screen, file = Invitation("10.0.0.5", 8766, "123456"), Screen(), io.StringIO()
    for out in (screen, file):
        invitation.tell(out, words(language))
        assert f"{said}" in out.getvalue()
        assert "http://10.0.0.5:8766/?c=123456" in out.getvalue()
    assert screen.getvalue().count("\n") > 15, "the picture to be scanned"
    assert file.getvalue().count("\n") == 1, "no picture in a log"


class TestVoting:
    @pytest.mark.parametrize("choices", [1, MOST_CHOICES + 1])
    def test_a_ballot_has_two_to_six_choices(self, choices):
        with pytest.raises(ValueError, match="choices"):
            ballot(choices)

    def test_each_phone_has_one_vote_and_may_change_it(self):
        room, _ = room_of("a", "b")
        room.ask(ballot())
        for phone, vote in (("a", 0), ("b", 2), ("a", 2), ("a", 2)):
            assert room.answer(phone, 1, vote)
        assert ballot().count(room.state.answers) == (0, 0, 2)
        assert room.view("a")["task"]["mine"] == 2

    @pytest.mark.parametrize("vote", [-1, 3, True, 1.0, "1", None, [1], {}, 10**30])
    def test_what_is_no_choice_is_not_taken(self, vote):
        room, _ = room_of("a")
        room.ask(ballot())
        assert not room.answer("a", 1, vote)
        assert room.state.answers == ()

    def test_an_answer_to_an_earlier_question_or_of_a_stranger_is_not_taken(self):
        room, _ = room_of("a")
        room.ask(ballot())
        room.ask(ballot())
        assert not room.answer("a", 1, 0)
        assert not room.answer("stranger", 2, 0)
        assert room.answer("a", 2, 0)

    def test_locking_unlocking_and_asking_again(self):
        room, _ = room_of("a")
        room.ask(ballot())
        room.lock()
        assert not room.answer("a", 1, 0)
        room.lock(shut=False)
        assert room.answer("a", 1, 0)
        room.reset()
        assert room.state.answers == ()
        assert room.view("a")["task"]["mine"] is None

    def test_of_the_others_nothing_is_shown_before_the_reveal(self):
        room, _ = room_of("a", "b")
        room.ask(ballot())
        before = room.view("b")
        room.answer("a", 1, 2)
        assert room.view("b") == before
        room.reveal()
        assert room.view("b")["task"]["count"] == (0, 0, 1)
        assert room.view("b")["task"]["leading"] == (2,)

    def test_several_lead_where_they_are_level_and_none_without_votes(self):
        assert ballot().leading([0, 2]) == (0, 2)
        assert ballot().leading([]) == ()


class TestDrawing:
    @pytest.mark.parametrize(
        "curve",
        [None, "x", [1.0] * (POINTS - 1), [1.0] * (POINTS + 1), [101] * POINTS, [float("nan")] * POINTS,
         [True] * POINTS, ["1"] * POINTS, [[1]] * POINTS, [-1] * POINTS, [10**400] * POINTS],
    )  # fmt: skip
    def test_what_is_no_curve_is_not_taken(self, curve):
        assert sketch().read(curve) is None

    def test_median_and_spread_are_those_of_the_curves(self):
        curves = [(float(value),) * POINTS for value in (0, 10, 20, 30, 100)]
        found = gather(curves)
        assert found.median == (20.0,) * POINTS
        assert found.low == (4.0,) * POINTS
        assert found.high == (72.0,) * POINTS
        assert distance(curves[0], found.median) == 20

    def test_a_course_goes_to_points_and_back(self):
        weekly = np.linspace(10, 90, 260)
        assert np.allclose(stretch(sample(weekly), 260), weekly, atol=0.01)

    def test_the_reveal_says_how_far_off_one_was_and_the_room(self):
        room, _ = room_of("a", "b")
        room.ask(sketch())
        assert room.answer("a", 1, [40] * POINTS)
        run = CurveSpread((60.0,) * POINTS, (50.0,) * POINTS, (70.0,) * POINTS)
        assert "run" not in room.view("a")["task"]
        room.reveal(run)
        assert room.view("a")["task"]["mine_off"] == 20
        assert room.view("b")["task"]["room_off"] == 20
        assert "mine_off" not in room.view("b")["task"]

    def test_a_reveal_without_curves_is_one(self):
        room, _ = room_of("a")
        room.ask(sketch())
        room.reveal(CurveSpread((60.0,) * POINTS, (50.0,) * POINTS, (70.0,) * POINTS))
        assert json.loads(json.dumps(room.view("a")))["task"]["answers"] == 0


class TestSeats:
    def test_a_phone_that_comes_back_finds_its_place(self):
        room, (leave,) = room_of("a")
        room.ask(ballot())
        room.answer("a", 1, 1)
        room.name("a", "李")
        leave()
        leave()
        assert (room.state.present, room.state.names) == (0, ())
        room.enter("a", "10.0.0.9")
        assert (room.state.present, room.state.names) == (1, ("李",))
        assert room.view("a")["task"]["mine"] == 1

    def test_seats_are_limited_in_all_and_for_one_address(self):
        room = Room(3, 2)
        for phone in "ab":
            room.enter(phone, "1")
        with pytest.raises(RoomFull):
            room.enter("c", "1")
        room.enter("d", "1", limited=False)
        with pytest.raises(RoomFull):
            room.enter("e", "2")
        assert (room.state.present, room.state.turned_away) == (3, 2)

    def test_who_left_without_an_answer_gives_the_seat_away_and_who_answered_does_not(self):
        room, (leave_a, leave_b) = room_of("a", "b", seats=2)
        room.ask(ballot())
        room.answer("a", 1, 0)
        leave_a()
        leave_b()
        room.enter("c", "2")
        with pytest.raises(RoomFull):
            room.enter("d", "2")
        assert room.state.answers == (0,)
        leave_b()  # of a phone that is forgotten

    @pytest.mark.parametrize(
        ("said", "kept"),
        [("  Ada \n\u202e Lovelace\0 ", "Ada Lovelace"), ("<b>",) * 2, ("x" * 40, "x" * LONGEST_NAME), ("\ud800", "")],
    )  # fmt: skip
    def test_a_name_is_a_short_line(self, said, kept):
        room, _ = room_of("a")
        room.name("a", said)
        assert room.view("a")["name"] == kept

    @pytest.mark.parametrize("said", [None, 7, ["x"], "x" * 1000])
    def test_what_is_no_name_changes_nothing(self, said):
        room, _ = room_of("a")
        assert not room.name("a", said)

    def test_closing_forgets_everything_and_tells(self):
        room, _ = room_of("a")
        told = threading.Event()
        room.listen(told.set)
        room.ask(ballot())
        room.answer("a", 1, 0)
        room.close()
        assert told.is_set()
        assert room.view("a") == {"closed": True, "name": "", "task": None}
        assert room.state.answers == ()


class TestMoves:
    def test_each_changes_the_city_and_can_be_made(self):
        settings = load("synergy").settings
        moves = list_moves(settings)
        assert len({(move.key, move.value) for move in moves}) == len(moves)
        for move in moves:
            changed = load("synergy", changes={move.key: move.value}).settings
            assert changed != settings, move
            assert move.names["en"] != move.names["zh"]

    def test_idle_levers_are_left_out(self):
        half = {"rules.mechanism.strength": 0.5}
        keys = {move.key for move in list_moves(load("fragmented", changes=half).settings)}
        assert "rules.mechanism.strength" not in keys  # nobody asks for help, however strongly
        assert "rules.mechanism.rule" in keys
        assert not {"rules.deliberation.pledge", "rules.goals.strength", "rules.resources.rule"} & keys

    def test_a_vote_begins_with_different_levers(self):
        proposed = propose(list_moves(load("synergy").settings))
        assert len({move.key for move in proposed}) == len(proposed) == PROPOSED


def test_an_invitation_is_a_code_and_a_picture():
    code = make_code()
    assert len(code) == DIGITS
    assert code.isdecimal()
    assert Invitation("10.0.0.5", 8766, code).draw().startswith("data:image/svg+xml")
