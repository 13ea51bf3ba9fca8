"""What actors, institutions, choices and types of problem are called: one name in each language for each key.

Tables, pages and documents read the Chinese here, so that one thing has one name wherever it stands. English inflects
with its sentence, and each place may say it in its own form. Indicators and parameters say what they are called where
they are declared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """What something is called.

    Attributes
    ----------
    en, zh : str
    """

    en: str
    zh: str


GLOSSARY: Mapping[str, Mapping[str, Name]] = {
    "actor": {
        "party": Name("party bodies", "党组织"),
        "government": Name("government", "政府部门"),
        "self_governing": Name("self-governing bodies", "自治组织"),
        "enterprise": Name("enterprises", "经济组织"),
        "mass_organisation": Name("mass organisations", "群团组织"),
        "social_organisation": Name("social organisations", "社会组织"),
        "citizen": Name("citizens", "公民"),
    },
    "institution": {
        "goals": Name("goals", "目标协同"),
        "resources": Name("resources", "资源协调"),
        "mechanism": Name("mechanism", "机制协同"),
        "party_building": Name("party building", "党建引领"),
        "deliberation": Name("deliberation", "民主协商"),
        "participation": Name("participation", "社会力量参与"),
        "law": Name("rule by law", "法治"),
        "virtue": Name("rule by virtue", "德治"),
        "administration": Name("administration", "行政运行"),
    },
    "choice": {
        "independent": Name("each its own", "各定各的"),
        "command": Name("from above", "上级统一"),
        "party_led": Name("led by the branch", "党组织引领"),
        "deliberative": Name("agreed in meetings", "协商议定"),
        "separate": Name("not pooled", "不统筹"),
        "community": Name("community", "社区"),
        "street": Name("street or township", "街道（乡镇）"),
        "district": Name("district", "区县"),
        "city": Name("whole city", "全市"),
        "silo": Name("apart", "各自办理"),
        "peer": Name("each with each", "两两协作"),
        "hub": Name("party body as hub", "党组织牵头"),
        "majority": Name("majority", "过半数"),
        "two_thirds": Name("two thirds", "三分之二"),
        "unanimity": Name("unanimity", "一致同意"),
        "all": Name("everybody who comes", "到会全体居民"),
        "affected": Name("those affected", "利害相关居民"),
    },
    "issue": {
        "guidance": Name("guidance", "思想引导"),
        "jobs": Name("jobs", "就业"),
        "care": Name("care", "养老托幼"),
        "customs": Name("customs", "移风易俗"),
        "dispute": Name("disputes", "矛盾纠纷"),
        "safety": Name("safety", "公共安全"),
        "refuse": Name("refuse", "环境卫生"),
        "shared_facility": Name("shared facilities", "公共设施"),
    },
    "domain": {
        "learning": Name("learning", "思想"),
        "livelihood": Name("livelihood", "产业"),
        "civility": Name("civility", "文明"),
        "harmony": Name("harmony", "和谐"),
        "environment": Name("environment", "家园"),
    },
    "resource": {
        "political": Name("political resources", "政治资源"),
        "administrative": Name("administrative resources", "行政资源"),
        "economic": Name("economic resources", "经济资源"),
        "social": Name("social resources", "社会资源"),
    },
}
"""Names by kind and key."""


def chinese(*kinds: str) -> dict[str, str]:
    """Return the Chinese names of some kinds by key.

    >>> chinese("choice")["hub"]
    '党组织牵头'
    """
    return {key: name.zh for kind in kinds for key, name in GLOSSARY[kind].items()}
