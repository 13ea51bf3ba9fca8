"""The description of the model keeps step with the program, and its two languages with each other."""

import re

import pytest

from cogov.model.behaviour import Behaviour
from cogov.model.engine.week import WEEK
from cogov.model.indicators import INDICATORS, NAMES
from cogov.model.initialisation import initialise
from cogov.model.odd_tables import DOCUMENTS, refresh
from cogov.model.parameter import quantities
from cogov.model.parameters.settings import Settings

SECTION = re.compile(r"^#{2,3} ([\d.]+?)\.? .*$", re.MULTILINE)
FORMULA = re.compile(r"^```$.*?^```$", re.MULTILINE | re.DOTALL)


def _prose(text):
    """The document without its generated tables."""
    return re.sub(r"<!-- (\w+) -->.*?<!-- /\1 -->", "", text, flags=re.DOTALL)


def _sections(prose):
    """Sections by number, such as 7.3."""
    parts = SECTION.split(prose)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.fixture(scope="module")
def texts(root):
    return {language: (root / "model" / path.name).read_text("utf-8") for language, path in DOCUMENTS.items()}


@pytest.fixture(scope="module", params=DOCUMENTS)
def language(request):
    return request.param


@pytest.fixture(scope="module")
def text(texts, language):
    return texts[language]


@pytest.fixture(scope="module")
def prose(text):
    return _prose(text)


@pytest.fixture(scope="module")
def sections(prose):
    return _sections(prose)


def test_both_languages_have_the_same_sections_with_the_same_formulas(texts):
    english, chinese = (
        [(number, FORMULA.findall(section)) for number, section in _sections(_prose(text)).items()]
        for text in texts.values()
    )
    assert sum(len(formulas) for _, formulas in english) > 30
    assert chinese == english


def test_both_languages_have_the_same_tables_and_lists(texts):
    """A row or a point that one language lacks is a thing that it does not say."""
    english, chinese = (
        [
            (
                number,
                len(re.findall(r"^\|.*\|$", section, re.MULTILINE)),
                len(re.findall(r"^[*+-] ", section, re.MULTILINE)),
            )
            for number, section in _sections(_prose(text)).items()
        ]
        for text in texts.values()
    )
    assert chinese == english


def test_both_languages_name_the_same_keys_and_counts(texts):
    """What stands in code or in capitals is no matter of language."""
    english, chinese = (
        {
            number: set(
                re.findall(r"(?:behaviour|rules|world|run)\.[a-z_.]+[a-z]|(?<![A-Z_])[A-Z_]{4,}(?![A-Z_])", section)
            )
            for number, section in _sections(_prose(text)).items()
        }
        for text in texts.values()
    )
    assert chinese == english


def test_both_languages_cite_the_same_works(texts):
    english, chinese = (_sections(text)["11"] for text in texts.values())
    assert chinese == english
    assert english.count("\n* ") > 15


def test_each_document_links_to_the_other(texts):
    assert f"({DOCUMENTS['zh'].name})" in texts["en"].split("## ")[0]
    assert f"({DOCUMENTS['en'].name})" in texts["zh"].split("## ")[0]


def test_links_within_a_document_lead_to_its_headings(prose):
    headings = re.findall(r"^#+ (.*)$", FORMULA.sub("", prose), re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    links = re.findall(r"\]\(#([^)]+)\)", prose)
    assert len(links) > 10
    assert set(links) <= anchors


def test_tables_are_those_of_the_declarations(text, language):
    assert refresh(text, language) == text, "run python -m cogov.model.odd_tables --write"


def test_the_chinese_tables_are_in_chinese(texts):
    """Every unit and meaning, and every source but the citation of a work."""
    blocks = re.findall(r"<!-- (\w+) -->\n\n(.*?)<!-- /\1 -->", texts["zh"], re.DOTALL)
    assert [name for name, _ in blocks] == ["indicators", "parameters", "choices"]
    foreign = []
    for row in "".join(block for _, block in blocks).splitlines():
        cells = [cell.strip() for cell in row.strip("|").split(" | ")]
        if set(cells[0]) == {"-"}:
            continue
        said = cells[4:] if len(cells) == 7 else cells[3:]
        foreign += [cell for cell in said if not re.search(r"[\u4e00-\u9fff]|\b[A-Z]{2,} \d+:\d+$", cell)]
    assert foreign == []


def test_each_process_has_its_section_in_the_order_of_the_week(prose):
    assert re.findall(r"^### 7\.\d+ (\w+)[:：]", prose, re.MULTILINE) == [*(p.__name__ for p in WEEK), "measure"]


def test_each_coefficient_is_used_in_the_section_of_its_process(prose, sections):
    headings = {word: number for number, word in re.findall(r"^### (7\.\d+) (\w+)[:：]", prose, re.MULTILINE)}
    homes = {**headings, "index": headings["measure"]}
    missing = []
    for quantity in quantities(Behaviour()):
        process, name = quantity.path.split(".")
        # The founding's coefficients are used all over section 5.
        where = "".join(sections[f"5.{k}"] for k in range(1, 7)) if process == "founding" else sections[homes[process]]
        if not re.search(rf"(?<!\w){name}(?!\w)", where):
            missing.append(quantity.path)
    assert missing == []


def test_each_lever_is_named(prose):
    levers = [q.path for q in quantities(Settings()) if q.path.startswith("rules.")]
    missing = [lever for lever in levers if lever.removeprefix("rules.") not in prose]
    assert missing == []


def test_each_indicator_is_defined(sections):
    rows = re.findall(r"^\| ([^|]+) \|", sections["7.14"], re.MULTILINE)
    named = [word for row in rows for word in re.findall(r"\w+", row) if word in NAMES]
    assert named == list(NAMES)


def test_each_indicator_has_its_chinese_title(texts):
    section = _sections(texts["zh"])["7.14"]
    missing = [
        f"{each.name} {each.zh}" for each in INDICATORS if not re.search(rf"\b{each.name} {each.zh}[、 ]", section)
    ]
    assert missing == []


def test_every_key_it_names_exists(prose):
    known = {q.path for q in quantities(Settings())}
    known |= {key.rsplit(".", n)[0] for key in known for n in range(1, key.count(".") + 1)}
    known |= {f"rules.{lever}.rule" for lever in ("goals", "resources", "mechanism")}
    known |= {"rules.deliberation.decision_rule", "world.city.acquaintance", "world.city.places"}
    known |= {f"world.actors.{kind}" for kind in ("citizen", "citizen.enabled")}
    named = set(re.findall(r"(?<!\w)(?:behaviour|rules|world|run)\.[a-z_]+(?:\.[a-z_]+)*(?![\w.]*<)", prose))
    assert sorted(named - known) == []


def test_the_default_city_is_the_one_described(texts):
    city = initialise(Settings())
    place = city.territory
    counts = f"{place.citizens:,} residents, {place.communities} communities, {place.grids} grids"
    assert f"{counts}, {len(city.organisations)} organisations" in " ".join(texts["en"].split())
    counts = f"{place.citizens:,} 个居民主体、{place.communities} 个社区（村）、{place.grids} 个网格"
    assert f"{counts}、{len(city.organisations)} 个组织" in texts["zh"]
