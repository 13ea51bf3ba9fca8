"""What a suite does not exercise, in lines."""

from __future__ import annotations

from ...experiments.regression.exercise import Exercise, ExercisePart
from ..language.translations import Words

_EXAMPLES = 4
_LEVELS = 12  # of a setting, in the full list


def item(part: ExercisePart, key: str, say: Words) -> str:
    """Return one thing that is not exercised, in words."""
    if part.group == "events":
        kind, _, word = key.partition(" ")
        return say(f"regress.event.{kind}", word=word) if word else say(f"regress.event.{key}")
    wording = {"places": "regress.place", "branches": "regress.occurrence"}.get(part.group)
    return say(f"{wording}.{key}") if wording else key


def heading(part: ExercisePart, exercise: Exercise, say: Words) -> str:
    """Return what is not exercised of a kind, as a number."""
    return say(
        f"regress.exercise.{part.group}",
        missing=len(part.missing),
        of=part.of,
        weeks=exercise.weeks,
        default=exercise.default_weeks,
    )


def statement(exercise: Exercise, say: Words, *, full: bool = False) -> list[str]:
    """Return the lines that say what is not exercised; in full with everything, and with the levels that are."""
    between, stop = ("、", "；") if say.language == "zh" else (", ", "; ")
    gap = "" if say.language == "zh" else " "
    lines = [say("regress.exercise.title", total=exercise.total)]
    for part in exercise.parts:
        if not part.missing:
            continue
        said = heading(part, exercise, say)
        if part.group == "weeks":
            lines.append(f"  {said}")
            continue
        items = [item(part, key, say) for key in part.missing]
        if full:
            lines += [f"  {said}{say('regress.exercise.colon')}", *(f"    {each}" for each in items)]
        else:
            more = len(items) - _EXAMPLES
            told = (between if part.group in ("rules", "levels", "once", "numbers", "indicators") else stop).join(
                items[:_EXAMPLES]
            )
            rest = say("regress.exercise.more", more=more) if more > 0 else ""
            lines.append(f"  {said}{say('regress.exercise.colon')}{gap}{told}{rest}")
    if full:
        lines.append(f"  {say('regress.exercise.taken')}")
        for key, values in exercise.levels.items():
            rest = [*values[:_LEVELS], *(["…"] if len(values) > _LEVELS else [])]
            lines.append(f"    {key}: {between.join(rest)}")
    else:
        lines.append(f"  {say('regress.exercise.all')}")
    return lines
