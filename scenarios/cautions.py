"""What a scenario file may say but probably does not mean: warnings, not errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..model.rules import Rules
from ..model.settings import Settings
from ..model.world import default_issues
from .problems import Key, Problem, dotted, nearest

Report = Callable[[Key, str, str], Problem]


def cautions(settings: Settings, report: Report) -> Iterator[Problem]:
    """Yield the warnings about settings that are valid.

    Parameters
    ----------
    settings : Settings
        What the files say together.
    report : callable
        Makes a problem of key, message and suggestion, with the file and line of the key.
    """
    weeks = settings.run.weeks
    for place, event in enumerate(settings.events):
        if event.week >= weeks:
            yield report(
                ("events", place, "week"),
                f"week {event.week} is after the last week {weeks - 1}, so it never happens",
                "",
            )
    shipped = default_issues()
    for name, kind in settings.world.issues.items():
        if name not in shipped and kind.share == 0.0:
            yield report(
                ("world", "issues", name),
                "a new issue type with share 0, so it never arises",
                nearest(name, shipped, 0.7),
            )
        elif name not in shipped and (near := nearest(name, shipped, 0.8)):
            yield report(("world", "issues", name), "adds a new issue type", near)
    plan = [rules for week, rules in settings.timetable() if week < weeks]
    for key, idle in _IDLE.items():
        if all(idle(rules) for rules in plan) and any(_value(rules, key) for rules in plan):
            yield report(("rules", *key), f"has no effect, since {_REASON[key]}", "")
    if any(rules.goals.rule == "deliberative" and rules.goals.strength for rules in plan) and not any(
        rules.deliberation.interval_weeks for rules in plan
    ):
        key = ("rules", "goals", "rule")
        yield report(key, "goals follow what meetings agree on, but none are held", dotted(_MEETINGS))


def idle(rules: Rules) -> tuple[str, ...]:
    """Return the levers that have no effect under these rules, whatever their value, by dotted key."""
    return tuple(dotted(("rules", *key)) for key, test in _IDLE.items() if test(rules))


_MEETINGS: Key = ("rules", "deliberation", "interval_weeks")

_IDLE: dict[tuple[str, str], Callable[[Rules], bool]] = {
    ("goals", "strength"): lambda rules: rules.goals.rule == "independent",
    ("goals", "campaign"): lambda rules: rules.goals.rule != "command",
    ("resources", "share"): lambda rules: rules.resources.rule == "separate",
    ("mechanism", "strength"): lambda rules: rules.mechanism.rule == "silo",
}

_REASON = {
    ("goals", "strength"): "rules.goals.rule is independent",
    ("goals", "campaign"): "rules.goals.rule is not command",
    ("resources", "share"): "rules.resources.rule is separate",
    ("mechanism", "strength"): "rules.mechanism.rule is silo",
}


def _value(rules: Rules, key: tuple[str, str]) -> float:
    return float(getattr(getattr(rules, key[0]), key[1]))
