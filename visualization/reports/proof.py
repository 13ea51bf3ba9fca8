"""A proof of the regression as a JSON document, and as a section of a page in Markdown.

``python -m cogov.visualization.reports.proof PROOF.json PAGE.md`` puts what ``cogov regress --prove --json`` gave
between the marks of the page, so that no figure is copied by hand.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ...experiments.execution.provenance import provenance
from ...experiments.regression.baseline import Baseline
from ...experiments.regression.faults import FAULTS
from ...experiments.regression.measures import BY_NAME
from ...experiments.regression.proof import Proof
from ...experiments.regression.suite import Suite
from ...experiments.regression.trials import PARAMETERS
from .json_documents import SCHEMA_VERSION

NONE = "No proof of the shipped suite is stored yet."
BEGIN, END = "<!-- proof: written by proof_table -->", "<!-- end of proof -->"


def document(proof: Proof, suite: Suite, baseline: Baseline) -> dict[str, Any]:
    """Return the JSON document of a proof."""
    origin = provenance(["cogov", "regress", "--prove"])
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "regression_proof",
        "suite": suite.name,
        "alpha": suite.alpha,
        "stages": [{"runs": number, "level": level} for number, level in suite.stages],
        "common_random_numbers": suite.paired,
        "baseline": baseline.integrity,
        "kept": proof.kept(suite.alpha),
        "false_alarms": {
            name: {"found": each.found, "of": each.of, "interval": list(each.interval)}
            for name, each in (("significant", proof.any_size), ("beyond_margin", proof.mattering))
        },
        "sizes": proof.sizes,
        "declared": {"parameters": len(PARAMETERS), "faults": len(FAULTS)},
        "trials": [{**asdict(trial), "kept": trial.kept} for trial in proof.trials],
        "holes": list(proof.holes),
        "provenance": dict(origin),
    }


def section(document: dict[str, Any]) -> str:
    """Return the section of the document of a proof."""
    origin, trials = document["provenance"], document["trials"]
    git = origin["git"]
    commit = f", commit {git['commit'][:12]}" if git else ""
    runs = " and ".join(str(stage["runs"]) for stage in document["stages"])
    must = [trial for trial in trials if trial["must"]]
    harmless = [trial for trial in trials if trial["kind"] == "harmless"]
    apart = sum(trial["power_apart"] >= 0.8 for trial in must)
    kept = sum(trial["kept"] for trial in must)
    lines = [
        f"Figures of {origin['time'][:10]}{commit}, sources {origin['code'][:12]}, suite {document['suite']}, "
        f"{runs} {'run' if runs == '1' else 'runs'} of each scenario. {_extent(document)}",
        "",
        f"*False alarms.* {_alarms(document['false_alarms']['beyond_margin'])}; with margins left aside "
        f"{_alarms(document['false_alarms']['significant'])}. Promised: at most {100 * document['alpha']:g} %.",
        "",
        f"*Must be found.* {kept} of {len(must)} are, with a power of at least 80 %; {apart} of them also where all "
        "luck is another.",
        "",
        *_parameters(trials),
        "",
        *_edits(trials),
        "",
        *_tell_generated(trials),
        f"*Must not alarm.* {sum(trial['kept'] for trial in harmless)} of {len(harmless)} do not:",
        "",
        *(f"- {trial['key']}: {trial['about']}: {_harmless(trial)}" for trial in harmless),
        "",
        "*Sizes.* Whatever the luck, a shift is found with 80 % probability in every scenario if it is at least: "
        + "; ".join(_size(word, size) for word, size in document["sizes"].items())
        + ".",
    ]
    if document["holes"]:
        lines += ["", "*Holes.*", "", *(f"- {hole}" for hole in document["holes"])]
    return "\n".join(lines)


def _extent(document: dict[str, Any]) -> str:
    """Return how much of what is declared was tried."""
    declared, trials = document["declared"], document["trials"]
    keys = len({trial["key"] for trial in trials if trial["kind"] == "parameter"})
    faults = sum(trial["kind"] == "code" for trial in trials)
    part = " A part only: the rest is tried by the command below." if keys < declared["parameters"] else ""
    return f"Tried: {keys} of {declared['parameters']} parameters, {faults} of {declared['faults']} faults.{part}"


def _tell_generated(trials: list[dict[str, Any]]) -> Iterable[str]:
    mutants = [trial for trial in trials if trial["kind"] == "mutant"]
    if not mutants:
        return
    found = [trial for trial in mutants if trial["found"]]
    same = [trial for trial in mutants if not trial["found"] and not trial["touched"]]
    yield (
        f"*Generated edits.* {len(found)} of {len(mutants)} raise an alarm, "
        f"{len(mutants) - len(found) - len(same)} change runs and raise none, {len(same)} change nothing in this suite."
    )
    yield ""
    for trial in mutants:
        if not trial["found"]:
            what = "changes runs, no alarm" if trial["touched"] else "changes nothing"
            yield f"- `{trial['key']}`: {trial['about']}: {what}"
    yield ""


def _alarms(result: dict[str, Any]) -> str:
    low, high = (100 * each for each in result["interval"])
    return f"{result['found']} of {result['of']} comparisons ({low:.2f} to {high:.2f} %)"


def _parameters(trials: list[dict[str, Any]]) -> Iterable[str]:
    moves = list(dict.fromkeys(trial["about"] for trial in trials if trial["kind"] == "parameter"))
    musts = [trial["about"] for trial in trials if trial["kind"] == "parameter" and trial["must"]]
    yield "| parameter | " + " | ".join(moves) + " | least with other luck | shows most in |"
    yield "|---|" + "--:|" * (len(moves) + 1) + "---|"
    for key in dict.fromkeys(trial["key"] for trial in trials if trial["kind"] == "parameter"):
        here = {trial["about"]: trial for trial in trials if trial["key"] == key}
        powers = [f"{100 * here[move]['power']:.0f} %{'' if here[move]['found'] else ', not found'}" for move in moves]
        least = min(here[move]["power_apart"] for move in moves if move in musts)
        yield f"| `{key}` | {' | '.join(powers)} | {100 * least:.0f} % | {_where(here[moves[0]])} |"


def _edits(trials: list[dict[str, Any]]) -> Iterable[str]:
    yield "| edit of | so that | power | with other luck | shows most in |"
    yield "|---|---|--:|--:|---|"
    for trial in trials:
        if trial["kind"] == "code":
            power = "the runs fail" if trial["failed"] else f"{100 * trial['power']:.0f} %"
            power += "" if trial["found"] else ", not found"
            yield (
                f"| `{trial['key']}` | {trial['about']} | {power} | {100 * trial['power_apart']:.0f} % "
                f"| {_where(trial)} |"
            )


def _where(trial: dict[str, Any]) -> str:
    return f"{trial['cell']} {trial['effect']:+.2g}" if trial["cell"] else ""


def _harmless(trial: dict[str, Any]) -> str:
    if trial["found"]:
        return "FALSE ALARM"
    return "no alarm" if trial["touched"] else "no alarm, nothing changes"


def _size(word: str, size: float) -> str:
    unit = BY_NAME[word].unit
    return f"{word} {size:.2g}" + ("" if unit in ("share", "index") else f" {unit}")


def insert_section(page: str, document: dict[str, Any]) -> str:
    """Return a page with the section in its place."""
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{section(document)}\n{END}{tail}"


if __name__ == "__main__":
    stored, target = (Path(name) for name in sys.argv[1:])
    target.write_text(insert_section(target.read_text("utf-8"), json.loads(stored.read_text("utf-8"))), "utf-8")
