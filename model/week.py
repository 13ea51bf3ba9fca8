"""One week of the city, in order. Each process reads the state that the one before it left."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .processes.adapt import adapt
from .processes.align import align
from .processes.allocate import allocate
from .processes.arise import arise
from .processes.assign import assign
from .processes.commit import commit
from .processes.deliberate import deliberate
from .processes.experience import experience
from .processes.happen import happen
from .processes.lapse import lapse
from .processes.produce import produce
from .processes.report import report
from .processes.volunteer import volunteer
from .state import City

Process = Callable[[City], None]

WEEK: tuple[Process, ...] = (
    happen,  # events change rules, shocks strike
    arise,  # problems arise
    report,  # some come to light
    assign,  # a responsible body is found, or not
    deliberate,  # residents meet and decide
    align,  # priorities draw together
    volunteer,  # residents give time
    commit,  # organisations commit what the rules leave them
    allocate,  # effort goes to problems, apart or pooled
    produce,  # work is done, problems are resolved
    lapse,  # people give up
    experience,  # residents make something of it
    adapt,  # organisations learn from each other
)
"""The fourteenth step, measuring, is done by whoever runs the week; see :mod:`.simulation`."""


def step_week(city: City, processes: Sequence[Process] = WEEK) -> None:
    """Let one week pass."""
    for process in processes:
        process(city)


def with_process(process: Process, *, after: Process, week: Sequence[Process] = WEEK) -> tuple[Process, ...]:
    """Return the week with a process of one's own behind another one.

    Raises
    ------
    ValueError
        When `after` is not a process of the week.
    """
    if after not in week:
        raise ValueError(
            f"{after.__name__} is not a process of this week; it has {', '.join(p.__name__ for p in week)}"
        )
    place = list(week).index(after) + 1
    return (*week[:place], process, *week[place:])
