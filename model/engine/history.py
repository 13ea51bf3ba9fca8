"""What happened to cases, one record at a time: hops, owners, helpers, deadlines, endings.

Off unless asked for. Nothing of it is known to the processes: after each week the cases are compared with what they
were before it, so that a history cannot move what happens. All that happens to a case in a week leaves a trace, since
a case is passed on at most once and asks each resource once; closing on paper and giving up in one week is the only
pair of which the first is covered by the second, and is drawn again from its key.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .. import random_draws as draws
from ..array_types import Flags, Keys, Rows, Small, Whole
from ..parameters import streams
from ..parameters.places import COMMUNITY
from .cases import Stage
from .levers import Levers
from .state import EPSILON, NOBODY, City

if TYPE_CHECKING:
    import pandas as pd


class CaseEvent(IntEnum):
    """What may happen to a case, in the order in which it does within a week."""

    BORN = 0
    REPORTED = 1
    PASSED_ON = 2
    ACCEPTED = 3
    FORCED = 4
    BLOCKED = 5
    AGREED = 6
    DECREED = 7
    JOINED = 8
    ON_PAPER = 9
    RESOLVED = 10
    LAPSED = 11
    OVERDUE = 12


class Before(NamedTuple):
    """What cases were like at the end of a week: those that live on."""

    key: Keys
    stage: Small
    hops: Rows
    meetings: Rows
    rounds: Rows
    decided: Flags
    helper: Rows


class Records(NamedTuple):
    """Records of one or more weeks. `body` is a row of the bodies, `place` one of the places; nobody is -1.

    The body is the new desk of a case passed on, the owner of one accepted, forced, agreed, blocked or on paper, the
    helper who joined, and whoever solved it or had it when it lapsed or its time ran out.
    """

    week: Rows
    case: Keys
    what: Small
    body: Rows
    place: Rows


_NOTHING = Records(
    week=np.zeros(0, np.int32), case=np.zeros(0, np.uint64), what=np.zeros(0, np.int8), body=np.zeros(0, np.int32),
    place=np.zeros(0, np.int32),
)  # fmt: skip


class CaseHistory:
    """A growing list of what happened, week by week; each week is a piece of its own, and nothing is ever copied."""

    def __init__(self, city: City) -> None:
        self._pieces: list[Records] = []
        self._last = _NOTHING
        self._before = remember(city)

    def observe(self, seed: int, week: int, city: City) -> None:
        """Note what happened in a week that has just ended."""
        piece = compare(seed, week, self._before, city)
        self._last = piece
        if len(piece.week):
            self._pieces.append(piece)
        self._before = remember(city)

    @property
    def last(self) -> Records:
        """What happened in the last week that was observed."""
        return self._last

    @property
    def records(self) -> Records:
        """Everything so far, by week, then in the order of a week, then of cases."""
        pieces: list[Records] = [_NOTHING, *self._pieces]
        return Records(
            week=np.concatenate([piece.week for piece in pieces]),
            case=np.concatenate([piece.case for piece in pieces]),
            what=np.concatenate([piece.what for piece in pieces]),
            body=np.concatenate([piece.body for piece in pieces]),
            place=np.concatenate([piece.place for piece in pieces]),
        )

    def frame(self) -> pd.DataFrame:
        """Return a table with a row for each record; `what` in words."""
        import pandas as pd

        table = pd.DataFrame(self.records._asdict())
        table["what"] = [CaseEvent(what).name.lower() for what in self.records.what]
        return table


def remember(city: City) -> Before:
    """Return what has to be known of the cases that live on, to see later what happened to them."""
    cases = city.cases
    here = np.flatnonzero(cases.stage[: int(cases.used[0])] <= Stage.ON_PAPER)
    return Before(*(getattr(cases, name)[here] for name in Before._fields))


def compare(seed: int, week: int, before: Before, city: City) -> Records:
    """Return what happened in a week, by cases before it and after it.

    Cases keep their order, and those that lived before the week still have their rows at its end.
    """
    cases, types = city.cases, city.types
    here = np.flatnonzero(cases.stage[: int(cases.used[0])] != Stage.GONE)

    def now(name: str) -> Any:
        return getattr(cases, name)[here]

    key, stage, owner, reported = now("key"), now("stage"), now("owner"), now("reported")
    new = now("born") == week
    seen, accepted = reported == week, now("accepted") == week

    def then(name: str, of_new: Any) -> Any:
        column = np.full((len(here), *getattr(before, name).shape[1:]), of_new, getattr(before, name).dtype)
        column[~new] = getattr(before, name)
        return column

    hops_before = np.where(seen, 0, then("hops", 0))
    passed = now("hops") > hops_before
    decided = now("decided") & ~then("decided", False)
    met = now("rounds") > then("rounds", 0)
    overdue = (stage >= Stage.AT_DESK) & (stage <= Stage.OWNED)
    overdue &= week - reported == types.deadline[now("type")]
    was_on_paper = (then("stage", Stage.LATENT) == Stage.ON_PAPER) & ~seen
    on_paper = ((stage == Stage.ON_PAPER) | _closed_before_lapsing(seed, week, here, city)) & ~was_on_paper
    who = np.where(owner >= 0, owner, now("solver"))
    nobody = np.full(len(here), NOBODY, np.int32)
    happened: list[tuple[CaseEvent, Flags, Any]] = [
        (CaseEvent.BORN, new, nobody),
        (CaseEvent.REPORTED, seen, nobody),
        (CaseEvent.PASSED_ON, passed, now("desk")),
        (CaseEvent.ACCEPTED, accepted & ~passed, owner),
        (CaseEvent.FORCED, accepted & passed, owner),
        (CaseEvent.BLOCKED, now("meetings") > then("meetings", 0), owner),
        (CaseEvent.AGREED, decided & met, owner),
        (CaseEvent.DECREED, decided & ~met, owner),
    ]
    helper, helped = now("helper"), then("helper", NOBODY)
    helped[seen] = NOBODY
    for k in range(helper.shape[1]):
        happened.append((CaseEvent.JOINED, (helper[:, k] != helped[:, k]) & (helper[:, k] >= 0), helper[:, k]))
    happened += [
        (CaseEvent.ON_PAPER, on_paper, owner),
        (CaseEvent.RESOLVED, stage == Stage.RESOLVED, who),
        (CaseEvent.LAPSED, stage == Stage.LAPSED, owner),
        (CaseEvent.OVERDUE, overdue, np.where(owner >= 0, owner, now("desk"))),
    ]  # fmt: skip
    place = city.communities.at[now("community"), COMMUNITY]
    rows = [np.flatnonzero(flags) for _, flags, _ in happened]
    every = np.concatenate(rows)
    return Records(
        week=np.full(len(every), week, np.int32),
        case=key[every],
        what=np.repeat(np.array([what for what, _, _ in happened], np.int8), [len(each) for each in rows]),
        body=np.concatenate([body[each] for (_, _, body), each in zip(happened, rows, strict=True)]).astype(np.int32),
        place=place[every].astype(np.int32),
    )


def _closed_before_lapsing(seed: int, week: int, here: Whole, city: City) -> Flags:
    """Tell which cases that lapsed were closed on paper just before, in the same week (57), (58)."""
    cases, bodies = city.cases, city.bodies
    owner = cases.owner[here]
    maybe = (cases.stage[here] == Stage.LAPSED) & (owner >= 0) & (cases.remaining[here] > EPSILON)
    maybe &= ~cases.contested[here] | cases.decided[here]
    late = city.types.deadline[cases.type[here]] - city.numbers.close.paper_ahead
    maybe &= week - cases.reported[here] >= late
    result = np.zeros(len(here), np.bool_)
    for place in np.flatnonzero(maybe):
        o = int(owner[place])
        assessment = float(city.places.lever[bodies.place[o], Levers.ASSESSMENT])
        if assessment > 0.0 and bodies.acts[o]:
            u = draws.uniform(seed, streams.PAPER, week, cases.key[here[place]], 0)
            result[place] = u < city.numbers.close.paper * assessment / (1.0 + assessment)
    return result
