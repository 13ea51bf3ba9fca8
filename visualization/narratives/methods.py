"""What a paper says of a sweep in its methods section, made from the folder: design, n, seeds, statistics, versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..language.translations import Words

if TYPE_CHECKING:
    from ...experiments.store.results import Results

SHORT = 12
"""Characters of a digest that a reader can compare; the whole ones stand in the manifest."""


YEAR = 52
"""Weeks over which a run is judged, or all of a shorter one."""


def describe_methods(results: Results, say: Words) -> list[str]:
    """Return the sentences of a methods paragraph, in an order in which they can be printed.

    Parameters
    ----------
    results : Results
        A sweep's folder, whole or not; the paragraph says how many runs there are.
    say : Words
    """
    manifest, identity = results.manifest, results.manifest["identity"]
    origin, progress = manifest["provenance"], results.progress
    parts: list[Mapping[str, Any]] = identity["design"]
    factors = results.factors
    roles = {role: sum(factor["role"] == role for factor in factors) for role in ("lever", "uncertainty")}
    designs = ("；" if say.language == "zh" else "; ").join(_design(part, say) for part in parts)
    sentences = [
        say(
            "methods.model",
            version=origin["versions"].get("cogov", origin.get("version", "")),
            code=str(identity["code"])[:SHORT],
            scenario=manifest["scenario"]["name"],
            digest=str(manifest["scenario"]["digest"])[:SHORT],
        ),
        say("methods.design", designs=designs, points=progress.points, levers=roles["lever"],
            uncertainties=roles["uncertainty"]),
        say(
            "methods.runs",
            points=progress.points,
            replicates=progress.replicates,
            runs=progress.ok,
            weeks=int(manifest["weeks"]),
            first=identity["first_seed"],
            last=int(identity["first_seed"]) + progress.replicates - 1,
        ),
        say("methods.outcome", outcomes=", ".join(_outcome(results, name, say) for name in manifest["outcomes"])),
        say("methods.intervals"),
    ]  # fmt: skip
    if precision := identity.get("precision"):
        widths = ", ".join(f"{name} ± {width:g}" for name, width in precision["half_width"].items())
        sentences.append(say("methods.stopping", widths=widths, minimum=precision["minimum"]))
    if progress.failed:
        sentences.append(say("methods.failed", failed=progress.failed))
    for name in manifest["outcomes"]:
        if lacking := sum(results.undefined(name).values()):
            title = say.title(results.indicator(name))
            sentences.append(say("methods.lacking", title=title, name=name, lacking=lacking, runs=progress.ok))
    if not progress.complete:
        sentences.append(say("methods.incomplete", left=progress.total - progress.ok - progress.failed))
    if identity.get("extensions"):
        sentences.append(say("methods.extensions", names=_extensions(identity["extensions"])))
    if manifest.get("edition") == "agents":
        sentences.append(say("methods.by_agents"))
    versions = ", ".join(f"{name} {number}" for name, number in identity["versions"].items())
    sentences.append(say("methods.versions", versions=versions, design=str(manifest["digest"])[:SHORT]))
    return sentences


def _design(part: Mapping[str, Any], say: Words) -> str:
    names = ", ".join(str(factor["name"]) for factor in part["factors"])
    about = say(f"methods.method.{part['method']}")
    return say("methods.part", method=about, names=names)


def _extensions(extensions: Mapping[str, Mapping[str, Any]]) -> str:
    return ", ".join(f"{name} ({str(about['digest'])[:SHORT]})" for name, about in extensions.items())


def _outcome(results: Results, name: str, say: Words) -> str:
    indicator = results.indicator(name)
    title = say.title(indicator)
    if name in results.own:
        return say("methods.own", title=title, name=name)
    return say("methods.last_year", title=title, name=name, weeks=min(YEAR, int(results.manifest["weeks"])))
