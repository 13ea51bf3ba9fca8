"""One thing has one name in a language, wherever it stands."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from cogov.model.glossary import GLOSSARY
from cogov.model.indicators import INDICATORS
from cogov.model.parameter import quantities
from cogov.model.parameters.rules import Rules
from cogov.model.parameters.settings import Settings
from cogov.model.parameters.world import DOMAINS, KINDS, RESOURCES, default_issues
from cogov.visualization.browser import translations as pages
from cogov.visualization.language import translations as reports

OTHERS = {("kind", "citizen"), ("kind", "community"), ("player", "all")}
"""What is not what the glossary names so: residents, volunteers, a place, and all players together."""

HAN = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("kind", GLOSSARY)
def test_a_key_has_one_chinese_name_and_a_chinese_name_one_key(kind: str) -> None:
    names = GLOSSARY[kind]
    for language in ("en", "zh"):
        assert [
            name for name, times in Counter(getattr(each, language) for each in names.values()).items() if times > 1
        ] == []
    assert all(HAN.search(name.zh) and name.en.strip() for name in names.values())


def test_indicators_have_one_name_each() -> None:
    for language in ("en", "zh"):
        assert len({getattr(each, language) for each in INDICATORS}) == len(INDICATORS)
    assert all(HAN.search(each.zh) and HAN.search(each.meaning_zh) for each in INDICATORS)


def test_parameters_have_a_meaning_of_their_own_in_both_languages() -> None:
    for table in ("behaviour", "rules"):
        listed = [each for each in quantities(Settings()) if each.path.startswith(table)]
        assert all(HAN.search(each.meaning_zh) for each in listed)


def test_the_glossary_has_all_that_the_model_has() -> None:
    assert set(GLOSSARY["issue"]) == set(default_issues())
    assert set(GLOSSARY["institution"]) == set(Rules.model_fields)
    assert set(GLOSSARY["actor"]) == {*KINDS, "citizen"}
    assert set(GLOSSARY["domain"]) == set(DOMAINS)
    assert set(GLOSSARY["resource"]) == set(RESOURCES)
    words = {
        word
        for table in Rules.model_fields.values()
        for field in table.annotation.model_fields.values()
        for word in get_args(field.annotation)
        if isinstance(word, str)
    }
    assert words == set(GLOSSARY["choice"])


@pytest.mark.parametrize(
    ("words", "surfaces"), [(reports.words, reports.SURFACES), (pages.words, pages.SURFACES)], ids=["reports", "pages"]
)
def test_every_surface_reads_the_glossary(words, surfaces) -> None:
    lines = words("zh").lines
    for table, kinds in surfaces.items():
        names = {key: name.zh for kind in kinds for key, name in GLOSSARY[kind].items()}
        shown = {key: lines[f"{table}.{key}"] for key in names if f"{table}.{key}" in lines and key != "citizen"}
        assert shown
        assert shown == {key: names[key] for key in shown}


def test_no_file_of_words_names_again_what_the_glossary_names() -> None:
    chinese = {key: name.zh for names in GLOSSARY.values() for key, name in names.items()}
    found: list[str] = []
    for path in (Path(reports.WORDING) / "zh.toml", *sorted((Path(pages.WORDING) / "zh").glob("*.toml"))):
        for table, lines in tomllib.loads(path.read_text("utf-8")).items():
            if isinstance(lines, dict) and table in ("player", "choice", "kind", "actor", "type", "issue", "domain"):
                found += [
                    f"{path.name}: {table}.{key}" for key in lines if (table, key) not in OTHERS and key in chinese
                ]
    assert found == []
