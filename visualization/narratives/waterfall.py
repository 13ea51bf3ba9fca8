"""What each change brought, in sentences: the bars of a waterfall, how each came about, and their sum."""

from __future__ import annotations

from ...experiments.explanation.pieces import Piece
from ...experiments.explanation.streets import StreetEffect
from ...experiments.explanation.waterfall import MechanismChange, Waterfall, WaterfallBar
from ...experiments.statistics.paired import Difference
from ...model.institutions import BY_NAME as INSTITUTIONS
from ...scenarios.form import FORM
from ..language.formatting import change, localise
from ..language.translations import Words
from .log_entry import sureness

INDICATORS = FORM.by_name


def name_piece(piece: Piece, say: Words) -> str:
    """Return what a piece of a change is called."""
    root, _, name = piece.key.partition(".")
    if root == "institution":
        institution = INSTITUTIONS[name]
        return institution.zh if say.language == "zh" else institution.en[:1].upper() + institution.en[1:]
    return say(f"piece.{name or root}")


def tell_bar(waterfall: Waterfall, bar: WaterfallBar, say: Words) -> str:
    """Return what a piece brought, and how sure that is."""
    indicator = INDICATORS[waterfall.indicator]
    effect = change(bar.effect.mean, indicator)
    return say("story.bar", piece=name_piece(bar.piece, say), size=effect, sure=sureness(bar.effect, indicator, say))


def tell_sum(waterfall: Waterfall, say: Words) -> str:
    """Return that the bars add up to the difference of the two cities."""
    indicator = INDICATORS[waterfall.indicator]
    total = change(waterfall.total.mean, indicator)
    return say("story.sum", total=total, sure=sureness(waterfall.total, indicator, say), pairs=waterfall.total.n)


def tell_mechanism(moved: MechanismChange, say: Words) -> str:
    """Return how far an indicator moved with a piece."""
    indicator = INDICATORS[moved.indicator]
    size = localise(change(moved.difference.mean, indicator), say)
    if indicator.unit not in ("share", "index"):
        size = f"{size} {say.unit(indicator)}"
    return say("story.with_it", indicator=say.title(indicator), size=size)


def tell_weeks(bar: WaterfallBar, say: Words) -> str:
    """Return from when on a piece acts, and when most."""
    first, last = bar.peak
    key = "story.never_long" if bar.since is None else "story.since"
    return say(key, week=bar.since, first=first, last=last)


def tell_street(street: StreetEffect, say: Words) -> str:
    """Return what a piece does in a street or township."""
    return say(
        "story.street",
        place=street.address,
        harm=_size(street.harm, "harm", say),
        satisfaction=_size(street.satisfaction, "satisfaction", say),
    )


def _size(result: Difference, name: str, say: Words) -> str:
    indicator = INDICATORS[name]
    return f"{change(result.mean, indicator)} {sureness(result, indicator, say)}"
