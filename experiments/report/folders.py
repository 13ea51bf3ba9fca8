"""Which kind of results a folder holds, and the page of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from ...model.indicators import NAMES
from ...model.simulation import YEAR
from ...scenarios import Scenario, load
from ..calibration.document import SCHEMA_VERSION as CALIBRATION_VERSION
from ..comparison import Comparison
from ..provenance import Provenance
from ..quoting import clean
from ..runs import Outcome
from ..store.results import Results
from ..words import Language
from . import calibration, multiplier, run, sweep
from . import page as comparison
from .picture import Figure

Kind = Literal["run", "comparison", "multiplier", "sweep", "calibration"]

_POLICY = "default-src 'none'; style-src 'sha256-"


class ReportError(ValueError):
    """A folder of which no page can be made."""


def kind(folder: Path) -> Kind:
    """Return what a folder holds.

    Raises
    ------
    ReportError
        If it holds nothing that a page can be made of.
    """
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "does not exist"
        raise ReportError(f"{folder.name}: {what}; a folder of results is needed")
    if (folder / "manifest.json").exists():
        return "sweep"
    if (folder / CALIBRATION).exists():
        return "calibration"
    if (folder / "asked.json").exists():
        raise ReportError(f"{folder.name}: the calibration is not finished; the same command goes on")
    found = _document(folder, "summary.json").get("kind") if (folder / "summary.json").exists() else None
    if found in ("run", "comparison", "multiplier"):
        return found
    raise ReportError(
        f"{folder.name}: holds no results; the folder of cogov run --out, compare --out, multiplier --out, sweep or "
        "calibrate is needed"
    )


def report(folder: Path, language: Language) -> str:
    """Return the page of a folder.

    Raises
    ------
    ReportError
        If the folder holds no results, or not all that a page needs.
    StoreError
        If it is a sweep's and cannot be read.
    ScenarioError
        If the scenario in it cannot be read.
    """
    match kind(folder):
        case "sweep":
            return sweep.page(Results(folder), language)
        case "run":
            document = _document(folder, "summary.json")
            scenario = _scenario(folder, "scenario.toml", document["scenario"])
            return run.page(scenario, _weeks(folder), document, _origin(folder), language)
        case "calibration":
            return calibration.page(_calibration(folder), _origin(folder), language)
        case "comparison":
            return _alone(comparison.page(_comparison(folder), language, cast("Provenance", _origin(folder))))
        case "multiplier":
            return _alone(_written(folder / multiplier.NAMES_OF_PAGES[language]))


CALIBRATION = "calibration.json"


def figures(folder: Path, language: Language) -> list[Figure]:
    """Return all pictures of a folder, in the order of its page.

    Raises
    ------
    ReportError, StoreError, ScenarioError
        As :func:`report`.
    """
    match kind(folder):
        case "sweep":
            return sweep.figures(Results(folder), language)
        case "run":
            document = _document(folder, "summary.json")
            scenario = _scenario(folder, "scenario.toml", document["scenario"])
            return run.figures(scenario, _weeks(folder), language)
        case "calibration":
            return calibration.figures(_calibration(folder), language)
        case "comparison":
            return comparison.figures(_comparison(folder), language)
        case "multiplier":
            try:
                return multiplier.figures(multiplier.Gains.read(_document(folder, "summary.json")), language)
            except (KeyError, TypeError, ValueError):
                raise ReportError(f"{folder.name}: summary.json is not as it was written") from None


def _calibration(folder: Path) -> dict[str, Any]:
    document = _document(folder, CALIBRATION)
    if (document.get("kind"), document.get("schema_version")) != ("calibration", CALIBRATION_VERSION):
        raise ReportError(f"{folder.name}: {CALIBRATION} is not as it was written, or of another version")
    return document


def _alone(page: str) -> str:
    """Return a page without its link to the other language, which need not be beside it."""
    return re.sub(r'<p class="language">.*?</p>\n?', "", page, count=1, flags=re.DOTALL)


def _written(file: Path) -> str:
    """Return a page that a command wrote, if it still forbids every request."""
    try:
        page = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ReportError(
            f"{file.parent.name}: {file.name} is missing or cannot be read; run the command again"
        ) from None
    if _POLICY not in page[:1000]:
        raise ReportError(f"{file.parent.name}: {file.name} is not as it was written; run the command again")
    return page


def _document(folder: Path, name: str) -> dict[str, Any]:
    try:
        found = json.loads((folder / name).read_bytes())
    except FileNotFoundError:
        raise ReportError(f"{folder.name}: {name} is missing; run the command again") from None
    except (OSError, RecursionError, ValueError):
        raise ReportError(f"{folder.name}: {name} cannot be read; it is not as it was written") from None
    if not isinstance(found, dict):
        raise ReportError(f"{folder.name}: {name} is not as it was written")
    return cast("dict[str, Any]", found)


def _origin(folder: Path) -> dict[str, Any]:
    return _document(folder, "provenance.json")


def _scenario(folder: Path, name: str, said: Mapping[str, str]) -> Scenario:
    if not (folder / name).exists():
        raise ReportError(f"{folder.name}: {name} is missing; run the command again")
    found = load(folder / name)
    if found.digest != said["digest"]:
        raise ReportError(f"{folder.name}: {name} is not the scenario of these runs (its digest differs)")
    return found.model_copy(update={"name": clean(said["name"])})


def _weeks(folder: Path) -> NDArray[np.float64]:
    """Return all weeks of all runs, in the order of the file, read one indicator at a time to hold nothing twice."""
    file = folder / "series.parquet"
    try:
        rows, known = pq.read_metadata(file).num_rows, pq.read_schema(file).names
        if missing := [name for name in NAMES if name not in known]:
            raise ReportError(
                f"{folder.name}: {file.name} has no column {missing[0]}; it is of another version of cogov"
            )
        weeks = np.empty((rows, len(NAMES)))
        for place, name in enumerate(NAMES):
            weeks[:, place] = pq.read_table(file, columns=[name])[name].to_numpy()
    except FileNotFoundError:
        raise ReportError(f"{folder.name}: {file.name} is missing; run the command again") from None
    except (OSError, pa.ArrowException):
        raise ReportError(f"{folder.name}: {file.name} cannot be read; it is not as it was written") from None
    return weeks


def _comparison(folder: Path) -> Comparison:
    """Return a comparison as it was, from its files."""
    document = _document(folder, "summary.json")
    labels = tuple(str(each["name"]) for each in document["scenarios"])
    scenarios = tuple(
        _scenario(folder, f"scenario-{place}.toml", each) for place, each in enumerate(document["scenarios"], 1)
    )
    seeds, weeks = tuple(int(seed) for seed in document["seeds"]), int(document["weeks"])
    series = _weeks(folder)
    _in_order(folder, labels, seeds, weeks, len(series))
    runs: list[tuple[Outcome, ...]] = []
    for place, (label, said) in enumerate(zip(labels, document["scenarios"], strict=True)):
        made: list[Outcome] = []
        for number, (seed, digest) in enumerate(zip(seeds, said["digests"], strict=True), place * len(seeds)):
            part = series[number * weeks : (number + 1) * weeks]
            # In the layout of a run, so that means are summed in the same order and agree to the last digit.
            final = dict(zip(NAMES, np.ascontiguousarray(part[-YEAR:]).mean(axis=0).tolist(), strict=True))
            made.append(Outcome(label, seed, part, final, str(digest)))
        runs.append(tuple(made))
    return Comparison(scenarios, labels, seeds, weeks, tuple(runs))


def _in_order(folder: Path, labels: Sequence[str], seeds: Sequence[int], weeks: int, rows: int) -> None:
    """Make sure that the weeks are those of every scenario with every seed, one run after the other."""
    about = pq.read_table(folder / "series.parquet", columns=["scenario", "seed"])
    names, lucks = about["scenario"].to_pylist(), about["seed"].to_numpy()
    for number, (label, seed) in enumerate((label, seed) for label in labels for seed in seeds):
        part = slice(number * weeks, (number + 1) * weeks)
        whole = len(lucks[part]) == weeks and bool((lucks[part] == seed).all())
        if not whole or any(name != label for name in names[part]):
            raise ReportError(f"{folder.name}: series.parquet does not hold {label} with seed {seed} in full")
    if rows != len(labels) * len(seeds) * weeks:
        raise ReportError(f"{folder.name}: series.parquet holds runs that summary.json does not name")
