"""Making a baseline anew: what stands against it, what it moves, and how it is put in its place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..provenance import git_state, uncommitted
from ..quoting import clean
from .baseline import Baseline, NotComparable, StoredClaim, made, read, write
from .claims import Judged, judged, stored
from .ensemble import Ensemble
from .ladder import CLAIMS
from .suite import Suite

MOST = 30
"""Lines that tell what moved."""


class Refused(Exception):
    """A baseline is not made anew; the lines say why and what would help."""


def clean_tree(suite: Suite) -> None:
    """Refuse where a baseline could not be made again from what is committed.

    Raises
    ------
    Refused
        If the checkout of the model or that of the suite has uncommitted changes. Baselines and their history do not
        count, since one may be made after the other; where there is no checkout there is nothing to commit.
    """
    places = [("the checkout of cogov", Path(__file__).parents[2])] if git_state() is not None else []
    for where, folder in (*places, ("the checkout of the suite", suite.path.parent)):
        names = [name for name in uncommitted(folder) if not name.endswith((".baseline.json", suite.history.name))]
        if names:
            shown = ", ".join(clean(name) for name in names[:5])
            more = f" and {len(names) - 5} more" if len(names) > 5 else ""
            raise Refused(
                f"{where} has uncommitted changes: {shown}{more}; commit them, so that the baseline can be made again"
            )


def no_fewer(suite: Suite, before: Baseline | None) -> None:
    """Refuse a baseline of fewer seeds than the one it takes the place of.

    Raises
    ------
    Refused
    """
    if before is not None and before.name == suite.name and len(before.seeds) > len(suite.seeds):
        raise Refused(
            f"the baseline has {len(before.seeds)} runs of each scenario, and the suite {len(suite.seeds)}: with fewer "
            "less would be noticed; remove the baseline first if that is meant"
        )


def in_words(claim: Judged | StoredClaim) -> str:
    """Return a claim as it is listed, such as ``synergy trust higher than fragmented``."""
    said = claim.claim if isinstance(claim, Judged) else claim
    return f"{said.scenario} {said.indicator} {said.direction} than {said.than}"


def changed_claims(claims: Sequence[Judged], before: Baseline | None, listed: Sequence[str]) -> None:
    """Refuse where a claim does not hold, unless it is listed as changed or stood just so in the baseline of old.

    Raises
    ------
    Refused
        With what to add to the command.
    """
    stood = {in_words(claim): claim.verdict for claim in (before.claims if before else ())}
    words = [in_words(claim) for claim in claims]
    known = [" ".join(each.split()) for each in listed]
    lines = [f"--changed-claim {each!r}: the suite has no such claim" for each in known if each not in words]
    for claim, said in zip(claims, words, strict=True):
        if claim.standing != "holds" and stood.get(said) != claim.standing and said not in known:
            told = "is broken" if claim.standing == "broken" else "is not shown"
            lines.append(f'the claim {said} {told}; if that is meant, add: --changed-claim "{said}"')
    if lines:
        raise Refused("\n".join(lines))


def moved(before: Baseline, runs: Ensemble, suite: Suite) -> list[str]:
    """Return what a new baseline moves, in lines, the largest shifts measured by their margins first.

    Means are those of the seeds that both have, so that other seeds alone move nothing.
    """
    places = [(before.seeds.index(seed), i) for i, seed in enumerate(suite.seeds) if seed in before.seeds]
    if not places:
        return ["the seeds are others, so that nothing is said of what moves"]
    found: list[tuple[float, str]] = []
    cells = 0
    for scenario, words in runs.values.items():
        for word, values in words.items():
            old = before.values.get(scenario, {}).get(word)
            if old is None:
                continue
            cells += 1
            a, b = (float(np.mean(each)) for each in zip(*((old[i], values[j]) for i, j in places), strict=True))
            margin = suite.margin(word, a)
            if abs(b - a) > margin:
                line = f"{scenario}: {word} moves from {a:.6g} to {b:.6g} (margin {margin:.3g})"
                found.append((abs(b - a) / max(margin, 1e-12), line))
    lines = [line for _, line in sorted(found, key=lambda each: -each[0])]
    gone = [name for name in before.values if name not in runs.values]
    fresh = [name for name in runs.values if name not in before.values]
    notes = [f"scenario {name} is not in it any more" for name in gone]
    notes += [f"scenario {name} is new" for name in fresh]
    if len(lines) > MOST:
        lines = [*lines[:MOST], f"and {len(lines) - MOST} more"]
    return [*notes, *lines, f"{len(found)} of {cells} means move beyond their margins"]


def renewed(
    suite: Suite, runs: Ensemble, before: Baseline | None, reason: str, listed: Sequence[str] = ()
) -> tuple[list[Judged], list[str]]:
    """Write the baseline of these runs and the line of history; return its claims and what it moves.

    Raises
    ------
    Refused
        By :func:`changed_claims`; then nothing is written.
    """
    claims = judged(suite, runs, CLAIMS * suite.alpha)
    changed_claims(claims, before, listed)
    lines = [] if before is None else moved(before, runs, suite)
    write(suite, made(suite, runs, stored(claims), reason), listed)
    return claims, lines


def of_old(suite: Suite, how: str) -> tuple[Baseline | None, str]:
    """Return the baseline that is there, if it can be read, else what is wrong with it."""
    if not suite.baseline.exists():
        return None, ""
    try:
        return read(suite, how), ""
    except NotComparable as error:
        return None, str(error)
