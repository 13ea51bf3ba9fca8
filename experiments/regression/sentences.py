"""What a comparison says, in sentences of one line."""

from __future__ import annotations

from ..words import Words, words
from .claims import Judged
from .ladder import Cell, Comparison
from .marks import FOUNDING, Parting

ENGLISH = words("en")
"""Terminals, logs and machines' files speak English; pages are in either language."""


def about_cell(cell: Cell, say: Words = ENGLISH) -> str:
    """Return what a cell says."""
    about = {"scenario": cell.scenario, "indicator": cell.indicator, "old": f"{cell.old:.6g}"}
    if cell.verdict in ("identical", "numeric"):
        return say(f"regress.cell.{cell.verdict}", **about)
    return say(
        "regress.cell.moved",
        **about,
        new=f"{cell.new:.6g}",
        effect=f"{cell.effect:+.3g}",
        half=f"{cell.half:.2g}",
        margin=f"{cell.margin:.3g}",
        p=f"{cell.p:.2g}",
        verdict=say(f"regress.verdict.{cell.verdict}"),
    )


def claim_of(claim: Judged, say: Words = ENGLISH) -> str:
    """Return a claim in words."""
    said = claim.claim
    return say(f"regress.claim.{said.direction}", indicator=said.indicator, scenario=said.scenario, than=said.than)


def about_claim(claim: Judged, say: Words = ENGLISH) -> str:
    """Return what a claim says."""
    standing = say(f"regress.standing.{claim.standing}")
    said = say("regress.claim.said", claim=claim_of(claim, say), standing=standing, mean=f"{claim.mean:+.4g}")
    if not claim.before:
        return said
    return say("regress.claim.before", said=said, before=say(f"regress.standing.{claim.before}"))


def about_parting(scenario: str, parting: Parting, say: Words = ENGLISH) -> str:
    """Return where a run parts from that of old."""
    kind = "founding" if parting.process == FOUNDING else "process" if parting.process else "week"
    where = say(f"regress.parting.{kind}", scenario=scenario, week=parting.week, process=parting.process)
    if parting.shown is None:
        return where + say("regress.parting.unseen")
    most = ", ".join(parting.indicators[:4])
    key = "regress.parting.seen" if len(parting.indicators) <= 4 else "regress.parting.seen_more"
    return where + say(key, week=parting.shown, indicators=most)


def verdict(comparison: Comparison, say: Words = ENGLISH) -> str:
    """Return the answer in a sentence; what is open is not told as unchanged."""
    return say(f"regress.{'failed' if comparison.failed else 'undecided' if comparison.open else 'fine'}")


def about_gone(indicator: str, say: Words = ENGLISH) -> str:
    """Return that an indicator is gone."""
    return say("regress.gone", indicator=indicator)


def promise(comparison: Comparison, say: Words = ENGLISH) -> str:
    """Return what may be relied on."""
    between = "" if say.language == "zh" else " "
    told = [say("regress.promise", alpha=f"{100 * comparison.alpha:.2g}", seeds=comparison.seeds)]
    sizes = [size for (_, indicator), size in comparison.smallest.items() if indicator == "effectiveness"]
    if sizes:
        told.append(say("regress.detectable", size=f"{max(sizes):.2g}"))
    if comparison.unended:
        told.append(say("regress.unended"))
    return between.join(told)


def last_line(comparison: Comparison, say: Words = ENGLISH) -> str:
    """Return the count that closes every report."""
    return say(
        "regress.count",
        passed=comparison.total - comparison.failed - comparison.open,
        failed=comparison.failed,
        open=comparison.open,
        tier=say(f"regress.tier.{comparison.tier}"),
    )
