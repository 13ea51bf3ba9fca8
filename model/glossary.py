"""What actors, institutions, choices and types of problem are called: one name in each language for each key.

Tables, pages and documents read the Chinese here, so that one thing has one name wherever it stands. English inflects
with its sentence, and each place may say it in its own form. Indicators and parameters say what they are called where
they are declared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BilingualName:
    """What something is called.

    Attributes
    ----------
    en, zh : str
    """

    en: str
    zh: str


GLOSSARY: Mapping[str, Mapping[str, BilingualName]] = {
    "actor": {
        "party": BilingualName("party bodies", "党组织"),
        "government": BilingualName("government", "政府部门"),
        "self_governing": BilingualName("self-governing bodies", "自治组织"),
        "enterprise": BilingualName("enterprises", "经济组织"),
        "mass_organisation": BilingualName("mass organisations", "群团组织"),
        "social_organisation": BilingualName("social organisations", "社会组织"),
        "citizen": BilingualName("citizens", "公民"),
    },
    "institution": {
        "goals": BilingualName("goals", "目标协同"),
        "resources": BilingualName("resources", "资源协调"),
        "mechanism": BilingualName("mechanism", "机制协同"),
        "party_building": BilingualName("party building", "党建引领"),
        "deliberation": BilingualName("deliberation", "民主协商"),
        "participation": BilingualName("participation", "社会力量参与"),
        "law": BilingualName("rule by law", "法治"),
        "virtue": BilingualName("rule by virtue", "德治"),
        "administration": BilingualName("administration", "行政运行"),
    },
    "choice": {
        "independent": BilingualName("each its own", "各定各的"),
        "command": BilingualName("from above", "上级统一"),
        "party_led": BilingualName("led by the branch", "党组织引领"),
        "deliberative": BilingualName("agreed in meetings", "协商议定"),
        "separate": BilingualName("not pooled", "不统筹"),
        "community": BilingualName("community", "社区"),
        "street": BilingualName("street or township", "街道（乡镇）"),
        "district": BilingualName("district", "区县"),
        "city": BilingualName("whole city", "全市"),
        "silo": BilingualName("apart", "各自办理"),
        "peer": BilingualName("each with each", "两两协作"),
        "hub": BilingualName("party body as hub", "党组织牵头"),
        "majority": BilingualName("majority", "过半数"),
        "two_thirds": BilingualName("two thirds", "三分之二"),
        "unanimity": BilingualName("unanimity", "一致同意"),
        "all": BilingualName("everybody who comes", "到会全体居民"),
        "affected": BilingualName("those affected", "利害相关居民"),
    },
    "issue": {
        "guidance": BilingualName("guidance", "思想引导"),
        "jobs": BilingualName("jobs", "就业"),
        "care": BilingualName("care", "养老托幼"),
        "customs": BilingualName("customs", "移风易俗"),
        "dispute": BilingualName("disputes", "矛盾纠纷"),
        "safety": BilingualName("safety", "公共安全"),
        "refuse": BilingualName("refuse", "环境卫生"),
        "shared_facility": BilingualName("shared facilities", "公共设施"),
    },
    "domain": {
        "learning": BilingualName("learning", "思想"),
        "livelihood": BilingualName("livelihood", "产业"),
        "civility": BilingualName("civility", "文明"),
        "harmony": BilingualName("harmony", "和谐"),
        "environment": BilingualName("environment", "家园"),
    },
    "resource": {
        "political": BilingualName("political resources", "政治资源"),
        "administrative": BilingualName("administrative resources", "行政资源"),
        "economic": BilingualName("economic resources", "经济资源"),
        "social": BilingualName("social resources", "社会资源"),
    },
}
"""Names by kind and key."""


def chinese(*kinds: str) -> dict[str, str]:
    """Return the Chinese names of some kinds by key.

    >>> chinese("choice")["hub"]
    '党组织牵头'
    """
    return {key: name.zh for kind in kinds for key, name in GLOSSARY[kind].items()}
