"""What a multiplier experiment found: tidy tables, and the verdict that follows from their intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from ...model.indicators import Indicator
from ...scenarios import AnyScenario
from ...scenarios.form import Form, form_of
from ...scenarios.message import count
from ..statistics.arrays import Floats
from ..statistics.bootstrap import Estimates, Ratio, estimates, ratio
from . import budget
from . import shapley as games
from .factorial import Arm
from .factors import NOBODY, Player
from .verdict import MultiplierVerdict, Side, Sides, judge, side_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WorthScale = Literal["raw", "log"]
SCALES: tuple[WorthScale, ...] = ("raw", "log")

_INTERVALS = ("low", "high", "all_low", "all_high")


@dataclass(frozen=True, repr=False)
class Multiplier:
    """A factorial of players on common random numbers, with its arms.

    >>> from cogov.experiments import multiplier
    >>> found = multiplier("synergy", replicates=2, weeks=4, controls=False)
    >>> found
    <Multiplier synergy against fragmented: goals, resources, mechanism; 2 seeds from 1, 4 weeks; not shown>
    >>> found.shapley.query("scale == 'raw'")["player"].tolist()
    ['goals', 'resources', 'mechanism']

    An outcome of which less is better is turned about, so that worth is always a gain. On the raw scale the worth of a
    coalition is the outcome in its city, on the log scale the logarithm; both are means over seeds. All tables are of
    the chosen outcome; ``dataclasses.replace(found, outcome="trust")`` gives those of another without a new run.

    Attributes
    ----------
    scenario : Scenario
        The grand coalition: all players as they are there.
    baseline : Scenario
        The scenario whose rules stand where a player is absent.
    players : tuple of Player
    outcome : str
        Name of an indicator.
    seeds : tuple of int
    weeks : int
    arms : dict of str to Arm
        ``given`` first; ``budget`` and the controls if they were asked for.
    """

    scenario: AnyScenario
    baseline: AnyScenario
    players: tuple[Player, ...]
    outcome: str
    seeds: tuple[int, ...]
    weeks: int
    arms: Mapping[str, Arm]

    def __repr__(self) -> str:
        about = f"{self.scenario.name} against {self.baseline.name}: {', '.join(self.names)}"
        luck = f"{count(len(self.seeds), 'seed')} from {self.seeds[0]}, {count(self.weeks, 'week')}"
        return f"<Multiplier {about}; {luck}; {self.verdict.answer.replace('_', ' ')}>"

    def _repr_html_(self) -> str:
        from ...visualization.reports.notebook import of_multiplier

        return of_multiplier(self)

    def plot(self, ax: Axes | None = None, *, table: Literal["shapley", "dividends"] = "shapley") -> Axes:
        """Draw gains with their intervals (all at once) as bars with Matplotlib.

        Parameters
        ----------
        ax : Axes, optional
            Where to draw; without it on axes of a new figure.
        table : str
            ``shapley``, what is owed to each player, or ``dividends``, the largest of the coalitions.

        Returns
        -------
        Axes
            To be restyled as the paper needs.

        Raises
        ------
        ImportError
            If Matplotlib is missing.
        ValueError
            If there is no such table.
        """
        from ...visualization.reports.notebook import plot_multiplier

        return plot_multiplier(self, ax, table)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the players."""
        return tuple(player.name for player in self.players)

    @property
    def form(self) -> Form:
        """What the edition of its scenario measures."""
        return form_of(self.scenario.settings)

    @property
    def _place(self) -> int:
        return self.form.names.index(self.outcome)

    @property
    def indicator(self) -> Indicator:
        """What is declared about the outcome."""
        return self.form.by_name[self.outcome]

    @property
    def direction(self) -> float:
        """1 if more of the outcome is a gain, -1 if less is."""
        return -1.0 if self.indicator.better < 0 else 1.0

    @cached_property
    def scales(self) -> tuple[WorthScale, ...]:
        """Both scales, or the raw one alone if the outcome is not above 0 everywhere."""
        place = self._place
        return SCALES if all((arm.finals[..., place] > 0.0).all() for arm in self.arms.values()) else ("raw",)

    def coalition(self, members: int) -> str:
        """Return the name of a coalition: its members joined by ``+``, or :data:`NOBODY`."""
        return "+".join(self.names[place] for place in games.players_of(members)) or NOBODY

    def worth(self, arm: str = "given", scale: WorthScale = "raw") -> Floats:
        """Return the worth of each coalition of an arm in each seed, (seeds, coalitions)."""
        values = self.arms[arm].finals[..., self._place]
        return self.direction * (np.log(values) if scale == "log" else values)

    def _star(self, arm: str, scale: WorthScale) -> Floats:
        """Return the worths of nobody, each alone and all."""
        coalitions = self.arms[arm].coalitions
        return self.worth(arm, scale)[:, [coalitions.index(each) for each in games.star(len(self.players))]]

    @property
    def factorials(self) -> tuple[str, ...]:
        """Names of the arms in which every coalition was run."""
        return tuple(name for name, arm in self.arms.items() if arm.complete and name in ("given", "budget"))

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row for each arm, coalition and seed.

        Columns: ``arm``, ``coalition``, ``size``, a truth value ``with_…`` for each player, ``seed`` and a column for
        each indicator (mean of the last year).
        """
        parts: list[pd.DataFrame] = []
        for name, arm in self.arms.items():
            for place, members in enumerate(arm.coalitions):
                frame = pd.DataFrame(arm.finals[:, place], columns=list(self.form.names))
                head = {"arm": name, "coalition": self.coalition(members), "size": members.bit_count()}
                head |= {f"with_{player}": bool(members >> bit & 1) for bit, player in enumerate(self.names)}
                for column, value in enumerate({**head, "seed": np.array(self.seeds)}.items()):
                    frame.insert(column, *value)
                parts.append(frame)
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Each cell's outcome and hours, means over seeds.

        Columns: ``arm``, ``coalition``, ``size``, ``outcome``, ``low``, ``high``, ``hours`` (weekly work units of
        organisations and volunteers; not reckoned in the second edition, and then no number).
        """
        parts: list[pd.DataFrame] = []
        for name, arm in self.arms.items():
            result = estimates(arm.finals[..., self._place])
            parts.append(
                pd.DataFrame(
                    {
                        "arm": name,
                        "coalition": [self.coalition(members) for members in arm.coalitions],
                        "size": [members.bit_count() for members in arm.coalitions],
                        "outcome": result.mean,
                        "low": result.low,
                        "high": result.high,
                        "hours": budget.hours(arm),
                    }
                )
            )
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def shapley(self) -> pd.DataFrame:
        """What is owed to each player.

        Columns: ``arm``, ``scale``, ``player``, ``value``, ``low``, ``high``, ``all_low``, ``all_high`` (of all players
        at once), ``alone`` (gain of the player alone) and ``last`` (what it adds to all others).
        """
        parts: list[pd.DataFrame] = []
        k = len(self.players)
        singles = [1 << player for player in range(k)]
        for arm, scale, worth in self._games():
            frame = _label_rows(estimates(games.shapley(worth)), arm, scale, player=list(self.names))
            frame["alone"] = (worth[:, singles] - worth[:, :1]).mean(axis=0)
            frame["last"] = (worth[:, -1:] - worth[:, [len(worth[0]) - 1 - each for each in singles]]).mean(axis=0)
            parts.append(frame)
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def dividends(self) -> pd.DataFrame:
        """What each coalition brings beyond its parts.

        Columns: ``arm``, ``scale``, ``coalition``, ``size``, ``value`` and intervals as for Shapley values, and
        ``effect``, the factorial effect of the same set in -1, 1 coding.
        """
        parts: list[pd.DataFrame] = []
        everyone = range(1, 1 << len(self.players))
        for arm, scale, worth in self._games():
            result = estimates(games.dividends(worth)[:, 1:])
            names = [self.coalition(members) for members in everyone]
            frame = _label_rows(result, arm, scale, coalition=names, size=[members.bit_count() for members in everyone])
            frame["effect"] = games.effects(worth).mean(axis=0)[1:]
            parts.append(frame)
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """What two bring beyond each of them.

        Columns: ``arm``, ``scale``, ``one``, ``other``, ``kind``, ``value`` and intervals, ``all_low`` and ``all_high``
        for all pairs at once. ``kind`` is ``dividend`` where nobody else has joined, ``average`` over all that may have
        (Shapley interaction index).
        """
        parts: list[pd.DataFrame] = []
        both = games.pairs(len(self.players))
        together = [games.coalition_of(pair) for pair in both]
        about = {
            "one": [self.names[one] for one, _ in both],
            "other": [self.names[other] for _, other in both],
        }
        for arm, scale, worth in self._games():
            result = {"dividend": games.dividends(worth)[:, together], "average": games.interactions(worth)}
            for kind, values in result.items():
                parts.append(_label_rows(estimates(values), arm, scale, **about, kind=[kind] * len(both)))
        return pd.concat(parts, ignore_index=True)

    def _games(self) -> list[tuple[str, WorthScale, Floats]]:
        return [(arm, scale, self.worth(arm, scale)) for arm in self.factorials for scale in self.scales]

    @cached_property
    def synergy(self) -> pd.DataFrame:
        """What all bring beyond the sum of each alone, a row for each arm and scale.

        Columns: ``arm``, ``scale``, ``synergy`` (D) with ``low``, ``high``; ``whole`` (gain of all) with ``whole_low``,
        ``whole_high``; ``parts`` (sum of the gains of each alone) with ``parts_low``, ``parts_high``; ``ratio`` (MU =
        whole / parts) with ``ratio_low``, ``ratio_high``, NaN where the interval of the parts covers 0.
        """
        rows: list[dict[str, object]] = []
        for arm in self.arms:
            for scale in self.scales:
                synergy, whole, parts, share = self._synergy(arm, scale)
                row: dict[str, object] = {"arm": arm, "scale": scale}
                for name, result in (("synergy", synergy), ("whole", whole), ("parts", parts)):
                    start = "" if name == "synergy" else f"{name}_"
                    row |= {name: result.mean[0], f"{start}low": result.low[0], f"{start}high": result.high[0]}
                told = share or Ratio(np.nan, np.nan, np.nan)
                rows.append({**row, "ratio": told.value, "ratio_low": told.low, "ratio_high": told.high})
        return pd.DataFrame(rows)

    def _synergy(self, arm: str, scale: WorthScale) -> tuple[Estimates, Estimates, Estimates, Ratio | None]:
        star = self._star(arm, scale)
        whole, parts = games.whole(star), games.parts(star)
        result = [estimates(each[:, np.newaxis]) for each in (whole - parts, whole, parts)]
        return result[0], result[1], result[2], ratio(whole, parts)

    @cached_property
    def verdicts(self) -> dict[str, MultiplierVerdict]:
        """The verdict on each arm by itself."""
        verdicts: dict[str, MultiplierVerdict] = {}
        for arm, cells in self.arms.items():
            if all(settings == cells.settings[0] for settings in cells.settings):
                verdicts[arm] = MultiplierVerdict("not_shown", "nothing_differs")
                continue
            sides = {scale: self._sides(arm, scale) for scale in self.scales}
            verdicts[arm] = judge(sides["raw"], sides.get("log"), len(self.seeds))
        return verdicts

    def _sides(self, arm: str, scale: WorthScale) -> Sides:
        synergy, whole, _, _ = self._synergy(arm, scale)
        return Sides.of(synergy, whole, mending=not self._exceeds_gains(arm, scale))

    def _exceeds_gains(self, arm: str, scale: WorthScale) -> bool:
        """Tell whether all bring more than the sum of any of the parts alone, so also of those alone that gain.

        Every subset's own interval must lie above 0, so that none needs a correction for their number.
        """
        star = self._star(arm, scale)
        k = len(self.players)
        chosen = np.array([[members >> player & 1 for members in range(1 << k)] for player in range(k)], dtype=float)
        alone = star[:, 1:-1] - star[:, :1]
        return bool((estimates(games.whole(star)[:, np.newaxis] - alone @ chosen).low > 0.0).all())

    @property
    def null_side(self) -> Side | None:
        """On which side of 0 the null control's D lies on the log scale; None without an interval of it."""
        if "null" not in self.arms or "log" not in self.scales:
            return None
        (row,) = rows_of(self.synergy, arm="null", scale="log")
        return side_of(row["low"], row["high"]) if np.isfinite(row["low"]) else None

    def better(self, arm: str = "given", scale: WorthScale = "raw") -> tuple[str, ...]:
        """Return the coalitions of an arm that are shown to be worth more than all together, the best first.

        Their advantages are judged together (95 % for all coalitions at once).
        """
        worth = self.worth(arm, scale)
        result = estimates(worth[:, :-1] - worth[:, -1:])
        places = [int(place) for place in np.argsort(-result.mean, kind="stable") if result.all_low[place] > 0.0]
        return tuple(self.coalition(self.arms[arm].coalitions[place]) for place in places)

    @property
    def verdict(self) -> MultiplierVerdict:
        """Whether there is a multiplier: ``yes``, ``no`` or ``not_shown``, and why.

        If the budget-neutral arm was run, a ``yes`` must hold there too.
        """
        given, held = self.verdicts["given"], self.verdicts.get("budget")
        if given.answer == "yes" and held is not None and held.answer != "yes":
            return MultiplierVerdict("not_shown", "budget")
        return given

    @property
    def overflow(self) -> float:
        """By how much the sum of the parts would leave the outcome's range, in its units; 0 if it stays inside.

        Above 0, whole and parts cannot be equal: the scale ends before (a ceiling).
        """
        star = self._star("given", "raw").mean(axis=0)
        added = self.direction * (star[0] + float(games.parts(star)))
        return float(max(0.0, added - self.indicator.high, self.indicator.low - added))


def rows_of(frame: pd.DataFrame, **where: str) -> list[dict[str, Any]]:
    """Return the rows of a frame in which some columns have given values."""
    keep = np.ones(len(frame), dtype=bool)
    for column, value in where.items():
        keep &= (frame[column] == value).to_numpy()
    return [{str(key): value for key, value in row.items()} for row in frame.loc[keep].to_dict("records")]


def _label_rows(result: Estimates, arm: str, scale: WorthScale, **about: list[str] | list[int]) -> pd.DataFrame:
    intervals = {name: getattr(result, name) for name in _INTERVALS}
    return pd.DataFrame({"arm": arm, "scale": scale, **about, "value": result.mean, **intervals})
