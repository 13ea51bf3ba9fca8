"""The text of a new lesson, to be filled in; it is valid as it stands."""

from __future__ import annotations

from ...scenarios import Problem, ScenarioError
from ...scenarios.errors import describe_value
from ...scenarios.names import fault_of_name, normalise


def template(name: str) -> str:
    """Return the text of a new lesson file.

    Raises
    ------
    ScenarioError
        If a file cannot bear the name.
    """
    plain = normalise(name)
    if fault := fault_of_name(plain):
        raise ScenarioError([Problem(describe_value(name).strip('"'), None, "", fault)])
    return _TEMPLATE


_TEMPLATE = """\
# A lesson of your own, in scenes: predict, run, talk it over. / 自编课程，分幕：先预测，再运行，后讨论。
# Check it, and compute its answers: cogov lessons check FILE --run
schema_version = 2
minutes = 15

[title]
en = "What the lesson is called"
zh = "课程名称"

[goal]
en = "What people can do afterwards."
zh = "学完之后会做什么。"

[[debrief]]
en = "A question for the room, at the end."
zh = "最后留给大家讨论的问题。"

# One new mechanism per scene. / 每一幕只引入一项新机制。
[[scenes]]
scenario = "middling"             # the city that is played / 主市域
against = "fragmented"            # the city it is compared with / 对照市域
weeks = [0, 259]                         # which weeks are shown / 展示哪些周
look = ["effectiveness", "open_issues"]  # which curves / 看哪些曲线
controls = ["rules.participation.volunteer_service"]  # any setting / 任何设置

[scenes.headline]
en = "What the wall says"
zh = "投屏上的大标题"

[scenes.narration]
en = "What people should know before they predict."
zh = "预测之前须知道的情况。"

[scenes.note]
en = "For the trainer alone."
zh = "只给教员看的备注。"

# The one large number / 最大的那个数字
[scenes.hero]
indicator = "effectiveness"
caption = { en = "of 100 points of effectiveness", zh = "分（满分 100）：治理效能" }

[scenes.changes.rules.participation]
volunteer_service = 0.8

# Something that happens in a week / 某一周发生的事
# [[scenes.events]]
# week = 104
# surge = { types = ["safety", "refuse"], factor = 5.0, weeks = 3 }

# Which option is right is computed from runs, so that each outcome needs an option and what to say then.
# 哪个选项正确由运行结果算出，因此每种结果都要有选项和揭晓时的话。
[scenes.poll]
indicator = "effectiveness"   # of this city minus the other, mean of the last year / 两个市域之差，最后一年平均
tolerance = 2.0               # smaller differences count as none / 差别小于此值视为无
claim = "higher"              # what you expect; a check tells whether it holds / 您的预计，检查时会说明是否成立

[scenes.poll.text]
en = "What becomes of effectiveness?"
zh = "治理效能会怎样？"

[[scenes.poll.options]]
outcome = "higher"
text = { en = "It rises.", zh = "上升。" }
reveal = { en = "What to say if it rises.", zh = "如果上升，说什么。" }

[[scenes.poll.options]]
outcome = "same"
text = { en = "It hardly moves.", zh = "几乎不变。" }
reveal = { en = "What to say if it hardly moves.", zh = "如果几乎不变，说什么。" }

[[scenes.poll.options]]
outcome = "lower"
text = { en = "It falls.", zh = "下降。" }
[scenes.poll.options.reveal]
en = "What to say if it falls: also the surprise needs an explanation."
zh = "如果下降，说什么：出乎意料的结果也要解释。"
"""
