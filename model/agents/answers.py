"""What a decision of one's own may give back: looked at in every body and resident whose kind decides in its own way.

The model's own decisions are not looked at: they are typed and tested, and asked millions of times.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from ..answer import is_number, refuse_answer
from ..message import Message, message

if TYPE_CHECKING:
    from .body import Body
    from .citizen import Citizen
    from .model import GovernanceModel

PACKAGE = __name__.rpartition(".")[0]

SHARES = (
    "paid_share", "mobilises", "acceptance", "readiness", "tasks", "pooled_part", "ask_luck", "fit", "partial_fit",
)  # fmt: skip
"""Decisions that give a share, from 0 to 1."""

NEVER_LESS = (
    "overtime_under", "buys_services", "output", "take", "hours_for_tasks", "hours_for_institutions", "hours_for_rules",
)  # fmt: skip
"""Decisions that give a number of at least 0."""

YES_OR_NO = ("accepts_proposal", "accepts_loss")
NUMBERS = ("turnout", "willing_to_serve", "neighbours_pull")
"""Decisions of a resident; log-odds may be without end."""

HELPERS = ("asks", "chooses_helper")
"""Decisions that choose among bodies that can help, or nobody."""

SUM = 1e-6
"""How far shares of domains may be from 1 together."""


def watch(agent: Body | Citizen) -> None:
    """Have what a body or a resident decides looked at, where its class decides in another way than the model's."""
    for name, method in find_own(type(agent)).items():
        setattr(agent, name, partial(_ask, agent, name, method))


def find_own(kind: type) -> Mapping[str, Callable[..., Any]]:
    """Return the decisions that a class makes in another way than the class of the model that it derives from."""
    own: dict[str, Callable[..., Any]] = {}
    for each in kind.__mro__:
        if each.__module__.startswith(PACKAGE):
            break
        for name, method in vars(each).items():
            inherited = _of_model(kind, name)
            if not name.startswith("_") and inspect.isfunction(method) and inspect.isfunction(inherited):
                own.setdefault(name, method)
    return own


def _of_model(kind: type, name: str) -> Any:
    """Return the method of the model of a name, below what somebody wrote anew."""
    for each in kind.__mro__:
        if each.__module__.startswith(PACKAGE) and name in vars(each):
            return vars(each)[name]
    return None


def _ask(body: Any, name: str, method: Callable[..., Any], *facts: Any, **named: Any) -> Any:
    """Let a body or a resident decide, and look at what it says."""
    own = getattr(type(body), name)
    answer = own(body, *facts, **named)
    fits, allowed = _look(body, name, answer, [*facts, *named.values()])
    if not fits:
        raise refuse_answer(method, f"{type(body).__name__}.{name}", answer, allowed)
    return answer


def _look(body: Any, name: str, answer: Any, facts: Sequence[Any]) -> tuple[bool, Message]:
    """Tell whether an answer is one, and what is allowed."""
    model = cast("GovernanceModel", body.model)
    kind = str(_of_model(type(body), name).__annotations__.get("return", "Any"))
    if name in HELPERS:
        case, resource = facts[0], facts[1]
        owner, asked = (facts[2], facts[3]) if name == "chooses_helper" else (body, [])
        able = answer is None or (
            any(each is answer for each in case.community.candidates)
            and answer.can_help(case, resource, owner)
            and not any(each is answer for each in asked)
        )
        return able, message("answer.helper")
    if name == "order_queue":
        same = isinstance(answer, list | tuple) and _count(cast("Any", answer)) == _count(facts[0])
        return same, message("answer.cases")
    if kind == "bool" or name in YES_OR_NO:
        return isinstance(answer, bool | np.bool_), message("answer.yes_or_no")
    if kind == "Body":
        place = getattr(answer, "number", -1)
        known = isinstance(place, int) and 0 <= place < len(model.bodies) and model.bodies[place] is answer
        return known, message("answer.body")
    if kind == "list[float]":
        return _are_shares(answer), message("answer.shares")
    if name in NUMBERS:
        return is_number(answer) and not math.isnan(answer), message("answer.number")
    if kind != "float":
        return True, message("answer.number")
    if name == "buys_services":
        return _fits(answer, 0.0, body.effort), message("answer.effort", high=f"{body.effort:.6g}")
    if name in SHARES:
        return _fits(answer, 0.0, 1.0), message("answer.between", low=0, high=1)
    if name in NEVER_LESS:
        return _fits(answer, 0.0, math.inf) and math.isfinite(answer), message("answer.at_least", low=0)
    return is_number(answer) and math.isfinite(answer), message("answer.finite")


def _fits(answer: Any, low: float, high: float) -> bool:
    return is_number(answer) and low <= answer <= high


def _are_shares(answer: Any) -> bool:
    if not isinstance(answer, list | tuple | np.ndarray):
        return False
    parts = list(cast("Sequence[Any]", answer))
    return len(parts) == 5 and all(_fits(part, 0.0, 1.0) for part in parts) and abs(math.fsum(parts) - 1.0) <= SUM


def _count(cases: Sequence[Any]) -> list[int]:
    return sorted(id(case) for case in cases)
