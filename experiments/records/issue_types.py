"""Types of requests as issue types of the model: what records tell of each, and what has to be assumed.

Records tell how often a type comes, and how much time is set for it. Who has to do with it, and what it takes, they do
not tell: that is taken from the type of the model whose words a name shares, and stands marked as assumed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...model.glossary import GLOSSARY
from ...model.parameters.world import IssueType, default_issues
from ...scenarios import names
from ...scenarios.message import message
from .blocks import IntervalEstimate
from .dates import OPEN
from .facts import type_shares
from .requests import OTHERS, WEEK, Requests

MOST = 24
"""Types that a scenario lists; the others are one."""

DEADLINE = 4
"""Weeks, where no time is set."""

LIKE: dict[str, tuple[str, ...]] = {
    "guidance": ("咨询", "政策", "宣传", "党建", "information", "enquiry", "inquiry", "notification", "policy"),
    "jobs": (
        "就业", "社保", "工资", "劳动", "劳务", "经营", "job", "employment", "wage", "licence", "license", "business",
    ),
    "care": (
        "养老", "医疗", "卫生服务", "教育", "入学", "残疾", "低保", "care", "health", "school", "elder", "homeless",
        "housing",
    ),
    "customs": ("习俗", "殡葬", "办酒", "婚", "文明", "graffiti", "animal", "dog", "pet"),
    "dispute": (
        "纠纷", "噪音", "噪声", "扰民", "邻里", "物业", "投诉", "noise", "dispute", "neighbor", "neighbour",
        "complaint", "parking",
    ),
    "safety": (
        "安全", "消防", "治安", "隐患", "交通", "危房", "safety", "fire", "traffic", "signal", "hazard", "emergency",
        "police",
    ),
    "refuse": (
        "垃圾", "环境", "保洁", "污水", "绿化", "trash", "garbage", "litter", "refuse", "recycl", "dirty", "sanit",
        "rodent", "pick", "tree",
    ),
    "shared_facility": (
        "路灯", "道路", "设施", "供水", "供电", "供热", "燃气", "电梯", "公交", "light", "pothole", "street",
        "sidewalk", "road", "water", "sewer", "park", "sign",
    ),
}  # fmt: skip
"""Words in the names of types, by the type of the model that is meant; the first that is found counts."""

OTHERWISE = "refuse"
"""The model's type that stands for one whose name says nothing."""


@dataclass(frozen=True, slots=True)
class RecordType:
    """A type of requests as a scenario has it.

    Attributes
    ----------
    name : str
    share : IntervalEstimate
    deadline_weeks : int
    deadline_known : bool
        Whether records tell it.
    like : str
        The type of the model from which all else is taken.
    recognised : bool
        Whether its name says so.
    """

    name: str
    share: IntervalEstimate
    deadline_weeks: int
    deadline_known: bool
    like: str
    recognised: bool

    def issue(self) -> IssueType:
        """Return the issue type."""
        model = default_issues()[self.like]
        return model.model_copy(
            update={
                "share": max(round(self.share.value, 5), 1e-5),
                "deadline_weeks": self.deadline_weeks,
                "rural_weight": 1.0,
            }
        )

    @property
    def assumption(self) -> str:
        """What was assumed of it."""
        said = (
            message("records.name_sounds", like=self.like) if self.recognised
            else message("records.name_says")
        )  # fmt: skip
        return message("records.domain_needs", like=self.like, said=said)  # fmt: skip


def issue_types(requests: Requests, most: int = MOST) -> tuple[RecordType, ...]:
    """Return the types of requests, the most frequent first; what follows them, and what few bear, is one type."""
    if "type" not in requests.groups:
        return ()
    shares = type_shares(requests)
    listed = requests.groups["type"]
    order = [name for name in listed.names if name != OTHERS][:most]
    result: list[RecordType] = []
    used: set[str] = set()
    for name in order:
        rows = listed.codes == listed.names.index(name)
        weeks = _deadline(requests, rows)
        like = recognise_type(name)
        result.append(
            RecordType(_fit(name, used), shares[name], weeks or DEADLINE, weeks > 0, like or OTHERWISE, bool(like))
        )
    rest = [name for name in shares if name not in order]
    if rest:
        value = float(sum(shares[name].value for name in rest))
        rows = np.isin(listed.codes, [listed.names.index(name) for name in rest])
        weeks = _deadline(requests, rows)
        nothing = float("nan")
        share = IntervalEstimate(value, nothing, nothing, nothing, int(rows.sum()))
        result.append(RecordType(_fit("others", used), share, weeks or DEADLINE, weeks > 0, OTHERWISE, False))
    return tuple(result)


def recognise_type(name: str) -> str:
    """Return the model's type whose words a name holds; empty if there is none.

    >>> recognise_type("噪音扰民"), recognise_type("Street Light Outages"), recognise_type("其他")
    ('dispute', 'shared_facility', '')
    >>> recognise_type("移风易俗")
    'customs'
    """
    folded = name.casefold()
    if folded in LIKE:
        return folded
    if own := next((key for key, each in GLOSSARY["issue"].items() if folded in (each.en, each.zh)), ""):
        return own
    return next((like for like, words in LIKE.items() if any(_holds(folded, word) for word in words)), "")


def _holds(name: str, word: str) -> bool:
    """Tell whether a name holds a word: of English at the beginning of one, since there is a tree in every street."""
    return bool(re.search(rf"\b{re.escape(word)}", name)) if word.isascii() else word in name


def _deadline(requests: Requests, rows: Sequence[bool] | np.ndarray) -> int:
    """Return the median time that is set for some requests, in whole weeks; 0 if few or none have one."""
    if requests.due is None:
        return 0
    timed = np.asarray(rows) & (requests.due != OPEN)
    if 2 * timed.sum() < np.asarray(rows).sum() or not timed.any():
        return 0
    return int(np.clip(np.median(requests.due[timed] - requests.created[timed]) // WEEK, 1, 104))


def _fit(name: str, used: set[str]) -> str:
    """Return a name that an issue type can bear, each once."""
    plain = names.normalise(names.fit_name(name))[:76].strip() or "type"
    fitted, number = plain, 2
    while fitted in used:
        fitted, number = f"{plain} {number}", number + 1
    used.add(fitted)
    return fitted
