"""Which kind of results a folder holds, and the page of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ...experiments.calibration.document import SCHEMA_VERSION as CALIBRATION_VERSION
from ...experiments.comparison import Comparison
from ...experiments.execution.provenance import Provenance
from ...experiments.execution.runs import RunResult
from ...experiments.store import parquet
from ...experiments.store.results import Results
from ...model.engine.simulation import YEAR
from ...scenarios import Scenario, load
from ...scenarios.form import FORM, Form, form_of, shared_form
from ...scenarios.message import message
from ...scenarios.toml.sanitize import load_json
from ..charts import calibration as calibration_charts
from ..charts import comparison as comparison_charts
from ..charts import multiplier as multiplier_charts
from ..charts import run as run_charts
from ..charts.figure import Figure
from ..language.translations import Language
from . import calibration, comparison, multiplier, run, sweep

ResultKind = Literal["run", "comparison", "multiplier", "sweep", "calibration"]

_POLICY = "default-src 'none'; style-src 'sha256-"


class ReportError(ValueError):
    """A folder of which no page can be made."""


def kind(folder: Path) -> ResultKind:
    """Return what a folder holds.

    Raises
    ------
    ReportError
        If it holds nothing that a page can be made of.
    """
    if not folder.is_dir():
        code = "file.not_folder2" if folder.exists() else "file.not_folder"
        raise ReportError(message(code, name=folder))
    if (folder / "manifest.json").exists() or (folder / "ledger.jsonl").exists():
        return "sweep"
    if (folder / CALIBRATION).exists():
        return "calibration"
    if (folder / "asked.json").exists():
        raise ReportError(message("report.unfinished", name=folder))
    result = _document(folder, "summary.json").get("kind") if (folder / "summary.json").exists() else None
    if result in ("run", "comparison", "multiplier"):
        return result
    raise ReportError(message("file.no_results", name=folder))


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
            return run.page(scenario, _weeks(folder, form_of(scenario.settings)), document, _origin(folder), language)
        case "calibration":
            return calibration.page(_calibration(folder), _origin(folder), language)
        case "comparison":
            return _alone(comparison.page(_comparison(folder), language, cast("Provenance", _origin(folder))))
        case "multiplier":
            return _alone(_existing_page(folder / multiplier.NAMES_OF_PAGES[language]))


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
            return run_charts.figures(scenario, _weeks(folder, form_of(scenario.settings)), language)
        case "calibration":
            return calibration_charts.figures(_calibration(folder), language)
        case "comparison":
            return comparison_charts.figures(_comparison(folder), language)
        case "multiplier":
            try:
                return multiplier_charts.figures(
                    multiplier_charts.Gains.read(_document(folder, "summary.json")), language
                )
            except (KeyError, TypeError, ValueError):
                raise ReportError(message("report.summary", name=folder)) from None


def _calibration(folder: Path) -> dict[str, Any]:
    document = _document(folder, CALIBRATION)
    if (document.get("kind"), document.get("schema_version")) != ("calibration", CALIBRATION_VERSION):
        raise ReportError(message("report.other_version", name=folder, file=CALIBRATION))
    return document


def _alone(page: str) -> str:
    """Return a page without its link to the other language, which need not be beside it."""
    return re.sub(r'<p class="language">.*?</p>\n?', "", page, count=1, flags=re.DOTALL)


def _existing_page(file: Path) -> str:
    """Return a page that a command wrote, if it still forbids every request."""
    try:
        page = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ReportError(message("report.missing_unreadable", name=file.parent, file=file.name)) from None
    if _POLICY not in page[:1000]:
        raise ReportError(message("store.changed_run", name=file.parent, file=file.name))
    return page


def _document(folder: Path, name: str) -> dict[str, Any]:
    try:
        result = load_json((folder / name).read_bytes())
    except FileNotFoundError:
        raise ReportError(message("store.missing_run", name=folder, file=name)) from None
    except (OSError, RecursionError, ValueError):
        raise ReportError(message("store.unreadable", name=folder, file=name)) from None
    if not isinstance(result, dict):
        raise ReportError(message("store.changed_file", name=folder, file=name))
    return cast("dict[str, Any]", result)


def _origin(folder: Path) -> dict[str, Any]:
    return _document(folder, "provenance.json")


def _scenario(folder: Path, name: str, said: Mapping[str, str]) -> Scenario:
    if not (folder / name).exists():
        raise ReportError(message("store.missing_run", name=folder, file=name))
    result = load(folder / name)
    if result.digest != said["digest"]:
        raise ReportError(message("report.other_scenario", name=folder, file=name))
    return result.model_copy(update={"name": said["name"]})


def _weeks(folder: Path, form: Form) -> NDArray[np.float64]:
    """Return all weeks of all runs, in the order of the file, read one indicator at a time to hold nothing twice."""
    file = folder / "series.parquet"
    try:
        rows, known = parquet.about(file)
        if missing := [name for name in form.names if name not in known]:
            raise ReportError(message("report.no_column", name=folder, file=file.name, column=missing[0]))
        weeks = np.empty((rows, len(form.names)))
        for place, name in enumerate(form.names):
            weeks[:, place] = parquet.load_table(file, (name,))[name].to_numpy(zero_copy_only=False)
    except FileNotFoundError:
        raise ReportError(message("store.missing_run", name=folder, file=file.name)) from None
    except (OSError, pa.ArrowException):
        raise ReportError(message("store.unreadable", name=folder, file=file.name)) from None
    return weeks


def _comparison(folder: Path) -> Comparison:
    """Return a comparison as it was, from its files."""
    document = _document(folder, "summary.json")
    labels = tuple(str(each["name"]) for each in document["scenarios"])
    scenarios = tuple(
        _scenario(folder, f"scenario-{place}.toml", each) for place, each in enumerate(document["scenarios"], 1)
    )
    seeds, weeks = tuple(int(seed) for seed in document["seeds"]), int(document["weeks"])
    form = shared_form([form_of(each.settings) for each in scenarios])
    further = form.indicators[len(FORM.indicators) :]
    series = _weeks(folder, form)
    _in_order(folder, labels, seeds, weeks, len(series))
    runs: list[tuple[RunResult, ...]] = []
    for place, (label, said) in enumerate(zip(labels, document["scenarios"], strict=True)):
        made: list[RunResult] = []
        for number, (seed, digest) in enumerate(zip(seeds, said["digests"], strict=True), place * len(seeds)):
            part = series[number * weeks : (number + 1) * weeks]
            # In the layout of a run, so that means are summed in the same order and agree to the last digit.
            final = dict(zip(form.names, np.ascontiguousarray(part[-YEAR:]).mean(axis=0).tolist(), strict=True))
            made.append(RunResult(label, seed, part, final, str(digest), further))
        runs.append(tuple(made))
    return Comparison(scenarios, labels, seeds, weeks, tuple(runs))


def _in_order(folder: Path, labels: Sequence[str], seeds: Sequence[int], weeks: int, rows: int) -> None:
    """Make sure that the weeks are those of every scenario with every seed, one run after the other."""
    about = parquet.load_table(folder / "series.parquet", ("scenario", "seed"))
    names, lucks = about["scenario"].to_pylist(), about["seed"].to_numpy()
    for number, (label, seed) in enumerate((label, seed) for label in labels for seed in seeds):
        part = slice(number * weeks, (number + 1) * weeks)
        whole = len(lucks[part]) == weeks and bool((lucks[part] == seed).all())
        if not whole or any(name != label for name in names[part]):
            raise ReportError(message("report.not_full", name=folder, label=label, seed=seed))
    if rows != len(labels) * len(seeds) * weeks:
        raise ReportError(message("report.unnamed", name=folder))
