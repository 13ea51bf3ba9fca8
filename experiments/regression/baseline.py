"""The baseline of a suite: a file of canonical JSON beside it, one line a cell, with a digest over all of it.

Why each baseline was made stands in HISTORY.jsonl of the same folder, a line for each, only ever appended to.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn, cast

from pydantic import Field, ValidationError

from ...model.quantity import Record
from ...model.settings import Settings
from ...scenarios import ScenarioError
from ...scenarios.guard import read_bytes
from ..provenance import provenance
from ..quoting import inert
from ..store.files import canonical, put
from .ensemble import Ensemble
from .marks import Marks, marked
from .suite import Suite

FORMAT, VERSION = "cogov regression baseline", 1
LARGEST = 64 << 20
AGAIN = 'make one with: cogov regress {suite}--update --reason "…"'


class NotComparable(Exception):
    """There is no baseline to compare with, or it cannot be compared; the lines say why and what to do."""


class Created(Record):
    """When and from what a baseline was made."""

    time: str
    code: str
    commit: str
    dirty: bool
    reason: str
    platform: str
    versions: dict[str, str]


class StoredClaim(Record):
    """A claim and what the runs of the baseline said of it."""

    scenario: str
    indicator: str
    than: str
    direction: str
    verdict: str


class Baseline(Record):
    """What a suite gave when its baseline was made.

    Attributes
    ----------
    name : str
        Of the suite.
    seeds : tuple of int
    parameters : dict of str to dict
        By scenario every setting by its dotted key, without the seed.
    values, digests : dict
        As in :class:`.ensemble.Ensemble`.
    marks : dict of str to Marks
        Of the first seed of each scenario.
    margins : dict of str to dict of str to float
        By scenario and indicator, as the suite was then.
    alpha : float
    claims : tuple of StoredClaim
    created : Created
    """

    name: str
    seeds: tuple[int, ...] = Field(strict=False)
    alpha: float
    parameters: dict[str, dict[str, Any]]
    values: dict[str, dict[str, tuple[float, ...]]]
    digests: dict[str, tuple[str, ...]]
    marks: dict[str, Marks]
    margins: dict[str, dict[str, float]]
    claims: tuple[StoredClaim, ...] = Field(strict=False)
    created: Created

    @property
    def ensemble(self) -> Ensemble:
        """Its runs."""
        values = {name: {word: list(each) for word, each in found.items()} for name, found in self.values.items()}
        return Ensemble(values, {name: list(found) for name, found in self.digests.items()})

    @property
    def integrity(self) -> str:
        """SHA-256 of all the rest."""
        return hashlib.sha256(canonical(self.model_dump(mode="json")).encode()).hexdigest()

    def text(self) -> str:
        """Return its file."""
        document: dict[str, Any] = {
            "format": FORMAT,
            "format_version": VERSION,
            "integrity": self.integrity,
            "baseline": self.model_dump(mode="json"),
        }
        return inert(_laid_out(document, 3)) + "\n"


def parameters(settings: Settings) -> dict[str, Any]:
    """Return every setting by its dotted key, without the seed."""
    return {key: value for key, value in _flat(settings.model_dump(mode="json"), "") if key != "run.seed"}


def _flat(table: dict[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict) and value:
            yield from _flat(cast("dict[str, Any]", value), f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def made(suite: Suite, ensemble: Ensemble, claims: tuple[StoredClaim, ...], reason: str) -> Baseline:
    """Return the baseline that these runs make."""
    about = provenance()
    git = about["git"]
    return Baseline(
        name=suite.name,
        seeds=suite.seeds,
        alpha=suite.alpha,
        parameters={name: parameters(scenario.settings) for name, scenario in suite.scenarios.items()},
        values={name: {word: tuple(each) for word, each in found.items()} for name, found in ensemble.values.items()},
        digests={name: tuple(found) for name, found in ensemble.digests.items()},
        marks=marks_of(suite),
        margins={
            name: {word: suite.margin(word, sum(each) / len(each)) for word, each in found.items()}
            for name, found in ensemble.values.items()
        },
        claims=claims,
        created=Created(
            time=about["time"],
            code=about["code"],
            commit=git["commit"] if git else "",
            dirty=bool(git and git["dirty"]),
            reason=reason,
            platform=about["platform"],
            versions=about["versions"],
        ),
    )


def marks_of(suite: Suite) -> dict[str, Marks]:
    """Return the marks of the first seed of each scenario."""
    from .ensemble import with_seed

    return {
        name: marked(with_seed(scenario.settings, suite.seeds[0]), suite.indicators)
        for name, scenario in suite.scenarios.items()
    }


def write(suite: Suite, baseline: Baseline, changed_claims: Sequence[str] = ()) -> None:
    """Write a baseline, and why it was made: each file whole or not at all."""
    suite.path.parent.mkdir(parents=True, exist_ok=True)
    entry = {
        "suite": baseline.name,
        "integrity": baseline.integrity,
        "time": baseline.created.time,
        "code": baseline.created.code,
        "commit": baseline.created.commit,
        "dirty": baseline.created.dirty,
        "reason": baseline.created.reason,
        "broken_claims": [
            f"{claim.scenario} {claim.indicator} {claim.direction} than {claim.than}"
            for claim in baseline.claims
            if claim.verdict == "broken"
        ],
    }
    if changed_claims:
        entry["changed_claims"] = [*changed_claims]
    before = suite.history.read_bytes() if suite.history.exists() else b""
    put(suite.baseline, baseline.text().encode())
    put(suite.history, before + (inert(canonical(entry)) + "\n").encode())


def read(suite: Suite, how: str = "") -> Baseline:
    """Return the baseline of a suite.

    Raises
    ------
    NotComparable
        If there is none, it was changed by hand, or HISTORY does not know it.
    """
    name, again = suite.baseline.name, AGAIN.format(suite=how)

    def refuse(what: str) -> NoReturn:
        raise NotComparable(f"{name}: {what}; {again}")

    if not suite.baseline.exists():
        refuse("there is no baseline")
    try:
        data = read_bytes(suite.baseline, name, LARGEST)
    except ScenarioError as error:
        raise NotComparable(f"{error}; {again}") from None
    try:
        document = json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        refuse(f"cannot be read: {str(error)[:200] or 'nested too deeply'}")
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        refuse("is not a baseline of cogov")
    version = document.get("format_version")
    if version != VERSION:
        newer = isinstance(version, int) and version > VERSION
        refuse(f"was written in {'a newer' if newer else 'another'} version of the format, {str(version)[:20]}")
    try:
        baseline = Baseline.model_validate_json(json.dumps(document["baseline"]))
    except (KeyError, TypeError, ValueError, ValidationError) as error:
        what = error.errors(include_url=False)[0]["loc"] if isinstance(error, ValidationError) else "baseline"
        refuse(f"is not whole: {'.'.join(str(part) for part in what) if isinstance(what, tuple) else what}")
    if baseline.integrity != document.get("integrity"):
        refuse("was changed by hand: its digest does not fit")
    if _last_known(suite.history, baseline.name) != baseline.integrity:
        refuse(f"was changed without a line in {suite.history.name}")
    return baseline


def _last_known(history: Path, name: str) -> str:
    """Return the digest of the newest baseline of a suite that HISTORY tells of."""
    known = ""
    try:
        lines = read_bytes(history, history.name, LARGEST).decode("utf-8", "replace").splitlines()
    except ScenarioError:
        return known
    for line in lines:
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(entry, dict) and entry.get("suite") == name:
            known = str(entry.get("integrity"))
    return known


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice")
    return found


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a number")


def _laid_out(value: Any, depth: int, indent: str = "") -> str:
    """Return JSON with tables down to some depth over lines, so that changes read well line by line."""
    if not isinstance(value, dict) or not depth or not value:
        return canonical(value)
    table = cast("dict[str, Any]", value)
    inner = indent + " "
    # One more storey below `values`: a line for each cell, a list of numbers.
    lines = [
        f"{inner}{json.dumps(name, ensure_ascii=False)}: "
        + _laid_out(table[name], depth if name == "values" else depth - 1, inner)
        for name in sorted(table)
    ]
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
