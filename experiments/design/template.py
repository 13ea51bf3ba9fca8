"""The text of a new study, to be filled in; it is valid as it stands."""

from __future__ import annotations

from ...scenarios import Problem, ScenarioError
from ...scenarios.errors import describe_value
from ...scenarios.names import fault_of_name, normalise


def template(name: str) -> str:
    """Return the text of a new study file.

    Raises
    ------
    ScenarioError
        If a file cannot bear the name.
    """
    if fault := fault_of_name(normalise(name)):
        raise ScenarioError([Problem(describe_value(name).strip('"'), None, "", fault)])
    return _TEMPLATE


_TEMPLATE = """\
# A study of your own: which settings are varied, and what is looked at. / 自编研究：改变哪些设置，观察什么。
# What it would cost: cogov sweep FILE --estimate / 预估用时：cogov sweep FILE --estimate
schema_version = 1

[study]
scenario = "fragmented"             # the city whose settings are varied / 改变其设置的市域
outcomes = ["effectiveness", "harm"]       # which indicators / 观察哪些指标

[study.title]
en = "What the study is called"
zh = "研究名称"

[study.question]
en = "What is asked?"
zh = "要回答什么问题？"

[design]
method = "grid"                            # every value with every other / 各取值的全部组合

[levers.service]
title = { en = "Organised volunteer service", zh = "志愿服务的组织程度" }
key = "rules.participation.volunteer_service"
values = [0.0, 0.4, 0.8]

[seeds]
replicates = 5                             # runs of each point / 每个点的运行次数
"""
