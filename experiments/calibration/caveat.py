"""What speaks against fitted values: it stands in the scenario that has them, and is told where that is run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from ...scenarios import Text
from ...scenarios.message import Bilingual, Enumeration, message, say


def find_caveat(result: Mapping[str, Any]) -> Text:
    """Return why fitted values may not be relied on; empty if every one is identified and every target reached.

    Parameters
    ----------
    result : mapping
        The document of a calibration.
    """
    faults = list(_list_faults(result))
    if not faults:
        return Text()
    told = message("calibration.caveat", faults=Enumeration(faults, "; ", "；"))
    return Text(en=say(told, "en"), zh=say(told, "zh"))


def _list_faults(result: Mapping[str, Any]) -> Iterator[str]:
    targets = cast("list[Mapping[str, Any]]", result["targets"])
    missed = [abs(float(each["units"])) for each in targets if not each["reached"]]
    if missed:
        yield message("calibration.caveat_missed", missed=len(missed), all=len(targets), units=f"{max(missed):.2g}")
    for each in cast("list[Mapping[str, Any]]", result["parameters"]):
        if each["verdict"] == "identified":
            continue
        title = cast("Mapping[str, str]", each["title"])
        told = _name(title, str(each["key"]))
        bounded = str(each["verdict"]).startswith("bounded")
        code = "calibration.caveat_bounded" if bounded else "calibration.caveat_unidentified"
        yield message(code, name=told, value=f"{each['value']:.4g}")


def _name(title: Mapping[str, str], key: str) -> str:
    """Return what a parameter is called, in both languages; its key where nobody named it."""
    en, zh = title["en"] or title["zh"] or key, title["zh"] or title["en"] or key
    return Bilingual(en, zh)
