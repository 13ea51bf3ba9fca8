from hypothesis import given
from hypothesis import strategies as st

from cogov.experiments.lessons import LessonProgress, load_lesson

LESSON = load_lesson("1_curves")  # its first step asks nothing
START = LessonProgress(lesson=LESSON)


def test_a_step_that_asks_nothing_is_open():
    assert START.is_revealed
    assert START.can_go_on
    assert not START.can_reveal
    assert START.predict(0) == START
    assert START.reveal() == START


def test_predict_comes_before_reveal_and_reveal_before_the_next_step():
    asked = START.next()
    assert asked.step == 1
    assert asked.reveal() == asked
    assert asked.next() == asked
    chosen = asked.predict(2).predict(1)
    assert chosen.prediction == 1
    assert chosen.next() == chosen
    shown = chosen.reveal()
    assert shown.is_revealed
    assert shown.predict(0) == shown  # too late
    assert shown.next().step == 2


def test_an_option_that_does_not_exist_is_not_chosen():
    asked = START.next()
    assert asked.predict(99) == asked
    assert asked.predict(-1) == asked


def test_one_can_go_back_and_find_what_was_predicted():
    shown = START.next().predict(2).reveal()
    again = shown.next().back()
    assert (again.step, again.prediction, again.is_revealed) == (1, 2, True)
    assert START.back() == START


def test_a_lesson_ends_at_the_debrief_and_can_begin_again():
    progress = START
    while not progress.at_debrief:
        progress = progress.predict(0).reveal().next()
    assert progress.here is None
    assert progress.question is None
    assert progress.next() == progress
    assert progress.right({1: 0, 2: 1, 3: 0}) == 2
    assert progress.again() == START


def test_a_prediction_that_was_not_shown_counts_for_nothing():
    assert START.next().predict(0).right({1: 0}) == 0


MOVES = st.sampled_from(["next", "back", "reveal", 0, 1, 2, 9])


@given(st.lists(MOVES, max_size=40))
def test_no_question_can_be_walked_past(moves):
    progress = START
    for move in moves:
        progress = progress.predict(move) if isinstance(move, int) else getattr(progress, move)()
        asked = [n for n, step in enumerate(LESSON.steps[: progress.step]) if step.question is not None]
        assert set(asked) <= progress.revealed <= set(progress.predictions)
        assert 0 <= progress.step <= len(LESSON.steps)
