"""Making a baseline anew: what stands against it, what it moves, and how it is put in its place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ...scenarios.message import Enumeration, message, name_indicator, sentence_of
from ..execution.provenance import dirty_files, git_state
from .baseline import Baseline, NotComparable, StoredClaim, build_baseline, load_baseline, write
from .claims import ClaimResult, judge_claims, to_stored
from .ensemble import Ensemble
from .suite import Suite
from .tiers import CLAIMS

MOST = 30
"""Lines that tell what moved."""


class UpdateRefused(Exception):
    """A baseline is not made anew; the lines say why and what would help."""


ROOMS = ("model/", "scenarios/", "experiments/", "visualization/", "pyproject.toml", "requirements")
"""What of the program's own checkout decides results."""


def clean_tree(suite: Suite) -> None:
    """Refuse where a baseline could not be made again from what is committed.

    Raises
    ------
    UpdateRefused
        If the checkout of the model has uncommitted changes, or the suite's folder where it lies in a checkout.
        Baselines and their history do not count, since one may be made after the other, nor does what comparisons
        write, however it is called; where there is no checkout there is nothing to commit.
    """
    own = Path(__file__).parents[2]
    places = [(message("update.own_checkout"), own)] if git_state() is not None else []
    beside = message("update.suite_checkout", folder=str(checkout(suite.path.parent)))
    for where, folder in (*places, (beside, suite.path.parent.resolve())):
        top = checkout(folder)
        names = [
            name
            for name in dirty_files(folder)
            if not name.endswith((".baseline.json", suite.history.name))
            and not is_own_report(top / name)
            and (name.startswith(ROOMS) if folder == own else _belongs(top / name, folder, suite))
        ]
        if names:
            files = Enumeration(names[:5])
            shown = message("value.and_more", names=files, count=len(names) - 5) if len(names) > 5 else files
            way_out = "" if folder == own else message("update.elsewhere")
            raise UpdateRefused(message("update.dirty", where=where, files=shown) + way_out)


def _belongs(file: Path, folder: Path, suite: Suite) -> bool:
    """Whether a file lies in the suite's folder, or is called like one that its scenarios were read from."""
    read = {Path(source).name for scenario in suite.scenarios.values() for source in scenario.sources}
    return file.is_relative_to(folder) or file.name in read


def checkout(folder: Path) -> Path:
    """Return the top of the checkout around a folder, or the folder where there is none."""
    folder = folder.resolve()
    return next((each for each in (folder, *folder.parents) if (each / ".git").exists()), folder)


def is_own_report(path: Path) -> bool:
    """Tell whether a file is a report of this command, or a part of a suite, by how it begins."""
    try:
        if not path.is_file():  # a pipe would be waited for
            return False
        with path.open("rb") as file:
            begins = file.read(_BEGINNING)
    except OSError:
        return False
    return any(mark in begins for mark in _OURS)


_BEGINNING = 4096
_OURS = (
    b'<testsuites name="cogov regress"',
    b'<meta name="generator" content="cogov regress">',
    b"## cogov regress: ",
    b'"kind": "regression"',
    b'"kind":"regression"',
    b'"kind": "regression_proof"',
    b'"kind":"regression_proof"',
    b'"format":"cogov regression shard"',
)


def no_fewer(suite: Suite, before: Baseline | None) -> None:
    """Refuse a baseline of fewer seeds than the one it takes the place of.

    Raises
    ------
    UpdateRefused
    """
    if before is not None and before.name == suite.name and len(before.seeds) > len(suite.seeds):
        raise UpdateRefused(message("update.fewer", old=len(before.seeds), new=len(suite.seeds)))


def name_claim(claim: ClaimResult | StoredClaim) -> str:
    """Return a claim as it is listed, such as ``synergy trust higher than fragmented``."""
    said = claim.claim if isinstance(claim, ClaimResult) else claim
    return f"{said.scenario} {said.indicator} {said.direction} than {said.than}"


def check_claims(claims: Sequence[ClaimResult], before: Baseline | None, listed: Sequence[str]) -> None:
    """Refuse where a claim does not hold, unless it is listed as changed or stood just so in the earlier baseline.

    Raises
    ------
    UpdateRefused
        With what to add to the command.
    """
    stood = {name_claim(claim): claim.verdict for claim in (before.claims if before else ())}
    words = [name_claim(claim) for claim in claims]
    known = [" ".join(each.split()) for each in listed]
    lines: list[str] = [message("update.no_claim", name=repr(each)) for each in known if each not in words]
    for claim, said in zip(claims, words, strict=True):
        if claim.standing != "holds" and stood.get(said) != claim.standing and said not in known:
            code = "update.claim_broken" if claim.standing == "broken" else "update.claim_not_shown"
            lines.append(message(code, claim=said))
    if lines:
        raise UpdateRefused(Enumeration(lines, "\n", "\n"))


def list_shifts(before: Baseline, runs: Ensemble, suite: Suite) -> list[str]:
    """Return what a new baseline moves, in lines, the largest shifts measured by their margins first.

    Means are those of the seeds that both have, so that other seeds alone move nothing.
    """
    places = [(before.seeds.index(seed), i) for i, seed in enumerate(suite.seeds) if seed in before.seeds]
    if not places:
        return [message("update.seeds")]
    result: list[tuple[float, str]] = []
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
                ends = {"old": f"{a:.6g}", "new": f"{b:.6g}", "margin": f"{margin:.3g}"}
                line = message("update.moves", scenario=scenario, indicator=name_indicator(word), **ends)
                result.append((abs(b - a) / max(margin, 1e-12), line))
    lines = [line for _, line in sorted(result, key=lambda each: -each[0])]
    gone = [name for name in before.values if name not in runs.values]
    fresh = [name for name in runs.values if name not in before.values]
    notes = [message("update.gone", name=name) for name in gone]
    notes += [message("update.new", name=name) for name in fresh]
    known = next(iter(before.values.values()), {})
    words = [word for word in suite.indicators if word not in known]
    notes += [message("update.new_indicators", count=len(words), names=Enumeration(words))] if words else []
    if len(lines) > MOST:
        lines = [*lines[:MOST], message("update.more", count=len(lines) - MOST)]
    return [*notes, *lines, message("update.beyond", count=len(result), all=cells)]


def prepare(
    suite: Suite, runs: Ensemble, before: Baseline | None, reason: str, listed: Sequence[str] = ()
) -> tuple[Baseline, list[ClaimResult], list[str]]:
    """Return the baseline of these runs, its claims and what it moves; nothing is written.

    Raises
    ------
    UpdateRefused
        By :func:`check_claims`.
    """
    claims = judge_claims(suite, runs, CLAIMS * suite.alpha)
    check_claims(claims, before, listed)
    lines = [] if before is None else list_shifts(before, runs, suite)
    return build_baseline(suite, runs, to_stored(claims), reason), claims, lines


def update_baseline(
    suite: Suite, runs: Ensemble, before: Baseline | None, reason: str, listed: Sequence[str] = ()
) -> tuple[list[ClaimResult], list[str]]:
    """Write the baseline of these runs and the line of history; return its claims and what it moves.

    Raises
    ------
    UpdateRefused
        By :func:`check_claims`; then nothing is written.
    """
    baseline, claims, lines = prepare(suite, runs, before, reason, listed)
    write(suite, baseline, listed)
    return claims, lines


def previous_baseline(suite: Suite, how: str) -> tuple[Baseline | None, str]:
    """Return the baseline that is there, if it can be read, else what is wrong with it."""
    if not suite.baseline.exists():
        return None, ""
    try:
        return load_baseline(suite, how), ""
    except NotComparable as error:
        return None, sentence_of(error)
