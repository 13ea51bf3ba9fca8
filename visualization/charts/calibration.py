"""The pictures of a calibration: the profile of each parameter, from its document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from ..language.formatting import compact
from ..language.translations import Language, Words, words
from ..narratives.calibration import name_of
from .axes import plot_profile, write_labels
from .figure import Figure
from .profile import SEEN, profile_chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True)
class ProfileFigure:
    """What the picture of a profile shows.

    Attributes
    ----------
    number : int
        Place of the parameter, from 1.
    parameter : mapping
        Its entry in the document.
    steps : list of (float, float)
        Value, and misfit above the best.
    threshold : float
    """

    number: int
    parameter: Mapping[str, Any]
    steps: list[tuple[float, float]]
    threshold: float

    @property
    def region(self) -> tuple[float, float]:
        """Ends of what the targets support."""
        low, high = self.parameter["region"]
        return low, high

    def title(self, say: Words) -> str:
        """Return what it shows."""
        return say("calibration.report.figure", name=name_of(self.parameter, say))

    def axis(self, say: Words) -> str:
        """Return the key of the parameter with its unit."""
        key, unit = str(self.parameter["key"]), str(self.parameter["unit"])
        return say("calibration.report.axis", name=key, unit=unit)


def profiles(result: Mapping[str, Any]) -> dict[str, ProfileFigure]:
    """Return the profiles that can be drawn, by key: two values or more that gave a result."""
    threshold = float(result["profile"]["threshold"])
    shown: dict[str, ProfileFigure] = {}
    for number, each in enumerate(result["parameters"], start=1):
        steps = cast("list[list[float | None]]", result["profiles"].get(each["key"], []))
        known = [(value, misfit) for value, misfit in steps if value is not None and misfit is not None]
        drawn = [(value, misfit - result["misfit"]) for value, misfit in known]
        if len(drawn) >= 2:
            shown[str(each["key"])] = ProfileFigure(number, each, drawn, threshold)
    return shown


def figures(result: Mapping[str, Any], language: Language) -> list[Figure]:
    """Return a picture of each parameter's profile."""
    say = words(language)
    return [
        Figure(
            f"profile-{each.number}",
            profile_chart(
                each.steps,
                best=each.parameter["value"],
                region=each.region,
                threshold=each.threshold,
                log=each.parameter["log"],
                heading=each.title(say),
                x=each.axis(say),
            ),
            say("calibration.report.caption", threshold=compact(each.threshold)),
        )
        for each in profiles(result).values()
    ]


def plot(profile: ProfileFigure, ax: Axes, language: Language) -> None:
    """Draw a profile on axes."""
    say = words(language)
    plot_profile(
        ax,
        profile.steps,
        best=profile.parameter["value"],
        region=profile.region,
        threshold=profile.threshold,
        seen=SEEN * profile.threshold,
        log=profile.parameter["log"],
    )
    write_labels(ax, title=profile.title(say), x=profile.axis(say), y=say("plot.above_best"))
