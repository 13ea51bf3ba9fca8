"""What a comparison says, in sentences of one line."""

from __future__ import annotations

from .claims import Judged
from .ladder import Cell, Comparison
from .marks import Parting


def about_cell(cell: Cell) -> str:
    """Return what a cell says."""
    name = f"{cell.scenario}: {cell.indicator}"
    if cell.verdict in ("identical", "numeric"):
        return f"{name} is {cell.old:.6g}, {'as' if cell.verdict == 'identical' else 'but for rounding as'} before"
    moved = f"{name} went from {cell.old:.6g} to {cell.new:.6g} ({cell.effect:+.3g} ± {cell.half:.2g}"
    tail = f"margin {cell.margin:.3g}, p {cell.p:.2g})"
    return f"{moved}; {tail}: {cell.verdict}"


def about_claim(claim: Judged) -> str:
    """Return what a claim says."""
    standing = {"holds": "holds", "not_shown": "is not shown", "broken": "is broken: the contrary is shown"}
    before = f" (before: {standing[claim.before].split(':')[0]})" if claim.before else ""
    return f"claim: {claim.sentence} {standing[claim.standing]}, by {claim.mean:+.4g}{before}"


def about_parting(scenario: str, parting: Parting) -> str:
    """Return where a run parts from that of old."""
    after = f", after {parting.process}" if parting.process else ""
    where = f"{scenario}: the first seed parts from the baseline in week {parting.week}{after}"
    if parting.shown is None:
        return f"{where}; no indicator of the suite shows it"
    most = ", ".join(parting.indicators[:4]) + (" and others" if len(parting.indicators) > 4 else "")
    return f"{where}; first shown in week {parting.shown} by {most}"


def promise(comparison: Comparison) -> str:
    """Return what may be relied on."""
    sizes = [
        cell.detectable / abs(cell.old)
        for cell in comparison.cells
        if cell.indicator == "effectiveness" and cell.detectable > 0.0 and cell.old
    ]
    found = f" Effectiveness: shifts of {100 * max(sizes):.2g} % are found with 80 % probability." if sizes else ""
    return (
        f"Without any change at most {100 * comparison.alpha:.2g} in 100 comparisons raise an alarm "
        f"({comparison.seeds} seeds, all cells and claims together).{found}"
    )


def last_line(comparison: Comparison) -> str:
    """Return the count that closes every report."""
    total = len(comparison.cells) + len(comparison.claims)
    passed = total - comparison.failed - comparison.open
    return f"{passed} passed, {comparison.failed} failed, {comparison.open} inconclusive ({comparison.tier})"
