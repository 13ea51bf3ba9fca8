import base64
import hashlib
import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

from cogov.experiments.execution.provenance import provenance
from cogov.visualization.charts.comparison import effectiveness_chart
from cogov.visualization.language.translations import LANGUAGES, words
from cogov.visualization.narratives.comparison import claims, context, headline, relation, titles
from cogov.visualization.reports.comparison import NAMES_OF_PAGES, page
from cogov.visualization.reports.layout import FOLDER

VOID = {"meta", "br", "link", "img", "hr", "input"}


class Reader(HTMLParser):
    """Collects elements, and fails on those that are not closed in order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.texts = [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not self.open or self.open[-1] not in ("script", "style"):
            self.texts.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


def made(comparison, language):
    return page(comparison, language, provenance(["cogov", "compare", "fragmented", "synergy"]))


@pytest.mark.fault("G12")
def test_page_is_well_formed_and_asks_for_nothing(comparison, language):
    text = made(comparison, language)
    read = Reader(text)
    assert "http" not in re.sub(r"http-equiv", "", text)
    assert "url(" not in text
    assert "@import" not in text
    for tag, attributes in read.elements:
        assert tag not in {"link", "img", "iframe", "object", "embed", "base", "form", "image", "use"}
        assert not any(name.startswith("on") or name in ("src", "style") for name in attributes)
    links = [attributes["href"] for attributes in read.all("a")]
    assert links == [NAMES_OF_PAGES["zh" if language == "en" else "en"]]


def test_policy_allows_one_style_sheet_and_one_script(comparison, language):
    text = made(comparison, language)
    [policy] = [each["content"] for each in Reader(text).all("meta") if "http-equiv" in each]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    allowed = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        [inside] = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert allowed.pop(directive) == f"'sha256-{digest}'"
    assert allowed == {"default-src": "'none'", "img-src": "data:", "base-uri": "'none'", "form-action": "'none'"}
    assert Reader(text).all("script") == [{"type": "application/json", "id": "comparison"}, {}]


def test_page_says_what_it_must(comparison, language):
    read = Reader(made(comparison, language))
    say = words(language)
    names = titles(comparison, say)
    for label in comparison.labels[1:]:
        assert headline(comparison, label, say) in read.text
        assert context(comparison, label, say) in read.text
    for key in (
        "effectiveness",
        "official",
        "components",
        "groups",
        "differences",
        "scenarios",
        "reproduce",
        "limits",
    ):
        assert say(f"page.{key}.title") in read.text
    for name, scenario in zip(names, comparison.scenarios, strict=True):
        assert name in read.text
        assert scenario.digest in read.text
    assert "cogov compare fragmented synergy" in read.text
    assert "rules.goals.strength" in read.text
    assert all(claim in read.text for claim in claims(comparison, say))
    assert read.all("html")[0]["lang"].startswith(language)


@pytest.mark.fault("G2")
def test_data_in_the_page_are_the_document(comparison, language):
    [data] = re.findall(r'<script type="application/json" id="comparison">(.*?)</script>', made(comparison, language))
    document = json.loads(data, parse_constant=pytest.fail)
    assert document["scenarios"][1]["final"] == comparison.means["synergy"]


def test_pictures_have_names_and_no_broken_numbers(comparison, language):
    text = made(comparison, language)
    pictures = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(pictures) > 15
    for picture in pictures:
        root = ET.fromstring(picture)
        assert root.get("role") == "img"
        for element in root.iter():
            assert not any(word in value for value in element.attrib.values() for word in ("nan", "inf"))


@pytest.mark.fault("G2", "G3")
def test_hostile_text_stays_text(hostile, language):
    text = made(hostile, language)
    read = Reader(text)
    assert not read.all("img")
    assert len(read.all("script")) == 2
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "{{7*7}}" in read.text
    assert "<img src=x onerror=alert(1)>" in read.text


def test_picture_alone_is_a_file_of_its_own(comparison, hostile, language):
    for each in (comparison, hostile):
        text = effectiveness_chart(each, language, alone=True).file()
        root = ET.fromstring(text)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert words(language)("page.effectiveness.title") in text


def test_labels_do_not_overlap(comparison):
    root = ET.fromstring(effectiveness_chart(comparison, "en").file())
    labels = [float(each.get("y")) for each in root.iter() if each.get("font-weight") == "600"]
    gaps = [abs(a - b) for place, a in enumerate(labels) for b in labels[:place]]
    assert min(gaps) >= 14
    assert all(0 < y < 400 for y in labels)


def test_style_sheet_has_a_print_form():
    assert "@media print" in (FOLDER / "page.css").read_text(encoding="utf-8")


def test_the_table_says_how_interval_p_and_verdict_relate(comparison, language):
    say = words(language)
    text = Reader(made(comparison, language)).text
    assert " ".join(relation(comparison, say).split()) in text
    assert say("verdict.not_shown") in relation(comparison, say)
