"""Where there is an emergency, and which domains are struck (7.1).

emergency_until_c <- week + mobilise_weeks in a surge; emergency_c = [week <= emergency_until_c];
struck_cd <- [a surge holds for a type of d, or struck_cd and emergency_c]
"""

from __future__ import annotations

from ...compilation import kernel
from ..state import (
    DOMAIN_COUNT,
    Communities,
)


@kernel
def declare_emergencies(week: int, mobilise_weeks: int, communities: Communities) -> None:
    """Bring emergencies up to date, and which domains are struck."""
    for c in range(len(communities.key)):
        if communities.surging[c]:
            communities.emergency_until[c] = week + mobilise_weeks
        communities.emergency[c] = week <= communities.emergency_until[c]
        for d in range(DOMAIN_COUNT):
            communities.struck[c, d] = communities.surge_domain[c, d] or (
                communities.struck[c, d] and communities.emergency[c]
            )


@kernel
def in_emergency(first: int, last: int, communities: Communities) -> bool:
    """Tell whether some community of a range is in emergency."""
    here = False
    for c in range(first, last):
        here = here or communities.emergency[c]
    return here
