"""Which kind of results a folder holds, and the page of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
import pandas as pd

from ...model.indicators import NAMES
from ...model.simulation import YEAR
from ...scenarios import Scenario, load
from ..comparison import Comparison
from ..provenance import Provenance
from ..quoting import clean
from ..runs import Outcome
from ..store.results import Results
from ..words import Language
from . import multiplier, run, sweep
from . import page as comparison

Kind = Literal["run", "comparison", "multiplier", "sweep"]

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
    found = _document(folder, "summary.json").get("kind") if (folder / "summary.json").exists() else None
    if found in ("run", "comparison", "multiplier"):
        return found
    raise ReportError(
        f"{folder.name}: holds no results; the folder of cogov run --out, compare --out, multiplier --out or sweep is "
        "needed"
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
            return run.page(
                scenario, _series(folder)[NAMES_OF].to_numpy(dtype=float), document, _origin(folder), language
            )
        case "comparison":
            return _alone(comparison.page(_comparison(folder), language, cast("Provenance", _origin(folder))))
        case "multiplier":
            return _alone(_written(folder / multiplier.NAMES_OF_PAGES[language]))


NAMES_OF = list(NAMES)


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


def _series(folder: Path) -> pd.DataFrame:
    file = folder / "series.parquet"
    try:
        frame = pd.read_parquet(file)
    except FileNotFoundError:
        raise ReportError(f"{folder.name}: {file.name} is missing; run the command again") from None
    except (OSError, ValueError):
        raise ReportError(f"{folder.name}: {file.name} cannot be read; it is not as it was written") from None
    if missing := [name for name in NAMES if name not in frame.columns]:
        raise ReportError(f"{folder.name}: {file.name} has no column {missing[0]}; it is of another version of cogov")
    return frame


def _comparison(folder: Path) -> Comparison:
    """Return a comparison as it was, from its files."""
    document = _document(folder, "summary.json")
    series = _series(folder)
    labels = tuple(str(each["name"]) for each in document["scenarios"])
    scenarios = tuple(
        _scenario(folder, f"scenario-{place}.toml", each) for place, each in enumerate(document["scenarios"], 1)
    )
    seeds = tuple(int(seed) for seed in document["seeds"])
    runs: list[tuple[Outcome, ...]] = []
    for label, said in zip(labels, document["scenarios"], strict=True):
        mine: Any = series[series["scenario"] == label]
        made: list[Outcome] = []
        for seed, digest in zip(seeds, said["digests"], strict=True):
            rows = mine.loc[mine["seed"] == seed, NAMES_OF].to_numpy(dtype=np.float64)
            weeks = np.ascontiguousarray(rows)  # summed in the order of the run, so that means agree to the last digit
            if len(weeks) != document["weeks"]:
                raise ReportError(f"{folder.name}: series.parquet does not hold {label} with seed {seed} in full")
            final = dict(zip(NAMES, weeks[-YEAR:].mean(axis=0).tolist(), strict=True))
            made.append(Outcome(label, seed, weeks, final, str(digest)))
        runs.append(tuple(made))
    return Comparison(scenarios, labels, seeds, int(document["weeks"]), tuple(runs))
