"""What a factorial of parts found: tidy tables, and the verdict that follows from their intervals.

The cells may be cities (:mod:`.result`) or rows of a table that another model made (:mod:`.table`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from ...model.indicators import Indicator
from ..statistics.arrays import Floats
from ..statistics.bootstrap import Estimates, Ratio, estimates, ratio
from . import shapley as games
from .factors import NOBODY
from .measures import WorthMeasure, WorthScale
from .verdict import NEAR_END, PASSED, Evidence, MultiplierVerdict, Side, Sides, judge, side_of

_INTERVALS = ("low", "high", "all_low", "all_high")


class FactorialResult(ABC):
    """A factorial of parts on paired seeds, with its arms.

    An outcome of which less is better is turned about, so that worth is always a gain. A scale is that of one measure:
    the first of :attr:`measures` is judged, the others stand beside it.
    """

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """Names of the parts."""

    @property
    @abstractmethod
    def seed_count(self) -> int:
        """Replicates."""

    @property
    @abstractmethod
    def coalitions(self) -> Mapping[str, tuple[int, ...]]:
        """The coalitions of each arm; ``given`` first."""

    @property
    @abstractmethod
    def asked_measures(self) -> tuple[WorthMeasure, ...]:
        """The measure that is to be judged, and those beside it."""

    @abstractmethod
    def values(self, arm: str, column: str) -> Floats:
        """Return a quantity in each cell of an arm, (seeds, coalitions)."""

    @abstractmethod
    def indicator_of(self, measure: WorthMeasure) -> Indicator:
        """Return what is declared about a measure's outcome."""

    @cached_property
    def measures(self) -> dict[WorthScale, WorthMeasure]:
        """Measures by their scale, of which every cell of every arm has a worth."""
        return {
            each.scale: each
            for each in self.asked_measures
            if all(each.can_be(lambda column, arm=arm: self.values(arm, column)) for arm in self.coalitions)
        }

    @property
    def scales(self) -> tuple[WorthScale, ...]:
        """Scales that there are, that of the verdict first."""
        return tuple(self.measures)

    @property
    def judged(self) -> WorthScale:
        """The scale of the verdict; another stands for it in tables where it has no numbers."""
        asked = self.asked_measures[0].scale
        return asked if asked in self.measures else self.scales[0]

    @property
    def indicator(self) -> Indicator:
        """What is declared about the outcome that is judged."""
        return self.indicator_of(self.asked_measures[0])

    def is_complete(self, arm: str) -> bool:
        """Tell whether every coalition of an arm was run."""
        return len(self.coalitions[arm]) == 1 << len(self.names)

    def coalition(self, members: int) -> str:
        """Return the name of a coalition: its members joined by ``+``, or :data:`NOBODY`."""
        return "+".join(self.names[place] for place in games.players_of(members)) or NOBODY

    def worth(self, arm: str = "given", scale: WorthScale | None = None) -> Floats:
        """Return the worth of each coalition of an arm in each seed, (seeds, coalitions); on the scale judged."""
        return self.measures[scale or self.judged].worth(lambda column: self.values(arm, column))

    def _cells_of(self, arm: str, scale: WorthScale, wanted: tuple[int, ...]) -> Floats | None:
        there = self.coalitions[arm]
        if any(each not in there for each in wanted):
            return None
        return self.worth(arm, scale)[:, [there.index(each) for each in wanted]]

    def _star(self, arm: str, scale: WorthScale) -> Floats:
        """Return the worths of nobody, each alone and all."""
        star = self._cells_of(arm, scale, games.star(len(self.names)))
        assert star is not None
        return star

    def _in_order(self, arm: str, scale: WorthScale) -> Floats | None:
        """Return the whole game in the order of coalitions, or None where it is not whole."""
        return self._cells_of(arm, scale, tuple(range(1 << len(self.names))))

    @property
    def factorials(self) -> tuple[str, ...]:
        """Names of the arms in which every coalition was run."""
        return tuple(arm for arm in self.coalitions if arm in ("given", "budget") and self.is_complete(arm))

    def _games(self) -> list[tuple[str, WorthScale, Floats]]:
        games_: list[tuple[str, WorthScale, Floats]] = []
        for arm in self.factorials:
            for scale in self.scales:
                game = self._in_order(arm, scale)
                assert game is not None
                games_.append((arm, scale, game))
        return games_

    @cached_property
    def contributions(self) -> pd.DataFrame:
        """What each part brings alone, and what it adds to all others (last in).

        Columns: ``arm``, ``scale``, ``player``, ``alone``, ``last`` (NaN where it was not run), each with ``…_low``,
        ``…_high``: 95 % intervals that hold for all parts at once.
        """
        parts: list[pd.DataFrame] = []
        k, everyone = len(self.names), (1 << len(self.names)) - 1
        without = tuple(everyone ^ (1 << player) for player in range(k))
        for arm in self.coalitions:
            for scale in self.scales:
                star = self._star(arm, scale)
                rest = self._cells_of(arm, scale, without)
                frame = pd.DataFrame({"arm": arm, "scale": scale, "player": list(self.names)})
                gains = {
                    "alone": star[:, 1 : 1 + k] - star[:, :1],
                    "last": None if rest is None else star[:, -1:] - rest,
                }
                for name, values in gains.items():
                    found = estimates(np.full((1, k), np.nan)) if values is None else estimates(values)
                    frame[name], frame[f"{name}_low"], frame[f"{name}_high"] = found.mean, found.all_low, found.all_high
                parts.append(frame)
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def shapley(self) -> pd.DataFrame:
        """What is owed to each part; empty where not every coalition was run.

        Columns: ``arm``, ``scale``, ``player``, ``value``, ``low``, ``high``, ``all_low``, ``all_high`` (of all parts
        at once), ``alone`` (gain of the part alone) and ``last`` (what it adds to all others).
        """
        parts: list[pd.DataFrame] = []
        k = len(self.names)
        singles = [1 << player for player in range(k)]
        for arm, scale, worth in self._games():
            frame = _label_rows(estimates(games.shapley(worth)), arm, scale, player=list(self.names))
            frame["alone"] = (worth[:, singles] - worth[:, :1]).mean(axis=0)
            frame["last"] = (worth[:, -1:] - worth[:, [len(worth[0]) - 1 - each for each in singles]]).mean(axis=0)
            parts.append(frame)
        return _stack(parts, ["arm", "scale", "player", "value", *_INTERVALS, "alone", "last"])

    @cached_property
    def dividends(self) -> pd.DataFrame:
        """What each coalition brings beyond its parts; empty where not every coalition was run.

        Columns: ``arm``, ``scale``, ``coalition``, ``size``, ``value`` and intervals as for Shapley values, and
        ``effect``, the factorial effect of the same set in -1, 1 coding.
        """
        parts: list[pd.DataFrame] = []
        everyone = range(1, 1 << len(self.names))
        for arm, scale, worth in self._games():
            result = estimates(games.dividends(worth)[:, 1:])
            names = [self.coalition(members) for members in everyone]
            frame = _label_rows(result, arm, scale, coalition=names, size=[members.bit_count() for members in everyone])
            frame["effect"] = games.effects(worth).mean(axis=0)[1:]
            parts.append(frame)
        return _stack(parts, ["arm", "scale", "coalition", "size", "value", *_INTERVALS, "effect"])

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """What two bring beyond each of them; empty where not every coalition was run.

        Columns: ``arm``, ``scale``, ``one``, ``other``, ``kind``, ``value`` and intervals, ``all_low`` and ``all_high``
        for all pairs at once. ``kind`` is ``dividend`` where nobody else has joined, ``average`` over all that may have
        (Shapley interaction index).
        """
        parts: list[pd.DataFrame] = []
        both = games.pairs(len(self.names))
        together = [games.coalition_of(pair) for pair in both]
        about = {
            "one": [self.names[one] for one, _ in both],
            "other": [self.names[other] for _, other in both],
        }
        for arm, scale, worth in self._games():
            result = {"dividend": games.dividends(worth)[:, together], "average": games.interactions(worth)}
            for kind, values in result.items():
                parts.append(_label_rows(estimates(values), arm, scale, **about, kind=[kind] * len(both)))
        return _stack(parts, ["arm", "scale", "one", "other", "kind", "value", *_INTERVALS])

    @cached_property
    def synergy(self) -> pd.DataFrame:
        """What all bring beyond the sum of each alone, a row for each arm and scale.

        Columns: ``arm``, ``scale``, ``outcome``, ``judged``, ``synergy`` (D) with ``low``, ``high``; ``whole`` (gain of
        all) with ``whole_low``, ``whole_high``; ``parts`` (sum of the gains of each alone) with ``parts_low``,
        ``parts_high``; ``ratio`` (MU = whole / parts) with ``ratio_low``, ``ratio_high``, NaN where the interval of the
        parts covers 0.
        """
        rows: list[dict[str, object]] = []
        for arm in self.coalitions:
            for scale, measure in self.measures.items():
                synergy, whole, parts, share = self._synergy(arm, scale)
                row: dict[str, object] = {"arm": arm, "scale": scale, "outcome": measure.outcome}
                row["judged"] = scale == self.judged
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

    def synergy_of_seeds(self, arm: str = "given", scale: WorthScale | None = None) -> Floats:
        """Return D in each seed, (seeds,); on the scale judged."""
        star = self._star(arm, scale or self.judged)
        return games.whole(star) - games.parts(star)

    def is_one_city(self, arm: str) -> bool:
        """Tell whether every cell of an arm is the same by its settings."""
        del arm
        return False

    @cached_property
    def verdicts(self) -> dict[str, MultiplierVerdict]:
        """The verdict on each arm by itself, controls aside."""
        return {arm: self._judge(arm) for arm in self.coalitions}

    def _judge(self, arm: str, *, controls: bool = False) -> MultiplierVerdict:
        if self.is_one_city(arm):
            return MultiplierVerdict("not_shown", "nothing_differs")
        return judge(self._evidence(arm, controls=controls))

    def _evidence(self, arm: str, *, controls: bool) -> Evidence:
        asked = self.asked_measures[0].scale
        there = asked in self.measures
        index = next((each for each in self.measures.values() if each.scale == "raw" and each.bounded), None)
        return Evidence(
            self.seed_count,
            self._sides(arm, asked) if there else None,
            {scale: self._sides(arm, scale) for scale in self.scales if scale != asked},
            bounded=index is not None,
            at_end=index is not None and self.used(arm, index) > NEAR_END,
            null=self._sides("null", asked) if controls and there and "null" in self.coalitions else None,
            arms={name: self._sides(name, asked) for name in PASSED if controls and there and name in self.coalitions},
        )

    def used(self, arm: str, measure: WorthMeasure) -> float:
        """Return which part of a bounded outcome's range all together use up, in the mean over seeds."""
        return float(measure.used(self.values(arm, measure.outcome)[:, -1]).mean())

    def _sides(self, arm: str, scale: WorthScale) -> Sides:
        synergy, whole, _, _ = self._synergy(arm, scale)
        return Sides.of(synergy, whole, mending=not self._exceeds_gains(arm, scale))

    def _exceeds_gains(self, arm: str, scale: WorthScale) -> bool:
        """Tell whether all bring more than the sum of any of the parts alone, so also of those alone that gain.

        Every subset's own interval must lie above 0, so that none needs a correction for their number.
        """
        star = self._star(arm, scale)
        k = len(self.names)
        chosen = np.array([[members >> player & 1 for members in range(1 << k)] for player in range(k)], dtype=float)
        alone = star[:, 1:-1] - star[:, :1]
        return bool((estimates(games.whole(star)[:, np.newaxis] - alone @ chosen).low > 0.0).all())

    @property
    def null_side(self) -> Side | None:
        """On which side of 0 the null control's D lies on the scale judged; None without an interval of it."""
        if "null" not in self.coalitions or self.asked_measures[0].scale not in self.measures:
            return None
        (row,) = rows_of(self.synergy, arm="null", scale=self.judged)
        return side_of(row["low"], row["high"]) if np.isfinite(row["low"]) else None

    def worth_more(self, arm: str = "given") -> tuple[str, ...]:
        """Return the coalitions of an arm that are shown to be worth more than all together, the best first.

        Their advantages are judged together (95 % for all coalitions at once), on the scale of the verdict.
        """
        worth = self.worth(arm)
        result = estimates(worth[:, :-1] - worth[:, -1:])
        places = [int(place) for place in np.argsort(-result.mean, kind="stable") if result.all_low[place] > 0.0]
        return tuple(self.coalition(self.coalitions[arm][place]) for place in places)

    @cached_property
    def verdict(self) -> MultiplierVerdict:
        """Whether there is a multiplier: ``yes``, ``no``, ``ceiling`` or ``not_shown``, and why; controls counted."""
        return self._judge("given", controls=True)

    @property
    def overflow(self) -> float:
        """By how much the sum of the parts would leave the bounded index's range, in its units; 0 if it stays inside.

        Above 0, whole and parts cannot be equal on it: the scale ends before (a ceiling).
        """
        index = self.measures.get("raw")
        if index is None or not index.bounded:
            return 0.0
        star = self._star("given", "raw").mean(axis=0)
        added = index.direction * (star[0] + float(games.parts(star)))
        return float(max(0.0, added - index.high, index.low - added))


def rows_of(frame: pd.DataFrame, **where: str) -> list[dict[str, Any]]:
    """Return the rows of a frame in which some columns have given values."""
    keep = np.ones(len(frame), dtype=bool)
    for column, value in where.items():
        keep &= (frame[column] == value).to_numpy()
    return [{str(key): value for key, value in row.items()} for row in frame.loc[keep].to_dict("records")]


def _label_rows(result: Estimates, arm: str, scale: WorthScale, **about: list[str] | list[int]) -> pd.DataFrame:
    intervals = {name: getattr(result, name) for name in _INTERVALS}
    return pd.DataFrame({"arm": arm, "scale": scale, **about, "value": result.mean, **intervals})


def _stack(parts: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
