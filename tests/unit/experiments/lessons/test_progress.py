from hypothesis import given
from hypothesis import strategies as st

from cogov.experiments.lessons import LessonProgress, load_lesson, read_progress

LESSON = load_lesson("4_lift")
START = LessonProgress(lesson=LESSON)


def test_what_was_revealed_cannot_be_predicted_any_more():
    chosen = START.predict(2).predict(1)
    assert chosen.prediction == 1
    shown = chosen.reveal()
    assert shown.is_revealed
    assert shown.predict(0) == shown
    assert shown.reveal() == shown


def test_a_poll_that_nobody_answered_can_be_revealed():
    assert START.reveal().is_revealed
    assert START.reveal().prediction is None


def test_an_option_that_does_not_exist_is_not_chosen():
    assert START.predict(99) == START
    assert START.predict(-1) == START


def test_any_scene_can_be_gone_to_and_what_was_said_is_found_again():
    shown = START.predict(2).reveal()
    again = shown.go(3).go(0)
    assert (again.scene, again.prediction, again.is_revealed) == (0, 2, True)
    assert START.back() == START
    assert START.go(99).at_debrief
    assert START.go(99).here is None
    assert START.go(99).next() == START.go(99)
    assert shown.again() == START


def test_only_predictions_that_were_shown_count():
    progress = START.predict(0).reveal().go(1).predict(1).reveal().go(2).predict(0)
    assert progress.right({0: 0, 1: 2, 2: 0}) == 1


def test_a_link_says_where_a_lesson_is():
    progress = START.predict(2).reveal().go(1).reveal().go(3).predict(0)
    assert progress.text() == "2r.r..0"
    assert read_progress(LESSON, 3, progress.text()) == progress
    assert read_progress(LESSON, 0, "") == START


MOVES = st.sampled_from(["next", "back", "reveal", 0, 1, 2, 9])


@given(st.lists(MOVES, max_size=40))
def test_a_link_brings_any_progress_back(moves):
    progress = START
    for move in moves:
        progress = progress.predict(move) if isinstance(move, int) else getattr(progress, move)()
    assert read_progress(LESSON, progress.scene, progress.text()) == progress


@given(st.text(max_size=40), st.integers(-5, 40))
def test_whatever_a_link_says_is_a_progress(text, scene):
    progress = read_progress(LESSON, scene, text)
    assert 0 <= progress.scene <= len(LESSON.scenes)
    assert all(0 <= option < len(LESSON.scenes[n].poll.options) for n, option in progress.predictions.items())
