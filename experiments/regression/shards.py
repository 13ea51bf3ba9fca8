"""A suite in parts: each job of a CI makes some of the runs, and a last step joins them into one verdict.

Runs are dealt out one by one, so that parts are of a size. A part makes its share of the first stage and, where any of
it differs from the baseline, its share of the second; what is still missing then is made by the step that joins. The
tests are made once, over all cells, as if there had been no parts.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...model.kernel_cache import source_digest
from ...scenarios import ScenarioError
from ...scenarios.message import Enumeration, message, sentence_of
from ...scenarios.toml.safe_toml import read_bytes
from ...scenarios.toml.sanitize import escape_unprintable, load_json
from ..execution.provenance import versions
from ..store.atomic_files import StoreError, canonical, write_atomically
from .baseline import LARGEST, Baseline, own_definitions, parameters
from .ensemble import examine, results
from .ensemble_result import Known, Result
from .journal import SuiteJournal
from .measures import NAMES
from .sequential import Clock, ProgressFactory
from .standing import indent, standing
from .suite import Suite

FORMAT, VERSION, ENDING = "cogov regression shard", 1, ".shard.json"
MOST = 256


class SuiteShardError(StoreError):
    """Shards cannot be joined; the lines say all that is wrong."""


@dataclass(frozen=True, slots=True)
class SuiteShard:
    """Which part: `number` of `of`."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def file(self, suite: Suite, folder: Path) -> Path:
        """Return its file in a folder."""
        return folder / f"{suite.name}.{self.number}-of-{self.of}{ENDING}"


def shard_of(text: str) -> SuiteShard:
    """Return the part that ``2/5`` says.

    Raises
    ------
    ValueError
        With what is allowed.
    """
    result = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", text.strip(), re.ASCII)
    if not result or not 1 <= int(result[1]) <= int(result[2]) <= MOST:
        raise ValueError(message("shard.no_part", value=repr(text), most=MOST))
    return SuiteShard(int(result[1]), int(result[2]))


def _origin(suite: Suite, baseline: Baseline) -> dict[str, str]:
    """Return what must be equal for runs to be joined, by the words that tell of it."""
    about = {
        "parameters": {name: parameters(scenario.settings) for name, scenario in suite.scenarios.items()},
        "seeds": [*suite.seeds],
        "replicates": suite.replicates,
        "indicators": [*NAMES],
        **({"outcomes": own_definitions(suite)} if suite.own else {}),
    }
    return {
        "suite": hashlib.sha256(canonical(about).encode()).hexdigest(),
        "baseline": baseline.integrity,
        "sources of the model": source_digest(),
        "packages": canonical(versions()),
    }


_ORIGINS = {"suite": "suite", "baseline": "baseline", "sources of the model": "sources", "packages": "packages"}
"""Parts of where a shard is from, as its file names them, and the codes of what they are called."""


def measure_shard(
    suite: Suite,
    baseline: Baseline,
    shard: SuiteShard,
    *,
    clock: Clock,
    progress: ProgressFactory,
    workers: int,
    how: str = "",
    journal: SuiteJournal | None = None,
) -> tuple[Known, int]:
    """Make the runs of a part, and return them and how many differ from the baseline.

    Raises
    ------
    NotComparable, RunError, OutOfTime
        As :func:`.sequential.run_stages`.
    """
    stands = standing(suite, baseline, how)
    fitted, old = stands.suite, stands.baseline.ensemble
    number = fitted.stages[0][0]

    def make(seeds: tuple[int, ...], check: bool) -> Known:
        pairs = [(name, seed) for name in fitted.scenarios for seed in seeds][shard.number - 1 :: shard.of]
        with progress(len(pairs)) as advance:
            return results(
                fitted, pairs, check=check, journal=journal, workers=workers, on_done=clock.watching(advance)
            )

    known = make(fitted.seeds[:number], check=False)
    others = [
        (name, seed)
        for (name, seed), made in known.items()
        if name not in old.digests or old.digests[name][fitted.seeds.index(seed)] != made.digest
    ]
    if others:
        with progress(len(others)) as advance:
            examine(fitted, others, journal=journal, workers=workers, on_done=clock.watching(advance))
    if number < len(fitted.seeds) and any(name in stands.kept for name, _ in others):
        known |= make(fitted.seeds[number:], check=True)
    return known, len(others)


def write(suite: Suite, baseline: Baseline, shard: SuiteShard, known: Known, folder: Path) -> Path:
    """Write the runs of a part and return the file."""
    document: dict[str, Any] = {
        "format": FORMAT,
        "format_version": VERSION,
        "name": suite.name,
        "origin": _origin(suite, baseline),
        "shard": [shard.number, shard.of],
        "results": [
            [name, seed, made.digest, made.course, [made.values[word] for word in suite.indicators]]
            for (name, seed), made in known.items()
        ],
    }
    document["integrity"] = hashlib.sha256(canonical(document).encode()).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    path = shard.file(suite, folder)
    write_atomically(path, (escape_unprintable(canonical(document)) + "\n").encode())
    return path


def join(suite: Suite, baseline: Baseline, folder: Path) -> Known:
    """Return the runs of all parts below a folder.

    Raises
    ------
    SuiteShardError
        If parts are missing, given twice, damaged, or of something else; with all that is wrong.
    """
    files = sorted(folder.rglob(f"*{ENDING}")) if folder.is_dir() else []
    if not files:
        raise SuiteShardError(message("shard.no_parts", name=folder, ending=ENDING, out=folder))
    wrong: list[str] = []
    known: Known = {}
    wanted = _origin(suite, baseline)
    seen: dict[int, str] = {}
    parts = 0
    for file in files:
        name = file.name
        try:
            document = _document(file)
        except (ScenarioError, ValueError, KeyError, TypeError, RecursionError) as error:
            wrong.append(message("shard.unusable", name=name, reason=sentence_of(error)))
            continue
        number, of = document["shard"]
        others = [what for what, value in wanted.items() if document["origin"].get(what) != value]
        if others:
            wrong.append(
                message(
                    "shard.other_state",
                    name=name,
                    what=Enumeration(message(f"shard.{_ORIGINS[each]}") for each in others),
                )
            )
        elif parts and of != parts:
            wrong.append(message("shard.of_others", name=name, count=of, others=parts))
        elif number in seen:
            wrong.append(message("shard.again", name=name, number=number, other=seen[number]))
        else:
            parts, seen[number] = of, name
            known |= _results(document, suite.indicators)
    if missing := [str(number) for number in range(1, parts + 1) if number not in seen]:
        wrong.append(message("shard.missing", number=Enumeration(missing), count=parts))
    if wrong:
        raise SuiteShardError(message("shard.joined", name=folder, lines=indent(wrong)))
    return known


def _document(file: Path) -> dict[str, Any]:
    """Return a part's document once it is sure that it is one and as it was written."""
    document: Any = load_json(read_bytes(file, file.name, LARGEST).decode("utf-8"))
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ValueError(message("shard.not_part"))
    if document.get("format_version") != VERSION:
        raise ValueError(message("shard.other_version"))
    integrity = document.pop("integrity", None)
    if integrity != hashlib.sha256(canonical(document).encode()).hexdigest():
        raise ValueError(message("shard.digest"))
    return document


def _results(document: dict[str, Any], indicators: Sequence[str]) -> Known:
    result: Known = {}
    for name, seed, digest, course, values in document["results"]:
        if not all(math.isfinite(value) for value in (course, *values)):
            raise ValueError(message("shard.not_number"))
        result[name, seed] = Result(dict(zip(indicators, values, strict=True)), digest, course)
    return result
