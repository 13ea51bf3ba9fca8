"""What a comparison says, in sentences of one line."""

from __future__ import annotations

from ...experiments.regression.claims import ClaimResult
from ...experiments.regression.comparison import BaselineComparison, Cell
from ...experiments.regression.measures import is_lacking
from ...experiments.regression.state_hashes import FOUNDING, HashDivergence
from ..language.translations import Words, words

ENGLISH = words("en")
"""Terminals, logs and machines' files speak English; pages are in either language."""


def about_cell(cell: Cell, say: Words = ENGLISH) -> str:
    """Return what a cell says."""
    old, new = (say("regress.lacking") if is_lacking(each) else f"{each:.6g}" for each in (cell.old, cell.new))
    about = {"scenario": cell.scenario, "indicator": cell.indicator, "old": old}
    if cell.verdict in ("identical", "numeric"):
        return say(f"regress.cell.{cell.verdict}", **about)
    return say(
        "regress.cell.moved",
        **about,
        new=new,
        effect=f"{cell.effect:+.3g}",
        half=f"{cell.half:.2g}",
        margin=f"{cell.margin:.3g}",
        p=f"{cell.p:.2g}",
        verdict=say(f"regress.verdict.{cell.verdict}"),
    )


def claim_of(claim: ClaimResult, say: Words = ENGLISH) -> str:
    """Return a claim in words."""
    said = claim.claim
    return say(f"regress.claim.{said.direction}", indicator=said.indicator, scenario=said.scenario, than=said.than)


def about_claim(claim: ClaimResult, say: Words = ENGLISH) -> str:
    """Return what a claim says."""
    standing = say(f"regress.standing.{claim.standing}")
    said = say("regress.claim.said", claim=claim_of(claim, say), standing=standing, mean=f"{claim.mean:+.4g}")
    if not claim.before:
        return said
    return say("regress.claim.before", said=said, before=say(f"regress.standing.{claim.before}"))


def about_parting(scenario: str, parting: HashDivergence, say: Words = ENGLISH) -> str:
    """Return where a run parts from the stored one."""
    kind = "founding" if parting.process == FOUNDING else "process" if parting.process else "week"
    where = say(f"regress.parting.{kind}", scenario=scenario, week=parting.week, process=parting.process)
    if parting.shown is None:
        return where + say("regress.parting.unseen")
    most = ", ".join(parting.indicators[:4])
    key = "regress.parting.seen" if len(parting.indicators) <= 4 else "regress.parting.seen_more"
    return where + say(key, week=parting.shown, indicators=most)


def verdict(comparison: BaselineComparison, say: Words = ENGLISH) -> str:
    """Return the answer in a sentence; what is open, or not compared, is not told as unchanged."""
    if comparison.failed:
        return say("regress.failed")
    if comparison.declared:
        return say(f"regress.declared_{'undecided' if comparison.open else 'verdict'}")
    if comparison.open or comparison.unended:
        return say("regress.undecided")
    return say("regress.part_new" if comparison.uncompared else "regress.fine")


def about_earlier(scenario: str, runs: int, seeds: int, say: Words = ENGLISH) -> str:
    """Return that a scenario is as it was in its last year and not before."""
    return say("regress.earlier", scenario=scenario, runs=runs, seeds=seeds)


def about_ends(comparison: BaselineComparison, say: Words = ENGLISH) -> list[str]:
    """Return the single run and the end of a distribution that differ most, measured by their margins."""
    told: list[str] = []
    for key in ("largest", "tail"):
        moved = [cell for cell in comparison.cells if getattr(cell, key)]
        if not moved:
            continue
        cell = max(moved, key=lambda cell: abs(getattr(cell, key)) / max(cell.margin, 1e-12))
        told.append(
            say(
                f"regress.{key}",
                scenario=cell.scenario,
                seed=cell.seed,
                indicator=cell.indicator,
                largest=f"{cell.largest:+.3g}",
                tail=f"{cell.tail:+.3g}",
                margin=f"{cell.margin:.3g}",
                p=f"{cell.tail_p:.2g}",
            )
        )
    return told


def about_gone(indicator: str, say: Words = ENGLISH) -> str:
    """Return that an indicator is gone."""
    return say("regress.gone", indicator=indicator)


def promise(comparison: BaselineComparison, say: Words = ENGLISH) -> str:
    """Return what may be relied on."""
    between = "" if say.language == "zh" else " "
    told = [say("regress.promise", alpha=f"{100 * comparison.alpha:.2g}", seeds=comparison.seeds)]
    sizes = [size for (_, indicator), size in comparison.smallest.items() if indicator == "effectiveness"]
    if sizes:
        told.append(say("regress.detectable", size=f"{max(sizes):.2g}"))
    if comparison.unended:
        told.append(say("regress.unended"))
    return between.join(told)


def last_line(comparison: BaselineComparison, say: Words = ENGLISH) -> str:
    """Return the count that closes every report."""
    return say(
        "regress.count",
        passed=comparison.total - comparison.failed - comparison.open,
        failed=comparison.failed,
        open=comparison.open,
        tier=say(f"regress.tier.{comparison.tier}"),
    )
