"""Coordination rules (协同规则), one file each: ``INSTITUTION`` and the formulas of the rule.

A rule is found by its place: no list names it. ``cogov new rule`` begins one.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from ..institution import Institution


def load_institutions() -> tuple[Institution, ...]:
    """Return the rules of this folder, by name.

    Raises
    ------
    ValueError
        If a file declares another name than its own, or rests on, or is made of, rules that there are none of.
    """
    result: list[Institution] = []
    for name in sorted(module.name for module in iter_modules(__path__)):
        institution: Institution = import_module(f".{name}", __name__).INSTITUTION
        if institution.name != name:
            raise ValueError(f"model/institutions/{name}.py declares the rule {institution.name}")
        result.append(institution)
    names = {institution.name for institution in result if institution.gates}
    for institution in result:
        if missing := {*institution.within, *institution.parts} - names:
            raise ValueError(f"model/institutions/{institution.name}.py: no rule {', '.join(sorted(missing))}")
    return tuple(result)


INSTITUTIONS = load_institutions()

BY_NAME: Mapping[str, Institution] = {institution.name: institution for institution in INSTITUTIONS}
