import json
import unicodedata
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogov.scenarios.toml.sanitize import clean, csv_cell, page_data, paragraphs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b[2J\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b31mred", "red"),
        ("a\nb\r\nc\td", "a b  c d"),
        ("abc\u202egnp\u2066x\u200f", "abcgnpx"),
        ("a\ud800b\ufffe\uffffc\ufdd0", "abc"),
        ("各自为政", "各自为政"),
        ("\x00\x07\x7f", ""),
    ],
)
def test_clean(text, expected):
    assert clean(text) == expected


@given(st.text(st.characters(exclude_categories=())))
def test_clean_text_is_fit_for_terminals_and_xml(text):
    found = clean(text)
    assert not {unicodedata.category(sign) for sign in found} & {"Cc", "Cs"}
    assert clean(found) == found
    element = ET.Element("text")
    element.text = found
    assert (ET.fromstring(ET.tostring(element)).text or "") == found


@pytest.mark.fault("G2")
@given(st.text())
def test_page_data_cannot_leave_its_element(text):
    data = page_data({"name": text})
    assert not set("<>&\u2028\u2029") & set(data)
    assert json.loads(data) == {"name": text}


@pytest.mark.fault("G5")
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff20"])
def test_formulas_become_text(start):
    assert csv_cell(f"{start}1") == f"'{start}1"


def test_harmless_cells_stay():
    assert csv_cell("flood -1") == "flood -1"
    assert csv_cell("") == ""


def test_paragraphs():
    assert paragraphs("one\ntwo\n\n \n\nthree\r\n\r\nfour") == ["one two", "three", "four"]
    assert paragraphs(" \n ") == []
