"""The state of a city in columns: one tuple of columns an entity, one row a thing (structure of arrays).

Columns are changed in place. Weeks that never were are :data:`NEVER`, rows of nobody -1. A process takes the
tuples that it needs by name; the names are those of section 2 of ``model/ODD.md``.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple

from ..array_types import Column, Flags, Keys, Links, Rows, Small, Whole
from ..parameters.world import DOMAINS
from .cases import Cases
from .coefficients import Numbers
from .gates import Gates
from .ledger import Ledger

EPSILON = 1e-6
"""Work or hours of at most this much are none."""
MARGIN = 1e-9
"""Where equality is likely, it is granted within this."""
NOBODY = -1
DOMAIN_COUNT = len(DOMAINS)


class Kind(IntEnum):
    """Kinds of body, and residents."""

    PARTY = 0
    GOVERNMENT = 1
    SELF_GOVERNING = 2
    ENTERPRISE = 3
    MASS_ORGANISATION = 4
    SOCIAL_ORGANISATION = 5
    CITIZEN = 6


class Places(NamedTuple):
    """Places of all tiers: the city, then districts, streets, communities.

    `raw` has the levers as written, `lever` those in force, where somebody carries them. `lead` is the party body of
    the place, `first` and `last` its range of communities, `burst` the week's clustering by type (districts).
    """

    key: Keys
    tier: Whole
    rural: Flags
    first: Whole
    last: Whole
    persons: Column
    lead: Whole
    raw: Column
    lever: Column
    mix: Column
    need: Column
    need_sum: Column
    government: Flags
    burst: Column
    pool: Column
    grid_cut: Column
    task: Column


class Communities(NamedTuple):
    """Communities and villages.

    ``at[c, tier]`` is the place of a tier that holds c. ``right[c, level * 5 + domain]`` is the competent body.
    ``grid_start`` and ``resident_start`` have one row more. `start` and
    `most` are working space: a row for each list of cases of a community and type.
    """

    key: Keys
    at: Whole
    grid_start: Whole
    resident_start: Whole
    branch: Whole
    committee: Whole
    office: Whole
    department: Whole
    home: Whole
    street_bodies: Whole
    district_bodies: Whole
    right: Whole
    first_desk: Whole
    mix: Column
    mix_domain: Column
    pledge: Column
    agenda: Column
    efficacy: Column
    cohesion: Column
    attendance: Column
    members_serving: Column
    need: Column
    given: Column
    need_now: Column
    given_now: Column
    emergency_until: Rows
    emergency: Flags
    struck: Flags
    surge: Column
    surging: Flags
    surge_domain: Flags
    x: Column
    members: Whole
    households: Column
    met: Flags
    decided: Flags
    came_start: Whole
    own_tie: Column
    start: Whole
    most: Column
    born: Whole
    resolved: Whole
    lapsed: Whole


class Grids(NamedTuple):
    """Grids (网格). ``day_start[g]:day_start[g + 1]`` are the rows in `day_resident` of who is there by day.

    `day_weight` has the cumulated weights of reporters in that order, `staff` the hours left of grid workers,
    `hours` volunteers' by domain.
    """

    key: Keys
    arrivals_key: Keys
    community: Rows
    resident_start: Whole
    persons: Column
    agents: Column
    ppa: Column
    staff_rank: Column
    trust: Column
    norm: Column
    day_trust: Column
    linked: Column
    staff: Column
    wage: Column
    hours: Column
    grudge: Column
    harm: Column
    solved: Column
    let_down: Column
    seen: Column
    arriving: Rows
    luck: Column
    day_start: Whole
    day_resident: Rows
    day_weight: Column


class Households(NamedTuple):
    """Household groups (户组); ``start`` has one row more."""

    key: Keys
    start: Whole
    community: Rows
    link_rank: Column
    linked: Flags
    x: Column


class Bodies(NamedTuple):
    """Organisations, in the order of section 2. `first` and `last` are the range of communities served.

    `hours_full` are those of (12), `hours` those after departments have paid grid workers. `f` is the share of the
    communities served whose pool has an acting lead. ``tie_start`` has one row more. `turn` is the week's order.
    """

    key: Keys
    kind: Whole
    tier: Whole
    place: Whole
    district: Whole
    domain: Whole
    trade: Whole
    first: Whole
    last: Whole
    enabled: Flags
    vacancies: Column
    cut: Column
    capacity: Column
    capacity_sum: Column
    mix: Column
    solo: Column
    skill: Column
    hours_full: Column
    hours: Column
    acts: Flags
    f: Column
    w: Column
    w_anchor: Column
    p: Column
    p_anchor: Column
    success: Column
    fatigue: Column
    load: Column
    burden: Column
    coordination: Column
    overtime: Column
    mobilised: Column
    show: Column
    paid: Column
    effort: Column
    full: Column
    left: Column
    budget: Column
    queued: Column
    closures: Whole
    on_time: Whole
    by_key: Whole
    luck: Column
    turn: Whole
    start: Whole
    tie_start: Whole
    tie_to: Whole
    tie_weight: Column


class Residents(NamedTuple):
    """Residents (公民), by grid. `luck` and `room` are working space that nothing is read from later."""

    key: Keys
    grid: Rows
    household: Rows
    day_grid: Rows
    trust: Column
    satisfaction: Column
    yearly: Column
    norm: Column
    belief: Column
    voice: Column
    fatigue: Column
    motive: Column
    anchor: Column
    x: Column
    x_anchor: Column
    tolerance: Column
    contributor: Small
    member: Flags
    reporter_weight: Column
    volunteered: Flags
    took_part: Rows
    near: Links
    far: Links
    reports: Whole
    linked: Flags
    came: Rows
    room: Column


class Types(NamedTuple):
    """Types of case. ``competent[y, size]`` is a level: branch, committee, office, department."""

    domain: Whole
    needs: Column
    competent: Whole
    contestability: Column
    norm_sensitivity: Column
    deadline: Whole
    patience: Column
    procedure: Column
    size_sigma: Column
    visibility: Column
    volunteer_match: Column
    staff_match: Column
    listed: Column


class City(NamedTuple):
    """Everything there is."""

    places: Places
    communities: Communities
    grids: Grids
    households: Households
    bodies: Bodies
    residents: Residents
    cases: Cases
    types: Types
    ledger: Ledger
    numbers: Numbers
    gates: Gates


RowIndex = Any
"""A row of a table: an element of a column of rows, or a whole number."""
Number = Any
"""An element of a column of numbers, or a number."""
