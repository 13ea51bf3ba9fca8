"""What is said of a coordination rule (institution): its levers, who carries it, what it costs, what it should move.

Each rule stands in one file of :mod:`.institutions`, with its formulas as functions of numbers. Both editions read the
declarations: they are made of names and numbers only, so that a compiled edition can turn them into tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntFlag
from typing import Literal

LeverValue = str | int | float | bool


class Carrier(IntFlag):
    """Who is there at a place to carry a rule; a place has the bits of those that act there this week.

    GOVERNMENT is the centre for the city, a department for a district, the office for a street, and for a community its
    street's office or a department of its district. PARTY is the party body of the place, in a community the branch.
    """

    GOVERNMENT = 1
    PARTY = 2
    BRANCHES = 4
    COMMITTEE = 8
    CENTRE = 16
    DEPARTMENT = 32
    MEMBERS = 64
    CITIZENS = 128


GOVERNMENT, PARTY, BRANCHES, COMMITTEE = Carrier.GOVERNMENT, Carrier.PARTY, Carrier.BRANCHES, Carrier.COMMITTEE
CENTRE, DEPARTMENT, MEMBERS, CITIZENS = Carrier.CENTRE, Carrier.DEPARTMENT, Carrier.MEMBERS, Carrier.CITIZENS

KINDS: Mapping[Carrier, str] = {
    GOVERNMENT: "government", PARTY: "party", BRANCHES: "party", COMMITTEE: "self_governing", CENTRE: "government",
    DEPARTMENT: "government", MEMBERS: "party", CITIZENS: "citizen",
}  # fmt: skip
"""Which kind of actor each carrier is of: without that kind the carrier is nowhere."""

NOBODY_NEEDED: tuple[Carrier, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleLever:
    """A lever of a rule.

    Attributes
    ----------
    path : str
        Its place among the settings, such as ``rules.mechanism.hotline``.
    off : str, int, float or bool
        The value at which it does nothing: the neutral word, or 0.
    """

    path: str
    off: LeverValue = 0.0


@dataclass(frozen=True, slots=True)
class Cost:
    """What a rule costs whom.

    Attributes
    ----------
    payer, payer_zh : str
        Who pays, in English and Chinese.
    coefficient : str
        The number that says how much, such as ``behaviour.hours.links``.
    column : str
        The indicator that rises with it, all else the same; ``effort`` for the effort of departments, which falls.
    free : mapping
        Settings under which this cost alone is gone; the coefficient at 0 if not given.
    """

    payer: str
    payer_zh: str
    coefficient: str
    column: str = "coordination_cost"
    free: Mapping[str, LeverValue] = field(default_factory=lambda: {})

    @property
    def without(self) -> Mapping[str, LeverValue]:
        """Settings under which the cost is gone."""
        return self.free or {self.coefficient: 0.0}


Direction = Literal["up", "down", "either"]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a rule should do to an indicator, all else the same: written before the runs, and held against them.

    ``either`` is for what can help and harm, by load and circumstances.
    """

    indicator: str
    direction: Direction


@dataclass(frozen=True, slots=True)
class Institution:
    """A coordination rule.

    Attributes
    ----------
    name : str
        That of its file.
    en, zh : str
        What it is called.
    about, about_zh : str
        Its paragraph in the description of the model.
    section : str
        Where the description has its equations.
    gates : tuple of RuleLever
        Levers of which each must be on for the rule to be in force. Where it is not in force, all of them are off.
    dials : tuple of RuleLever
        Levers that say how the rule works while it is in force.
    carriers : tuple of Carrier
        Each must be met; a carrier of several bits is met by any one of them.
    by_word : mapping
        What a word of the first gate needs besides.
    within : tuple of str
        Rules on which it rests: where none of them is in force, it is not.
    parts : tuple of str
        For a rule that is made of others and has no lever of its own: which.
    idle_without : tuple of tuple of str
        Kinds of actor without all of which it has nothing to work on, beside its carriers; one set is enough.
    costs : tuple of Cost
        None for a rule whose price is that of the rule on which it rests.
    effects : tuple of Effect
    example : mapping
        A clear dose: levers by path.
    seen_in : mapping
        Other settings of a city in which the effects and costs are clear.
    """

    name: str
    en: str
    zh: str
    about: str
    about_zh: str
    section: str
    effects: tuple[Effect, ...]
    example: Mapping[str, LeverValue]
    gates: tuple[RuleLever, ...] = ()
    carriers: tuple[Carrier, ...] = NOBODY_NEEDED
    costs: tuple[Cost, ...] = ()
    dials: tuple[RuleLever, ...] = ()
    by_word: Mapping[str, tuple[Carrier, ...]] = field(default_factory=lambda: {})
    within: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    idle_without: tuple[tuple[str, ...], ...] = ()
    seen_in: Mapping[str, LeverValue] = field(default_factory=lambda: {})

    @property
    def levers(self) -> tuple[RuleLever, ...]:
        """Gates, then dials."""
        return self.gates + self.dials

    def needs(self, word: LeverValue = "") -> tuple[Carrier, ...]:
        """Return all that must be met, given the word of the first gate."""
        return self.carriers + self.by_word.get(str(word), NOBODY_NEEDED)

    def carried(self, here: Carrier, word: LeverValue = "") -> bool:
        """Tell whether those who act at a place carry the rule."""
        return all(carrier & here for carrier in self.needs(word))

    def kinds_of(self, carrier: Carrier) -> tuple[str, ...]:
        """Return the kinds of actor without which a carrier is nowhere."""
        return tuple(dict.fromkeys(KINDS[bit] for bit in carrier))

    def gone_without(self, word: LeverValue = "") -> tuple[tuple[str, ...], ...]:
        """Return sets of kinds of actor; without any one of these sets the rule is absent."""
        return tuple(dict.fromkeys((*map(self.kinds_of, self.needs(word)), *self.idle_without)))
