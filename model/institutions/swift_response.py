"""Swift response to complaints (接诉即办): hotline, lists and assessment together, as in Beijing from 2019."""

from __future__ import annotations

from ..institution import Effect, Institution

INSTITUTION = Institution(
    name="swift_response",
    en="swift response to complaints",
    zh="接诉即办",
    about=(
        "A reform that joins three rules: the hotline sends complaints to whom they belong, lists leave no doubt whose they "
        "are, and ranked rates press for an answer by the deadline. It has no lever of its own: it is in force as far as "
        "its three parts are, and costs what they cost."
    ),
    about_zh=(
        "由三项规则组合而成的改革：热线直派责任单位，责任清单明确归属，考核排名督促限期答复。本身没有单独的杠杆，三项规则落实到什么程度，它就落实到什么程度，"
        "成本即三项规则的成本。"
    ),
    section="7.4, 7.5, 7.11",
    parts=("hotline", "responsibility_lists", "assessment"),
    effects=(
        Effect("official_closing", "up"),
        Effect("hops", "down"),
        Effect("solved", "up"),
        Effect("effectiveness", "either"),
    ),
    example={
        "rules.mechanism.hotline": 0.8,
        "rules.mechanism.responsibility_lists": 0.8,
        "rules.administration.assessment": 1.0,
    },
)
