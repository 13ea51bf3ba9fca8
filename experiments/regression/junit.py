"""A comparison as JUnit XML, which test reporters of every CI read; valid whatever names and messages hold."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ..quoting import clean
from .ladder import Comparison
from .sentences import about_cell, about_claim, about_gone, claim_of


def junit(comparison: Comparison) -> str:
    """Return the document: a test case for each cell and each claim."""
    skipped = str(comparison.open)
    counts = {"tests": str(comparison.total), "failures": str(comparison.failed), "errors": "0", "skipped": skipped}
    root = Element("testsuites", {"name": "cogov regress", **counts})
    suite = SubElement(root, "testsuite", {"name": clean(comparison.suite), **counts})
    properties = SubElement(suite, "properties")
    for name, value in (("tier", comparison.tier), ("alpha", str(comparison.alpha)), ("seeds", str(comparison.seeds))):
        SubElement(properties, "property", {"name": name, "value": value})
    for cell in comparison.cells:
        _case(suite, cell.scenario, cell.indicator, about_cell(cell), cell.fails, cell.verdict == "inconclusive")
    for claim in comparison.claims:
        _case(suite, f"claims.{claim.claim.scenario}", claim_of(claim), about_claim(claim), claim.fails, claim.lost)
    for word in comparison.gone:
        _case(suite, "indicators", word, about_gone(word), True, False)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def failed_run(suite: str, message: str) -> str:
    """Return the document of a comparison that did not come about."""
    counts = {"tests": "1", "failures": "0", "errors": "1", "skipped": "0"}
    root = Element("testsuites", {"name": "cogov regress", **counts})
    case = SubElement(SubElement(root, "testsuite", {"name": clean(suite), **counts}), "testcase", {"name": "regress"})
    SubElement(case, "error", {"message": clean(message)})
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def unended(suite: str, message: str) -> str:
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
