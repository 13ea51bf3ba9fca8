"""The state of a city in columns: one array per quantity, one row per thing (structure of arrays).

Columns are changed in place and never rebound, so that views on a row stay true.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import IntEnum
from typing import Any

import numpy as np

from .array_types import Column, Flags, Keys, Links, Rows, Small, Whole
from .behaviour import Behaviour
from .parameter import light
from .rules import Rules
from .settings import Settings
from .territory import Territory
from .world import DOMAINS, RESOURCES


class Kind(IntEnum):
    """The seven kinds of actor; organisations carry the first six."""

    PARTY_BRANCH = 0
    GOVERNMENT = 1
    SELF_GOVERNING = 2
    ENTERPRISE = 3
    MASS_ORGANISATION = 4
    SOCIAL_ORGANISATION = 5
    CITIZEN = 6


class Contributor(IntEnum):
    """Types of contributor to a public good (Fischbacher & Gächter 2010)."""

    CONDITIONAL = 0
    FREE_RIDER = 1
    HUMP_SHAPED = 2
    OTHER = 3


class Stage(IntEnum):
    """What has become of a problem."""

    LATENT = 0
    REPORTED = 1
    ASSIGNED = 2
    PAPER_CLOSED = 3
    RESOLVED = 4
    LAPSED = 5


NEVER = -1_000_000
"""A week long before the first."""


@dataclass(slots=True)
class Citizens:
    """Residents (公民), by grid. Shares lie in [0, 1]; `priorities` and its anchor are (n, 5) simplices."""

    key: Keys
    trust: Column
    satisfaction: Column
    yearly_satisfaction: Column
    motive: Column
    motive_anchor: Column
    fatigue: Column
    norm: Column
    belief: Column
    voice: Column
    tolerance: Column
    link_rank: Column
    priorities: Column
    priority_anchor: Column
    contributor: Small
    party_member: Flags
    volunteered: Flags
    took_part: Rows
    near: Links
    far: Links

    @classmethod
    def empty(cls, n: int) -> Citizens:
        """Return zeroed columns of `n` rows."""
        kinds: dict[str, type] = {
            "key": np.uint64, "contributor": np.int8, "party_member": np.bool_, "volunteered": np.bool_,
            "took_part": np.int32, "near": np.uint32, "far": np.uint32,
        }  # fmt: skip
        wide = {"priorities", "priority_anchor"}
        return cls(
            **{
                f.name: np.zeros((n, len(DOMAINS)) if f.name in wide else n, dtype=kinds.get(f.name, np.float64))
                for f in fields(cls)
            }
        )


@dataclass(slots=True)
class Organisations:
    """Organisations: first those at home in a community, community by community, then those of districts.

    `community` is -1 for organisations of a district. `capacity` and `effort` are (n, 4) by resource kind.
    ``home_start[c]:home_start[c + 1]`` are the organisations of community c,
    ``district_start[d]:district_start[d + 1]`` those of district d.
    """

    key: Keys
    kind: Small
    community: Whole
    district: Whole
    domain: Small
    capacity: Column
    willingness: Column
    willingness_anchor: Column
    priorities: Column
    priority_anchor: Column
    burden: Column
    coordination: Column
    effort: Column
    home_start: Whole
    district_start: Whole

    def __len__(self) -> int:
        return len(self.kind)


@dataclass(slots=True)
class Communities:
    """Communities and villages: what is shared there, and levers in force where the actor that carries them exists."""

    mix: Column
    consensus: Column
    pledge: Column
    agenda: Column
    cohesion: Column
    success: Column
    attendance: Column
    acceptance: Column
    priorities: Column
    volunteers: Column
    members_volunteering: Column
    load: Column
    reach: Column
    grid_coverage: Column
    household_links: Column
    law: Column
    vanguard: Column
    convened: Flags

    @classmethod
    def empty(cls, n: int, types: int) -> Communities:
        """Return zeroed columns of `n` rows."""
        wide = {"mix": types, "agenda": len(DOMAINS), "priorities": len(DOMAINS)}
        return cls(
            **{
                f.name: np.zeros(
                    (n, wide[f.name]) if f.name in wide else n, dtype=np.bool_ if f.name == "convened" else float
                )
                for f in fields(cls)
            }
        )


@dataclass(slots=True)
class Grids:
    """Grids (网格): means over residents, and what happened there this week.

    `arrival_key` is (grids, types): the key of the arrivals of each type.
    """

    arrival_key: Keys
    trust: Column
    norm: Column
    linked: Column
    harm: Column
    solved: Column
    let_down: Column
    seen: Column

    @classmethod
    def empty(cls, n: int, types: int) -> Grids:
        """Return zeroed columns of `n` rows; `seen` is (n, 5): unsolved harm by domain."""
        columns = {f.name: np.zeros((n, len(DOMAINS)) if f.name == "seen" else n) for f in fields(cls)[1:]}
        return cls(arrival_key=np.zeros((n, types), dtype=np.uint64), **columns)


@dataclass(slots=True)
class Issues:
    """Problems still to be dealt with, in order of birth; only the first `open` rows are in use.

    `reported` and `assigned` are weeks (:data:`NEVER` before). Problems that were resolved or have lapsed leave at the
    start of the next week.
    """

    open: int
    key: Keys
    grid: Rows
    type: Small
    stage: Small
    proactive: Flags
    severity: Column
    work: Column
    remaining: Column
    born: Rows
    reported: Rows
    assigned: Rows

    @classmethod
    def empty(cls, room: int) -> Issues:
        """Return columns with room for `room` problems, none in use."""
        kinds: dict[str, type] = {
            "key": np.uint64, "grid": np.int32, "type": np.int8, "stage": np.int8, "proactive": np.bool_,
            "born": np.int32, "reported": np.int32, "assigned": np.int32,
        }  # fmt: skip
        return cls(open=0, **{f.name: np.zeros(room, dtype=kinds.get(f.name, np.float64)) for f in fields(cls)[1:]})

    def make_room(self, more: int) -> None:
        """See that `more` further problems find room; the only place where columns of problems are replaced."""
        room = len(self.key)
        if self.open + more <= room:
            return
        larger = max(2 * room, self.open + more)
        for f in fields(self)[1:]:
            column = getattr(self, f.name)
            grown = np.zeros(larger, dtype=column.dtype)
            grown[: self.open] = column[: self.open]
            setattr(self, f.name, grown)


@dataclass(slots=True)
class Work:
    """Effort and work of the current week, by community, issue type and resource kind.

    `in_hand` outlasts the week: the key of the problem of a cell that was last served in part, 0 before there was one.
    """

    needed: Column
    effort: Column
    applied: Column
    output: Column
    done: Column
    by_kind: Column
    in_hand: Keys
    pooled: float = 0.0
    lost_in_pool: float = 0.0
    delivered: float = 0.0

    @classmethod
    def empty(cls, communities: int, types: int) -> Work:
        """Return zeroed arrays: (c, y) for work, (c, y, 4) for effort, 7 for kinds of actor."""
        cells = (communities, types)
        return cls(
            needed=np.zeros(cells), effort=np.zeros((*cells, len(RESOURCES))), applied=np.zeros(cells),
            output=np.zeros(cells), done=np.zeros(cells), by_kind=np.zeros(len(Kind)),
            in_hand=np.zeros(cells, dtype=np.uint64),
        )  # fmt: skip


class Count(IntEnum):
    """Columns of the ledger. Those from DUE on are entered in the week in which a deadline falls."""

    BORN = 0
    REPORTED = 1
    PROACTIVE = 2
    ASSIGNED = 3
    RESOLVED = 4
    ON_TIME = 5
    PAPER = 6
    PAPER_ON_TIME = 7
    LAPSED = 8
    REOPENED = 9
    MEETINGS = 10
    ADOPTED = 11
    RESOLVED_LATE = 12
    CASE_ON_TIME = 13
    LAPSED_REPORTED = 14
    SOUGHT = 15
    DUE = 16
    DUE_MET = 17
    CASE_DUE = 18
    CASE_DUE_MET = 19


@dataclass(slots=True)
class Ledger:
    """What happened, week by week; `durations[week % 13, age]` counts problems resolved by their age."""

    counts: Whole
    durations: Whole

    @classmethod
    def empty(cls, weeks: int, longest_deadline: int) -> Ledger:
        """Return a ledger for `weeks` weeks and the deadlines that fall after them."""
        return cls(np.zeros((weeks + longest_deadline + 2, len(Count)), np.int64), np.zeros((13, weeks + 1), np.int64))


@dataclass(slots=True)
class Types:
    """Issue types in columns; `needs` is (types, 4) and sums to one over resource kinds.

    `listed` has the shares of the domains in all arrivals, as a yearbook has them: no place, no present state.
    """

    names: tuple[str, ...]
    domain: Whole
    needs: Column
    contestability: Column
    norm_sensitivity: Column
    deadline: Whole
    kinds: Column
    listed: Column


@dataclass(slots=True)
class City:
    """Everything there is: settings, rules in force, territory and columns.

    `week` is the present week, 0 being the first. `timetable` says which rules hold from which week, `imposed` which
    levers processes have changed since, `settled` which rules were last put in force; `arrival_factor`
    (communities, types) and `capacity_factor` (kinds of actor) are what shocks multiply this week. `room` is working
    space, seven numbers a resident, that a process may fill with anything and that nothing is read from later.
    """

    settings: Settings
    seed: int
    rules: Rules
    territory: Territory
    types: Types
    citizens: Citizens
    organisations: Organisations
    communities: Communities
    grids: Grids
    issues: Issues
    work: Work
    ledger: Ledger
    timetable: tuple[tuple[int, Rules], ...]
    arrival_factor: Column
    capacity_factor: Column
    room: Column
    week: int = 0
    imposed: dict[str, dict[str, Any]] = field(default_factory=dict)
    settled: Rules = field(init=False)
    behaviour: Behaviour = field(init=False)
    """That of the settings, quick to look up."""

    def __post_init__(self) -> None:
        self.settled = self.rules
        self.behaviour = light(self.settings.behaviour)
