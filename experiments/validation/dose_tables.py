"""The tables of the dose curves and of how decisions fall, in both languages.

``python -m cogov.experiments.validation.dose_tables --write`` runs the study of :mod:`.doses` and renews the tables in
``docs/explanation/doses.md`` and ``doses.zh.md`` and the points in ``docs/pictures/doses.csv``; without ``--write`` it
prints the tables. ``--seeds`` and ``--weeks`` make it smaller.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from ...model.institutions import BY_NAME
from ...model.parameters.declaration import names
from ...model.parameters.rules import Rules
from .doses import (
    ACCEPTANCE,
    ADOPTION,
    CHAIN,
    STUDY,
    CurveShape,
    DoseChange,
    change_of,
    compare_rules,
    draw_curves,
    judge_decisions,
    read_shapes,
)

Tongue = Literal["en", "zh"]

ROOT = Path(__file__).resolve().parents[2]
PAGES: Mapping[str, Tongue] = {"docs/explanation/doses.md": "en", "docs/explanation/doses.zh.md": "zh"}
POINTS = "docs/pictures/doses.csv"

_WORDS: Mapping[Tongue, Mapping[str, str]] = {
    "en": {
        "curves": "Rule | Load | Best dose | Gain at the best | Most against best | Up to the best | Beyond it",
        "decisions": "Scenario | Adoption | Matters passed | Requests accepted | Within",
        "rules": "City | Rule of decision | Adoption | Matters passed | Effectiveness | Against a majority",
        "found": "weeks until found", "passed": "passed on", "accepted": "accepted", "solved": "solved",
        "hours": "hours taken", "none": "–", "yes": "yes", "no": "no", ", ": ", ", "nothing": "nothing shown",
        "command": "command", "party_led": "party-led", "deliberative": "deliberative", "peer": "peers", "hub": "hub",
        "community": "community", "street": "street", "district": "district", "city": "city",
        "majority": "majority", "two_thirds": "two thirds", "unanimity": "unanimity",
        "emergency": "in an emergency",
        "middling": "a little of every rule", "contested": "the same, half of all cases contested",
    },
    "zh": {
        "curves": "规则 | 负荷 | 最佳力度 | 最佳力度的增益 | 最大力度与最佳之差 | 升至最佳 | 越过最佳",
        "decisions": "情景 | 议案通过率 | 争议事项通过率 | 求助配合率 | 是否在范围内",
        "rules": "市域 | 表决规则 | 议案通过率 | 争议事项通过率 | 治理效能 | 与过半数之差",
        "found": "发现所需周数", "passed": "多次流转", "accepted": "接办", "solved": "解决", "hours": "占用工时",
        "none": "–", "yes": "是", "no": "否", ", ": "，", "nothing": "无显著变化",
        "command": "上级统一", "party_led": "党组织引领", "deliberative": "协商议定", "peer": "两两协作",
        "hub": "党组织牵头",
        "community": "社区", "street": "街道（乡镇）", "district": "区县", "city": "全市",
        "majority": "过半数", "two_thirds": "三分之二", "unanimity": "一致同意", "emergency": "应急期间",
        "middling": "各项规则均有一点", "contested": "同上，半数事项有争议",
    },
}  # fmt: skip


def tabulate_curves(shapes: Sequence[CurveShape], tongue: Tongue) -> str:
    """Return a row for each curve and load."""
    say = _WORDS[tongue]
    rows = [
        (
            title_curve(shape.institution, shape.variant, tongue),
            f"{shape.demand:g}",
            f"{shape.best:g}",
            say_change(shape.gain, 1),
            say["none"] if shape.beyond is None else say_change(shape.beyond, 1),
            _say_chain(shape.up, tongue),
            _say_chain(shape.down, tongue) if shape.turns else say["none"],
        )
        for shape in shapes
    ]
    return _table(say["curves"], rows)


def tabulate_decisions(frame: pd.DataFrame, tongue: Tongue) -> str:
    """Return a row for each scenario: means over seeds, and whether they lie where they should."""
    say, rows = _WORDS[tongue], list[tuple[str, ...]]()
    groups: Any = frame.groupby("scenario", sort=False)
    for name, part in groups:
        means = part[["adoption", "matters_passed", "requests_accepted"]].mean()
        kept = all(
            pd.isna(means[column]) or low <= means[column] <= high
            for column, (low, high) in (("adoption", ADOPTION), ("requests_accepted", ACCEPTANCE))
        )
        verdict = say["none"] if means.isna().all() else say["yes" if kept else "no"]
        rows.append((f"`{name}`", *(_share(value, tongue) for value in means), verdict))
    return _table(say["decisions"], rows)


def tabulate_rules(frame: pd.DataFrame, tongue: Tongue) -> str:
    """Return a row for each city and rule of decision, and the paired difference from a majority."""
    say, rows = _WORDS[tongue], list[tuple[str, ...]]()
    effect: Any = frame.pivot(index="scenario", columns="seed", values="effectiveness")
    groups: Any = frame.groupby("scenario", sort=False)
    for name, part in groups:
        city, rule = str(name).split("/")
        gap = effect.loc[str(name)].to_numpy() - effect.loc[f"{city}/majority"].to_numpy()
        rows.append(
            (
                say[city],
                say[rule],
                _share(part["adoption"].mean(), tongue),
                _share(part["matters_passed"].mean(), tongue),
                f"{part['effectiveness'].mean():.1f}",
                say["none"] if rule == "majority" else say_change(change_of(gap), 2),
            )
        )
    return _table(say["rules"], rows)


def refresh(text: str, tables: Mapping[str, str]) -> str:
    """Return a page with its tables replaced.

    Raises
    ------
    ValueError
        When it does not have the markers of each table once.
    """
    for name, table in tables.items():
        block = f"<!-- {name} -->\n\n{table}\n<!-- /{name} -->"
        text, times = re.subn(rf"<!-- {name} -->.*?<!-- /{name} -->", lambda _, new=block: new, text, flags=re.DOTALL)
        if times != 1:
            raise ValueError(f"the page has {times} tables between <!-- {name} --> and <!-- /{name} -->, not one")
    return text


def say_change(change: DoseChange, digits: int) -> str:
    """Return a difference with half of its 95 % interval, such as ``+2.1 ± 0.4``."""
    half = (change.high - change.low) / 2.0
    return f"{_sign(change.mean, digits)} ± {half:.{digits}f}"


def _say_chain(changes: Mapping[str, DoseChange], tongue: Tongue) -> str:
    """Return the links that are shown to change by at least a hundredth, or by a tenth of a week."""
    say, told = _WORDS[tongue], list[str]()
    for name in CHAIN:
        digits = 1 if name == "found" else 2
        change = changes.get(name)
        if change is not None and change.shown and abs(change.mean) >= 0.5 * 0.1**digits:
            told.append(f"{say[name]} {_sign(change.mean, digits)}")
    return say[", "].join(told) or say["nothing" if changes else "none"]


def _sign(value: float, digits: int) -> str:
    """Return a number with its sign, the minus sign being the one of typesetters; none where it rounds to 0."""
    text = f"{abs(value):.{digits}f}"
    return text if float(text) == 0.0 else ("+" if value > 0.0 else "−") + text


def _share(value: float, tongue: Tongue) -> str:
    return _WORDS[tongue]["none"] if pd.isna(value) else f"{value:.2f}"


def title_curve(name: str, variant: str, tongue: Tongue) -> str:
    """Return what a curve is called: its institution, and which word or number of it is varied."""
    institution = BY_NAME[name]
    title = institution.en if tongue == "en" else institution.zh
    if not variant:
        return title
    dials = {
        lever.path.rsplit(".", 1)[1]: both[tongue]
        for lever in institution.dials
        for path, both in names(Rules(), "rules")
        if path == lever.path
    }
    called = dials.get(variant) or _WORDS[tongue][variant]
    return f"{title}: {called}" if tongue == "en" else f"{title}（{called}）"


def _table(head: str, rows: Sequence[tuple[str, ...]]) -> str:
    parts = head.split(" | ")
    lines = [parts, ["---"] * len(parts), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the study and print its tables, or write them into the pages."""
    about = (__doc__ or "").splitlines()[0]
    parser = argparse.ArgumentParser(prog="python -m cogov.experiments.validation.dose_tables", description=about)
    parser.add_argument("--seeds", type=int, default=STUDY.seeds, help="runs of each point, at least 3")
    parser.add_argument("--weeks", type=int, default=STUDY.weeks, help="weeks of each run")
    parser.add_argument("--workers", type=int, default=1, help="processes; results do not depend on it")
    parser.add_argument("--write", action="store_true", help="renew the pages of the documentation")
    asked = parser.parse_args(arguments)
    if asked.seeds < 3:
        parser.error("an interval needs at least 3 seeds")
    study = replace(STUDY, seeds=asked.seeds, weeks=asked.weeks)
    points = draw_curves(study, asked.workers)
    shapes = read_shapes(points)
    decisions = judge_decisions(seeds=min(4, asked.seeds), weeks=min(78, asked.weeks), workers=asked.workers)
    rules = compare_rules(seeds=asked.seeds, weeks=asked.weeks, workers=asked.workers)
    for page, tongue in PAGES.items():
        tables = {
            "curves": tabulate_curves(shapes, tongue),
            "decisions": tabulate_decisions(decisions, tongue),
            "rules": tabulate_rules(rules, tongue),
        }
        if asked.write:
            path = ROOT / page
            path.write_text(refresh(path.read_text("utf-8"), tables), "utf-8", newline="\n")
        else:
            sys.stdout.write("\n".join(tables.values()) + "\n")
    if asked.write:
        order = ["institution", "variant", "demand", "dose"]
        groups: Any = points.drop(columns="seed").groupby(order, sort=False)
        means = groups.mean().reset_index()
        means.to_csv(ROOT / POINTS, index=False, float_format="%.4g", lineterminator="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
