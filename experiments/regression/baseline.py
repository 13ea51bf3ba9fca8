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

from ...model.first_edition import LAST_COMMIT
from ...model.parameter import Record
from ...model.parameters.settings import Settings
from ...scenarios import ScenarioError
from ...scenarios.message import message, sentence_of
from ...scenarios.toml.safe_toml import read_bytes
from ...scenarios.toml.sanitize import escape_unprintable, scrub
from ..execution.provenance import provenance
from ..execution.runs import with_seed
from ..outcomes.of_runs import definitions
from ..store.atomic_files import canonical, write_atomically
from .ensemble import Ensemble
from .measures import NAMES
from .state_hashes import StateHashes, hash_states
from .suite import Suite

FORMAT, VERSION = "cogov regression baseline", 3
"""Versions 1 and 2 are of the model's first edition."""

LARGEST = 64 << 20
AGAIN = 'cogov regress {suite}--update --reason "…"'


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
    values, digests, courses : dict
        As in :class:`.ensemble.Ensemble`.
    marks : dict of str to StateHashes
        Of the first seed of each scenario.
    margins : dict of str to dict of str to float
        By scenario and indicator, as the suite was then.
    alpha : float
    claims : tuple of StoredClaim
    created : Created
    own : dict of str to str
        How the outcomes of the suite were declared.
    """

    name: str
    seeds: tuple[int, ...] = Field(strict=False)
    alpha: float
    parameters: dict[str, dict[str, Any]]
    values: dict[str, dict[str, tuple[float, ...]]]
    digests: dict[str, tuple[str, ...]]
    marks: dict[str, StateHashes]
    margins: dict[str, dict[str, float]]
    claims: tuple[StoredClaim, ...] = Field(strict=False)
    created: Created
    courses: dict[str, tuple[float, ...]]
    own: dict[str, str] = Field(default_factory=dict)

    @property
    def ensemble(self) -> Ensemble:
        """Its runs."""
        values = {name: {word: list(each) for word, each in result.items()} for name, result in self.values.items()}
        courses = {name: list(result) for name, result in self.courses.items()}
        return Ensemble(values, {name: list(result) for name, result in self.digests.items()}, courses)

    @property
    def integrity(self) -> str:
        """SHA-256 of all the rest."""
        return hashlib.sha256(canonical(self._document()).encode()).hexdigest()

    def _document(self) -> dict[str, Any]:
        # Older files have no such key.
        return self.model_dump(mode="json", exclude=None if self.own else {"own"})

    def text(self) -> str:
        """Return its file."""
        document: dict[str, Any] = {
            "format": FORMAT,
            "format_version": VERSION,
            "integrity": self.integrity,
            "baseline": self._document(),
        }
        return escape_unprintable(_laid_out(document, 3)) + "\n"


def parameters(settings: Settings) -> dict[str, Any]:
    """Return every setting by its dotted key, without the seed."""
    return {key: value for key, value in _flat(settings.model_dump(mode="json"), "") if key != "run.seed"}


def _flat(table: dict[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict) and value:
            yield from _flat(cast("dict[str, Any]", value), f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def build_baseline(suite: Suite, ensemble: Ensemble, claims: tuple[StoredClaim, ...], reason: str) -> Baseline:
    """Return the baseline that these runs make."""
    about = provenance()
    git = about["git"]
    return Baseline(
        name=suite.name,
        seeds=suite.seeds,
        alpha=suite.alpha,
        parameters={name: parameters(scenario.settings) for name, scenario in suite.scenarios.items()},
        values={name: {word: tuple(each) for word, each in result.items()} for name, result in ensemble.values.items()},
        digests={name: tuple(result) for name, result in ensemble.digests.items()},
        courses={name: tuple(result) for name, result in ensemble.courses.items()},
        marks=marks_of(suite),
        margins={
            name: {word: suite.margin(word, sum(each) / len(each)) for word, each in result.items()}
            for name, result in ensemble.values.items()
        },
        claims=claims,
        own=own_definitions(suite),
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


def own_definitions(suite: Suite) -> dict[str, str]:
    """Return all that decides the values of a suite's outcomes, by name."""
    return {name: definitions({name: each}) for name, each in suite.own.items()}


def marks_of(suite: Suite) -> dict[str, StateHashes]:
    """Return the marks of the first seed of each scenario."""
    return {
        name: hash_states(with_seed(scenario.settings, suite.seeds[0]), NAMES)
        for name, scenario in suite.scenarios.items()
    }


def line_of_history(baseline: Baseline, changed_claims: Sequence[str] = ()) -> str:
    """Return why a baseline was made, as a line of HISTORY."""
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
    return escape_unprintable(canonical(entry)) + "\n"


def write(suite: Suite, baseline: Baseline, changed_claims: Sequence[str] = ()) -> None:
    """Write a baseline, and why it was made: each file whole or not at all."""
    suite.path.parent.mkdir(parents=True, exist_ok=True)
    entry = line_of_history(baseline, changed_claims)
    before = suite.history.read_bytes() if suite.history.exists() else b""
    write_atomically(suite.baseline, baseline.text().encode())
    write_atomically(suite.history, before + entry.encode())


def load_baseline(suite: Suite, how: str = "") -> Baseline:
    """Return the baseline of a suite.

    Raises
    ------
    NotComparable
        If there is none, it was changed by hand, or HISTORY does not know it.
    """
    name, again = suite.baseline.name, message("baseline.again", command=AGAIN.format(suite=how))

    def refuse(what: str) -> NoReturn:
        raise NotComparable(message("baseline.refused", name=name, what=what, again=again))

    if not suite.baseline.exists():
        refuse(message("baseline.none"))
    try:
        data = read_bytes(suite.baseline, name, LARGEST)
    except ScenarioError as error:
        raise NotComparable(message("baseline.unusable", reason=sentence_of(error), again=again)) from None
    try:
        document = scrub(json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant))
    except (ValueError, RecursionError) as error:
        refuse(message("toml.not_read", reason=sentence_of(error) or message("baseline.deep")))
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        refuse(message("baseline.not_one"))
    version = document.get("format_version")
    if version != VERSION or type(version) is not int:
        if type(version) is int and version < VERSION:
            refuse(message("baseline.of_first", commit=LAST_COMMIT))
        newer = type(version) is int and version > VERSION
        refuse(message("baseline.newer" if newer else "baseline.other", version=str(version)[:20]))
    try:
        baseline = Baseline.model_validate_json(json.dumps(document["baseline"]))
    except (KeyError, TypeError, ValueError, ValidationError) as error:
        what = error.errors(include_url=False)[0]["loc"] if isinstance(error, ValidationError) else "baseline"
        refuse(
            message(
                "baseline.not_whole", reason=".".join(str(part) for part in what) if isinstance(what, tuple) else what
            )
        )
    if baseline.integrity != document.get("integrity"):
        refuse(message("baseline.by_hand"))
    if _last_known(suite.history, baseline.name) != baseline.integrity:
        refuse(message("baseline.no_line", name=suite.history.name))
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
    result = dict(pairs)
    if len(result) < len(pairs):
        raise ValueError(message("baseline.key_twice"))
    return result


def _no_constant(word: str) -> NoReturn:
    raise ValueError(message("value.not_number", value=word))


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
