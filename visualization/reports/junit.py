"""A comparison as JUnit XML, which test reporters of every CI read; valid whatever names and messages hold."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ...experiments.regression.comparison import BaselineComparison
from ...experiments.regression.exercise import Exercise
from ...scenarios.toml.sanitize import clean
from ..narratives.exercise import statement
from ..narratives.regression import (
    ENGLISH,
    about_cell,
    about_claim,
    about_earlier,
    about_ends,
    about_gone,
    claim_of,
    verdict,
)


def junit(comparison: BaselineComparison, exercise: Exercise | None = None) -> str:
    """Return the document: a test case for each cell and each claim.

    Scenarios that were changed are cases too, of a group of their own; they are skipped, being neither passed nor
    failed.
    """
    total = comparison.total + len(comparison.declared)
    skipped = str(comparison.open + len(comparison.declared))
    counts = {"tests": str(total), "failures": str(comparison.failed), "errors": "0", "skipped": skipped}
    root = Element("testsuites", {"name": "cogov regress", **counts})
    suite = SubElement(root, "testsuite", {"name": clean(comparison.suite), **counts})
    properties = SubElement(suite, "properties")
    about = [("tier", comparison.tier), ("alpha", str(comparison.alpha)), ("seeds", str(comparison.seeds))]
    about.append(("verdict", verdict(comparison)))
    if exercise is not None:
        about += [(f"not exercised: {part.group}", f"{len(part.missing)} of {part.of}") for part in exercise.parts]
    for name, value in about:
        SubElement(properties, "property", {"name": name, "value": value})
    for cell in comparison.cells:
        _case(suite, cell.scenario, cell.indicator, about_cell(cell), cell.fails, cell.verdict == "inconclusive")
    for claim in comparison.claims:
        _case(suite, f"claims.{claim.claim.scenario}", claim_of(claim), about_claim(claim), claim.fails, claim.lost)
    for word in comparison.gone:
        _case(suite, "indicators", word, about_gone(word), True, False)
    for name, runs in comparison.earlier.items():
        _case(suite, name, "earlier weeks", about_earlier(name, runs, comparison.seeds), True, False)
    for number, line in enumerate(comparison.declared, start=1):
        _case(suite, "declared", f"change {number}", line, False, True)
    told = [*about_ends(comparison), *comparison.notices]
    if comparison.declared_cells:
        told += [f"declared: {about_cell(cell)}" for cell in comparison.declared_cells if cell.largest]
    if exercise is not None:
        told += statement(exercise, ENGLISH, full=True)
    if told:
        SubElement(suite, "system-out").text = "\n".join(clean(line) for line in told)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def report_failure(suite: str, message: str) -> str:
    """Return the document of a comparison that did not come about."""
    counts = {"tests": "1", "failures": "0", "errors": "1", "skipped": "0"}
    root = Element("testsuites", {"name": "cogov regress", **counts})
    case = SubElement(SubElement(root, "testsuite", {"name": clean(suite), **counts}), "testcase", {"name": "regress"})
    SubElement(case, "error", {"message": clean(message)})
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def report_timeout(suite: str, message: str) -> str:
    """Return the document of a comparison for which there was no time: skipped, not passed."""
    counts = {"tests": "1", "failures": "0", "errors": "0", "skipped": "1"}
    root = Element("testsuites", {"name": "cogov regress", **counts})
    case = SubElement(SubElement(root, "testsuite", {"name": clean(suite), **counts}), "testcase", {"name": "regress"})
    SubElement(case, "skipped", {"message": clean(message)})
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _case(suite: Element, group: str, name: str, message: str, fails: bool, unsure: bool) -> None:
    case = SubElement(suite, "testcase", {"classname": clean(group), "name": clean(name)})
    if fails:
        SubElement(case, "failure", {"message": clean(message)})
    elif unsure:
        SubElement(case, "skipped", {"message": clean(message)})
