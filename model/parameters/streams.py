"""Numbers of the streams of random draws: one stream per decision, and a number is never used for another.

Those of the first edition keep their numbers. ASSIGN (19) and TURN (24) of the first edition are retired.
"""

from __future__ import annotations

from ..random_draws import (
    ARISE,
    DELIBERATE,
    FOUND_CITIZEN,
    FOUND_COMMUNITY,
    FOUND_ORGANISATION,
    LAPSE,
    PAPER,
    REPORT,
    SEVERITY,
    USER,
    VOLUNTEER,
)

FOUND_GRID, FOUND_GROUP = 4, 5
SIZE, CONTEST, BURST, REPORTER, HOTLINE, ROUTE, PROCEDURE = 32, 33, 34, 35, 36, 37, 38
LOSER, THRESHOLD, DOMAIN, ORDER, SCORE, WANT, ASK, JOIN, INITIATIVE = 39, 40, 41, 42, 43, 44, 45, 46, 47
SAMPLE = 48
"""Which residents a film shows; the model never reads it."""

RETIRED = (19, 24)
"""Numbers that no stream may have again."""

STREAMS: dict[str, int] = {
    "FOUND_CITIZEN": FOUND_CITIZEN, "FOUND_ORGANISATION": FOUND_ORGANISATION, "FOUND_COMMUNITY": FOUND_COMMUNITY,
    "FOUND_GRID": FOUND_GRID, "FOUND_GROUP": FOUND_GROUP, "ARISE": ARISE, "SEVERITY": SEVERITY, "REPORT": REPORT,
    "DELIBERATE": DELIBERATE, "VOLUNTEER": VOLUNTEER, "PAPER": PAPER, "LAPSE": LAPSE, "SIZE": SIZE,
    "CONTEST": CONTEST, "BURST": BURST, "REPORTER": REPORTER, "HOTLINE": HOTLINE, "ROUTE": ROUTE,
    "PROCEDURE": PROCEDURE, "LOSER": LOSER, "THRESHOLD": THRESHOLD, "DOMAIN": DOMAIN, "ORDER": ORDER, "SCORE": SCORE,
    "WANT": WANT, "ASK": ASK, "JOIN": JOIN, "INITIATIVE": INITIATIVE, "SAMPLE": SAMPLE,
}  # fmt: skip
"""Every stream in use by its name. Streams from :data:`USER` on are free for what users add."""

__all__ = [
    "ARISE", "ASK", "BURST", "CONTEST", "DELIBERATE", "DOMAIN", "FOUND_CITIZEN", "FOUND_COMMUNITY", "FOUND_GRID",
    "FOUND_GROUP", "FOUND_ORGANISATION", "HOTLINE", "INITIATIVE", "JOIN", "LAPSE", "LOSER", "ORDER", "PAPER",
    "PROCEDURE", "REPORT", "REPORTER", "RETIRED", "ROUTE", "SAMPLE", "SCORE", "SEVERITY", "SIZE", "STREAMS",
    "THRESHOLD", "USER", "VOLUNTEER", "WANT",
]  # fmt: skip
