"""A scene's poll: the room predicts, the runs answer, and the answer meets the guess."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import solara
from reacton import component

from ....experiments.lessons import Answer, LessonProgress, Poll
from ....scenarios.form import FORM
from ...language.formatting import change, format_number, interval
from ..hooks import handler
from ..room.ballot import Ballot, SpokenChoice
from ..room.room import Room
from ..translations import LANGUAGES, Language, Words, words


@dataclass(frozen=True, slots=True)
class SceneFound:
    """What the runs of a scene gave: which option is right, and its one number; None where it has none."""

    answer: Answer | None
    hero: float | None


@component
def ScenePoll(
    poll: Poll,
    progress: LessonProgress,
    found: SceneFound | None,
    room: Room | None,
    version: object,
    say: Words,
    on_move: Callable[[LessonProgress], object],
) -> None:
    """Show what is asked, take a prediction, and show what came out."""
    result = found.answer if found is not None and progress.is_revealed else None
    asked = ballot(poll)
    state = room.state if room is not None else None
    ours = state is not None and state.task == asked
    votes = asked.count(state.answers) if state is not None and ours else ()

    def reveal() -> None:
        if room is not None and ours:
            room.reveal()
        on_move(progress.reveal())

    with solara.Div(classes=["asking"]):
        solara.Text(say.of(poll.text), classes=["asking-question"])
        for place, option in enumerate(poll.options):
            right = result is not None and place == result.option
            mark = "asking-right" if right else "asking-chosen" if place == progress.prediction else ""
            counted = progress.is_revealed and bool(votes)
            text = say("lessons.voted", option=say.of(option.text), n=votes[place]) if counted else say.of(option.text)
            solara.Button(
                text,
                on_click=handler(lambda place=place: on_move(progress.predict(place))),
                disabled=progress.is_revealed,
                classes=["asking-option", *([mark] if mark else [])],
                attributes={"aria-pressed": str(place == progress.prediction).lower()},
            )
        with solara.Div(classes=["asking-row"]):
            if not progress.is_revealed:
                solara.Button(say("lessons.reveal"), on_click=reveal, color="primary")
                if room is not None and not ours:
                    solara.Button(say("lessons.ask_room"), on_click=handler(lambda: room.ask(asked)), outlined=True)
            if state is not None and ours:
                present = max(state.present, len(state.answers))
                solara.Text(say("room.answers", n=len(state.answers), present=present), classes=["quiet"])
        if result is not None:
            Outcome(poll, result, progress.prediction, say)


def ballot(poll: Poll) -> Ballot:
    """Return a poll as the phones of a room are asked it."""
    question: dict[Language, str] = {each: words(each).of(poll.text) for each in LANGUAGES}
    choices = (SpokenChoice({each: words(each).of(option.text) for each in LANGUAGES}) for option in poll.options)
    return Ballot(question, tuple(choices))


@component
def Outcome(poll: Poll, result: Answer, predicted: int | None, say: Words) -> None:
    """Say which answer the runs gave, confront the guess with it, and say how sure it is."""
    option = poll.options[result.option]
    verdict = "unasked" if predicted is None else "right" if predicted == result.option else "wrong"
    with solara.Div(classes=["outcome", f"outcome-{verdict}"], attributes={"role": "status"}):
        guess = say.of(poll.options[predicted].text) if predicted is not None else ""
        solara.Text(say(f"lessons.{verdict}", option=say.of(option.text), guess=guess), classes=["asking-question"])
        if verdict == "wrong" and predicted is not None:
            solara.Text(confront(poll, result, predicted, say))
        for part in say.of(option.reveal).split("\n\n"):
            solara.Div(children=[solara.Text(part.strip())], classes=["lesson-paragraph"])
        about = {"size": measure(poll, result, say), "runs": result.found.n}
        solara.Text(say("lessons.found", **about), classes=["quiet"])
        sure = "one_run" if result.found.n == 1 else "sure" if result.sure else "unsure"
        solara.Text(say(f"lessons.{sure}"), classes=["quiet"])


def measure(poll: Poll, result: Answer, say: Words) -> str:
    """Return what was found, with its interval and unit."""
    indicator = FORM.by_name[poll.indicator]
    if indicator.unit == "share":
        return f"{format_number(100 * result.found.mean, 1, sign=True)} {say('lessons.percentage_points')}"
    told = f"{change(result.found.mean, indicator)} {interval(result.found, indicator)}".rstrip()
    return f"{told} {say.unit(indicator)}"


def confront(poll: Poll, result: Answer, predicted: int, say: Words) -> str:
    """Return what would have had to come out for a guess to be right, beside what did."""
    guess, size = poll.options[predicted].outcome, measure(poll, result, say)
    if poll.kind != "difference":
        return say("lessons.confront_lead", size=size)
    indicator = FORM.by_name[poll.indicator]
    bound = poll.tolerance * (100 if indicator.unit == "share" else 1)
    unit = say("lessons.percentage_points") if indicator.unit == "share" else say.unit(indicator)
    edge = f"{format_number(bound, 1 if bound >= 0.1 else 2)} {unit}"
    return say(f"lessons.confront_{guess}", edge=edge, size=size)
