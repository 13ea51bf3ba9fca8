"""What stands of the coordination rules in the documents, made from their declarations.

``python -m cogov.model.institution_tables --write`` brings ``ODD.md`` and the pages of the documentation up to date;
without ``--write`` it prints the text in both languages.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from .institution import (
    BRANCHES,
    CENTRE,
    CITIZENS,
    COMMITTEE,
    DEPARTMENT,
    GOVERNMENT,
    MEMBERS,
    PARTY,
    Carrier,
    Institution,
    LeverValue,
)
from .institutions import BY_NAME, INSTITUTIONS
from .parameters.tables import DocumentLanguage

ROOT = Path(__file__).resolve().parents[1]

DOCUMENTS: Mapping[str, DocumentLanguage] = {
    "model/ODD.md": "en",
    "model/ODD.zh.md": "zh",
    "docs/explanation/institutions.md": "en",
    "docs/explanation/institutions.zh.md": "zh",
}
"""Where the text stands, between markers."""

WORDS: Mapping[DocumentLanguage, Mapping[str, str]] = {
    "en": {
        "title": "**{title}** (`{name}`). {about}", "levers": "Levers", "dials": "with", "carriers": "Carried by",
        "costs": "Costs", "effects": "Should move", "within": "Rests on", "parts": "Made of", "section": "Section",
        "up": "up", "down": "down", "either": "either way", "and": " and ", "or": " or ", ",": ", ", ";": "; ",
        ":": ": ", ".": ".", "nobody": "nobody in particular", "under": "under {word}: {who}",
        "off": "{path} (off: {off})",
    },
    "zh": {
        "title": "**{title}**（`{name}`）。{about}", "levers": "杠杆", "dials": "细节", "carriers": "承担者",
        "costs": "成本", "effects": "预期影响", "within": "依托", "parts": "组成", "section": "章节",
        "up": "上升", "down": "下降", "either": "可升可降", "and": "，以及", "or": "或", ",": "、", ";": "；",
        ":": "：", ".": "。", "nobody": "无特定承担者", "under": "{word} 时：{who}", "off": "{path}（关闭值 {off}）",
    },
}  # fmt: skip

CARRIERS: Mapping[Carrier, Mapping[DocumentLanguage, str]] = {
    GOVERNMENT: {"en": "government of the place", "zh": "本地政府单位"},
    PARTY: {"en": "party body of the place, in a community its branch", "zh": "本地党组织，在社区为党支部"},
    BRANCHES: {"en": "a branch in the place", "zh": "本地的党支部"},
    COMMITTEE: {"en": "committee", "zh": "居（村）委会"},
    CENTRE: {"en": "city centre", "zh": "市级中心"},
    DEPARTMENT: {"en": "a department of the district", "zh": "区县部门"},
    MEMBERS: {"en": "party members", "zh": "党员"},
    CITIZENS: {"en": "citizens", "zh": "居民"},
}


def describe(institution: Institution, language: DocumentLanguage) -> str:
    """Return what is said of a rule: its paragraph, and a list of its levers, carriers, costs and effects."""
    say = WORDS[language]
    title, about = (institution.en, institution.about) if language == "en" else (institution.zh, institution.about_zh)
    lines = [say["title"].format(title=title, name=institution.name, about=about), ""]
    for head, items in _facts(institution, language):
        if items:
            lines.append(f"* {say[head]}{say[':']}{say[';'].join(items)}{say['.']}")
    return "\n".join(lines) + "\n"


def catalogue(language: DocumentLanguage) -> str:
    """Return what is said of all rules."""
    return "\n".join(describe(institution, language) for institution in INSTITUTIONS)


def refresh(text: str, language: DocumentLanguage) -> str:
    """Return a document with what stands between its markers replaced by the text of today.

    Raises
    ------
    ValueError
        When the document does not have the markers once.
    """
    block = f"<!-- institutions -->\n\n{catalogue(language)}\n<!-- /institutions -->"
    text, times = re.subn("<!-- institutions -->.*?<!-- /institutions -->", lambda _: block, text, flags=re.DOTALL)
    if times != 1:
        raise ValueError(
            f"the document has {times} texts between <!-- institutions --> and <!-- /institutions -->, not one"
        )
    return text


def _facts(institution: Institution, language: DocumentLanguage) -> list[tuple[str, list[str]]]:
    say = WORDS[language]
    levers = [say["off"].format(path=f"`{gate.path}`", off=_say_value(gate.off)) for gate in institution.gates]
    if institution.dials:
        levers.append(f"{say['dials']} " + say[","].join(f"`{dial.path}`" for dial in institution.dials))
    carriers = [_say_who(institution.carriers, language)] if institution.carriers else []
    carriers += [
        say["under"].format(word=f"`{word}`", who=_say_who(needed, language))
        for word, needed in institution.by_word.items()
    ]
    costs = [f"{cost.payer if language == 'en' else cost.payer_zh} `{cost.coefficient}`" for cost in institution.costs]
    effects = [f"`{effect.indicator}` {say[effect.direction]}" for effect in institution.effects]
    return [
        ("parts", [_title(name, language) for name in institution.parts]),
        ("within", [_title(name, language) for name in institution.within]),
        ("levers", levers),
        ("carriers", carriers or ([say["nobody"]] if institution.gates and not institution.within else [])),
        ("costs", costs),
        ("effects", effects),
        ("section", [institution.section]),
    ]


def _title(name: str, language: DocumentLanguage) -> str:
    return BY_NAME[name].en if language == "en" else BY_NAME[name].zh


def _say_value(value: LeverValue) -> str:
    if isinstance(value, str):
        return f"`{value}`"
    return str(value).lower() if isinstance(value, bool) else f"{value:g}"


def _say_who(needed: tuple[Carrier, ...], language: DocumentLanguage) -> str:
    say: Any = WORDS[language]
    return say["and"].join(say["or"].join(CARRIERS[bit][language] for bit in carrier) for carrier in needed)


def main(arguments: list[str]) -> None:
    """Print the text in both languages, or write it into the documents."""
    if arguments not in ([], ["--write"]):
        sys.exit("usage: python -m cogov.model.institution_tables [--write]")
    if not arguments:
        print(*(catalogue(language) for language in get_args(DocumentLanguage)), sep="\n")
        return
    for name, language in DOCUMENTS.items():
        document = ROOT / name
        document.write_text(refresh(document.read_text("utf-8"), language), "utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
