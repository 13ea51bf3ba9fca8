"""A search of levers as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from ...experiments.ensembles.policy_regret import PolicyFront
from ...model.indicators import BY_NAME
from ..language.formatting import change, level, localise
from ..language.translations import Words
from .ensemble import COMMA, number_title, percent


def rows_of(front: PolicyFront) -> list[Mapping[str, Any]]:
    """Return the policies, the most robust first."""
    return cast("list[Mapping[str, Any]]", front.policies.to_dict("records"))


def policy_title(front: PolicyFront, row: Mapping[str, Any], words: Words) -> str:
    """Return what a policy is called: found ones by number, given ones by the title of their scenario."""
    name = str(row["policy"])
    if row["origin"] == "front":
        return words("search.found", name=name)
    return words.of(front.titles[name]) or name if name in front.titles else name


def headline(front: PolicyFront, words: Words) -> str:
    """Return which policy is most robust, and what it comes to."""
    best = rows_of(front)[0]
    told = COMMA[words.language].join(
        words("search.value", name=words.title(BY_NAME[name]), value=show_value(best[name], name, words))
        for name in front.plan.objectives
    )
    return words(
        "search.headline", policy=policy_title(front, best, words), values=told, worst=percent(best["worst"], words)
    )


def context(front: PolicyFront, words: Words) -> list[str]:
    """Return what was tried, how many policies still stand on the front, and what given ones come to."""
    rows = rows_of(front)
    found = [row for row in rows if row["origin"] == "front"]
    told = [
        words(
            "search.tried",
            tried=front.tried, levers=len(front.plan.levers), cities=len(front.searched.cities),
            held=len(front.held.cities), seeds=front.held.seeds,
        ),
        words("search.stand", found=len(found), stand=sum(bool(row["front"]) for row in found)),
    ]  # fmt: skip
    for row in rows:
        if row["origin"] != "front":
            key = "search.given_front" if row["front"] else "search.given_beaten"
            told.append(words(key, policy=policy_title(front, row, words), worst=percent(row["worst"], words)))
    return told


def show_value(value: float, name: str, words: Words) -> str:
    """Return an objective's value as text."""
    return localise(level(value, BY_NAME[name]), words)


def show_regret(value: float, name: str, words: Words) -> str:
    """Return a regret as text."""
    return localise(change(value, BY_NAME[name]).removeprefix("+"), words)


def lever_title(key: str, words: Words) -> str:
    """Return what a lever is called."""
    return number_title(key, words)
