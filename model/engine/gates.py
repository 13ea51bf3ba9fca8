"""Which rules somebody has to carry, as numbers: the declarations of :mod:`..institutions` in columns."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from ..array_types import Column, Flags, Whole
from ..institution import Institution
from ..institutions import INSTITUTIONS
from .levers import PATHS, WORDS, Levers


class Gates(NamedTuple):
    """Gates of rules that are carried, a row a gate; ``start`` has the first of each rule, and one row more.

    ``needs[rule, word]`` has the carriers of a rule as bits, each to be met by any one of its bits; 0 is none. Where
    `worded`, the word is the number that stands in the first gate; else there is one word, 0.
    """

    start: Whole
    lever: Whole
    off: Column
    worded: Flags
    needs: Whole


_COLUMNS = {f"rules.{institution}.{name}": lever for lever, (institution, name) in PATHS.items()}


@cache  # the same for every city, and never written to
def list_gates(institutions: tuple[Institution, ...] = INSTITUTIONS) -> Gates:
    """Return the gates of all rules that have a carrier; a rule that is its word has the carriers of each word."""
    carried = [each for each in institutions if each.gates and (each.carriers or each.by_word)]
    columns = [[_COLUMNS[gate.path] for gate in each.gates] for each in carried]
    needs = [
        [[int(carrier) for carrier in each.needs(word)] for word in WORDS.get(first, ("",))]
        for each, (first, *_) in zip(carried, columns, strict=True)
    ]
    words = max((len(of_rule) for of_rule in needs), default=1)
    most = max((len(of_word) for of_rule in needs for of_word in of_rule), default=1)
    table = np.zeros((len(carried), words, most), np.int64)
    for rule, of_rule in enumerate(needs):
        for word, of_word in enumerate(of_rule):
            table[rule, word, : len(of_word)] = of_word
    return Gates(
        start=np.cumsum([0, *(len(each.gates) for each in carried)]).astype(np.int64),
        lever=np.array([lever for of_rule in columns for lever in of_rule], np.int64),
        off=np.array(
            [
                _number(lever, gate.off)
                for each, of_rule in zip(carried, columns, strict=True)
                for gate, lever in zip(each.gates, of_rule, strict=True)
            ]
        ),
        worded=np.array([of_rule[0] in WORDS for of_rule in columns], np.bool_),
        needs=table,
    )


def _number(lever: Levers, value: str | int | float | bool) -> float:
    """Return the number that stands for a value in a row of levers."""
    return float(WORDS[lever].index(str(value)) if lever in WORDS else value)
