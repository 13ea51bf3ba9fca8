"""The table of criteria as Markdown for the pages of the documentation, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

from ...experiments.execution.provenance import Provenance
from ...experiments.validation.requirement import RequirementResult
from ..language.translations import Words
from ..narratives.criteria import describe_found, describe_requirement, describe_target, summarise_criteria
from .json_documents import SCHEMA_VERSION
from .markdown import markdown_row

COMMAND = "cogov validate --criteria --out DIR"

HEADINGS = ("criterion.number", "validate.looked_at", "validate.wanted", "validate.found", "validate.met")


def markdown(results: Sequence[RequirementResult], seeds: int, words: Words) -> str:
    """Return a fragment of Markdown: sentence, table, rule."""
    lines = [f"<!-- {words('validate.made', command=COMMAND)} -->", "", summarise_criteria(results, words), ""]
    lines += [markdown_row([words(heading) for heading in HEADINGS]), markdown_row(["---"] * len(HEADINGS))]
    before = 0
    for result in results:
        number = result.requirement.criterion
        title = f"**{number}** {words(f'criterion.title_{number}')}" if number != before else ""
        before = number
        cells = (
            title,
            describe_requirement(result.requirement, words),
            describe_target(result.requirement, words),
            describe_found(result, words),
            words("validate.yes" if result.met else "validate.no"),
        )
        lines.append(markdown_row(cells))
    lines += ["", f"{words('criterion.rule')} {words('criterion.runs', seeds=seeds)}"]
    return "\n".join(lines) + "\n"


def document(results: Sequence[RequirementResult], seeds: int, provenance: Provenance) -> dict[str, Any]:
    """Return the JSON document of the criteria; an end that a range does not have is null."""
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "criteria",
        "seeds": list(range(1, seeds + 1)),
        "provenance": provenance,
        "requirements": [
            {
                "criterion": result.requirement.criterion,
                "key": result.requirement.key,
                "subject": result.requirement.subject or None,
                "level": result.requirement.level,
                "wanted": [
                    end if isfinite(end) else None for end in (result.requirement.low, result.requirement.high)
                ],
                "n": result.n,
                "value": result.value,
                "interval": [result.low, result.high] if result.n > 1 else None,
                "met": result.met,
            }
            for result in results
        ],
    }  # fmt: skip
