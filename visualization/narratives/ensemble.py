"""An ensemble as sentences: how many cities are plausible, in which share of them a claim holds, what decides it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache

from ...experiments.ensembles import EnsembleResult
from ...experiments.ensembles.claims import GAME, ClaimOverCities, ClaimShare
from ...experiments.ensembles.declaration import ADAPTIVE
from ...experiments.ensembles.result import STATES
from ...model.indicators import BY_NAME, Indicator
from ...model.parameters.declaration import names
from ...model.parameters.settings import Settings
from ..language.formatting import change, format_number, localise
from ..language.part_names import issue_name
from ..language.translations import Language, Words

COMMA: dict[Language, str] = {"en": ", ", "zh": "、"}
_GAP: dict[Language, str] = {"en": " ", "zh": ""}
_THEN: dict[Language, str] = {"en": ", then ", "zh": "，其次"}

NAMED = 4
"""Numbers that a sentence names."""


@cache
def _names() -> Mapping[str, Mapping[str, str]]:
    return dict(names(Settings()))


def number_title(key: str, words: Words) -> str:
    """Return what a number is called, with the kind of problem or body that it is of."""
    if key in STATES:
        return words("ensemble.state", name=words.title(BY_NAME[key]))
    found = _names().get(key)
    title = key if found is None else found[words.language]
    root, group, *rest = key.split(".")
    if (root, group) == ("world", "issues"):
        return words("ensemble.of", whose=issue_name(rest[0], words), name=title)
    if (root, group) == ("world", "actors") and len(rest) > 1:
        return words("ensemble.of", whose=words(f"kind.{rest[0]}"), name=title)
    return title


def percent(share: float, words: Words) -> str:
    """Return a share in whole per cent, one digit where it is small."""
    if math.isnan(share):
        return "—"
    value = 100.0 * share
    return localise(f"{format_number(value, 0 if value >= 10 or value == 0 else 1 if value >= 1 else 2)} %", words)


def claim_title(result: EnsembleResult, claim: ClaimOverCities, words: Words) -> str:
    """Return a claim as a sentence without a full stop."""
    if claim.name == GAME:
        players = COMMA[words.language].join(words(f"player.{each.name}") for each in result.declaration.players)
        return words("ensemble.game", players=players)
    declared = next(each for each in result.declaration.claims if each.name == claim.name)
    return words.of(declared.title) or claim.name


def stage_title(stage: str, words: Words) -> str:
    """Return what a stage looks at."""
    return words(f"ensemble.stage.{stage}")


def tell_acceptance(result: EnsembleResult, words: Words) -> list[str]:
    """Return how many cities are plausible, and what rejects most."""
    low, high = result.acceptance_interval
    adaptive = result.declaration.sampling.method == ADAPTIVE
    told = [
        words(
            "ensemble.accepted_plainly" if adaptive else "ensemble.accepted",
            kept=f"{result.plain_kept:,}", drawn=f"{result.plain:,}", share=percent(result.acceptance, words),
            low=percent(low, words), high=percent(high, words),
        )
    ]  # fmt: skip
    if adaptive:
        told.append(_tell_generations(result, words))
    if not result.enough:
        told.append(words("ensemble.too_few", wanted=result.declaration.heading.kept))
    hardest = result.hardest
    missed = {str(row["stage"]): float(row["missed"]) for row in result.rejections.to_dict("records")}[hardest]
    if missed > 0.0:
        about = {"criterion": stage_title(hardest, words), "missed": percent(missed, words)}
        told.append(words("ensemble.hardest", reference=result.reference, **about))
    return told


def _tell_generations(result: EnsembleResult, words: Words) -> str:
    """Return how the generations came to the cities that are kept."""
    if math.isnan(result.rate):
        return words("ensemble.not_narrowed", drawn=f"{result.drawn:,}")
    return words(
        "ensemble.narrowed",
        generations=len(result.generations), kept=f"{result.kept:,}", drawn=f"{result.drawn:,}",
        families=result.families, effective=independent(result.effective), rate=percent(result.rate, words),
    )  # fmt: skip


def independent(cities: float) -> str:
    """Return to how many independent cities others are worth, rounded down."""
    return str(math.floor(cities))


def headline(result: EnsembleResult, claim: ClaimOverCities, words: Words) -> str:
    """Return in which share of plausible cities a claim holds."""
    title, found = claim_title(result, claim, words), claim.kept
    if not found.cities:
        return words("ensemble.nobody", claim=title)
    alike = result.declaration.sampling.method == ADAPTIVE
    return words(
        "ensemble.headline_alike" if alike else "ensemble.headline",
        claim=title, share=percent(found.share, words), holds=found.holds, cities=found.cities,
        effective=independent(found.effective),
        low=percent(found.low, words), high=percent(found.high, words),
    )  # fmt: skip


def details(claim: ClaimOverCities, words: Words) -> list[str]:
    """Return how sure each city is, what decides the claim, and what it comes to without the criteria."""
    told: list[str] = []
    if claim.kept.cities:
        told.append(
            words("ensemble.sure", surely=claim.kept.surely, surely_not=claim.kept.surely_not, **_spread(claim, words))
        )
        told.append(_decides(claim.deciding, "", claim, words))
    if claim.drawn.cities:
        told.append(_tell_drawn(claim, words))
    return told


def _tell_drawn(claim: ClaimOverCities, words: Words) -> str:
    """Return what a claim comes to without the criteria, and what decides it there."""
    decides = _decides(claim.deciding_drawn, "_drawn", claim, words)
    return _GAP[words.language].join([_share_of_drawn(claim, words), decides])


def _share_of_drawn(claim: ClaimOverCities, words: Words) -> str:
    return words("ensemble.drawn", cities=claim.drawn.cities, share=percent(claim.drawn.share, words))


def _decides(names_of: Sequence[str], suffix: str, claim: ClaimOverCities, words: Words) -> str:
    if not claim.deciders[f"rank{suffix}"].notna().to_numpy().any():
        return words("ensemble.decides_unknown")
    if not names_of:
        return words("ensemble.decides_nothing", count=len(claim.deciders))
    ranks = {row["name"]: float(row[f"rank{suffix}"]) for row in claim.deciders.to_dict("records")}
    told = [
        words("ensemble.ranked", name=number_title(name, words), rank=format_number(ranks[name], 2, sign=True))
        for name in names_of[:NAMED]
    ]
    named = _THEN[words.language].join(told)
    if len(names_of) > NAMED:
        named = words("ensemble.more", names=named, count=len(names_of) - NAMED)
    return words("ensemble.decides", names=named)


def _spread(claim: ClaimOverCities, words: Words) -> dict[str, str]:
    found = claim.kept
    return {name: difference(claim, getattr(found, name), words) for name in ("middle", "lower", "upper")}


def difference(claim: ClaimOverCities, value: float, words: Words) -> str:
    """Return a difference of a claim's indicator as text."""
    if claim.name == GAME or _is_log(BY_NAME[claim.indicator]):
        return "—" if math.isnan(value) else format_number(value, 3, sign=True)
    return localise(change(value, BY_NAME[claim.indicator]), words)


def _is_log(indicator: Indicator) -> bool:
    return indicator.name.startswith("log_")


def spread(found: ClaimShare, claim: ClaimOverCities, words: Words) -> str:
    """Return the median of a difference over cities with its 5th and 95th percentile."""
    if not found.cities:
        return "—"
    middle, lower, upper = (difference(claim, each, words) for each in (found.middle, found.lower, found.upper))
    return f"{middle} [{lower}, {upper}]"


def summary(result: EnsembleResult, words: Words) -> list[str]:
    """Return the sentences that a page begins with: how many cities, then each claim."""
    told = tell_acceptance(result, words)
    for claim in result.claims:
        sentences = [headline(result, claim, words), *([_tell_drawn(claim, words)] if claim.drawn.cities else [])]
        told.append(_GAP[words.language].join(sentences))
    return told


def brief(result: EnsembleResult, words: Words) -> list[str]:
    """Return what a README says: how many cities, then one claim of each indicator, without what decides it."""
    gap = _GAP[words.language]
    told, seen = [gap.join(tell_acceptance(result, words))], set[str]()
    for claim in result.claims:
        judged = GAME if claim.name == GAME else claim.indicator
        if judged not in seen:
            sentences = [
                headline(result, claim, words),
                *([_share_of_drawn(claim, words)] if claim.drawn.cities else []),
            ]
            told.append(gap.join(sentences))
        seen.add(judged)
    return told
