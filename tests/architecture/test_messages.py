"""Every message has its sentence in both languages, and every sentence is used."""

from __future__ import annotations

import ast
import pickle
import re
from functools import cache
from pathlib import Path

import pytest

from cogov.model.message import Bilingual, Enumeration, load_sentences, say, say_error
from cogov.model.message import message as model_message
from cogov.scenarios.message import MESSAGES, message

ROOT = Path(__file__).parents[2]
ROOMS = {"model": ("model",), "scenarios": ("scenarios", "experiments", "visualization")}
PLACE = re.compile(r"\{(\w+)\}")
OF_THE_LIBRARY = "usage."
"""Sentences of the command line's library are found by what it says; see visualization/terminal/misuse.py."""


@cache
def _calls(room: str) -> list[tuple[str, int, str, set[str] | None]]:
    """Return where each message is made: file, line, a pattern of its code, and its values (None if not known)."""
    result: list[tuple[str, int, str, set[str] | None]] = []
    for folder in ROOMS[room]:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "message" or not node.args:
                    continue
                open_ended = any(word.arg is None for word in node.keywords)
                values = None if open_ended else {str(word.arg) for word in node.keywords}
                for pattern in _codes(node.args[0]):
                    result.append((str(path.relative_to(ROOT)), node.lineno, pattern, values))
    return result


def _codes(node: ast.expr) -> list[str]:
    """Return patterns of the codes that an expression may have; none for a name, which is looked for as a text."""
    if isinstance(node, ast.IfExp):
        return [*_codes(node.body), *_codes(node.orelse)]
    if isinstance(node, ast.Constant):
        return [re.escape(str(node.value))]
    if isinstance(node, ast.JoinedStr):
        return ["".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"\w+" for p in node.values)]
    return []


@cache
def _texts(room: str) -> set[str]:
    return {
        node.value
        for folder in ROOMS[room]
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _places(text: str) -> set[str]:
    """Return the values that a sentence needs."""
    return {*PLACE.findall(text.replace("{{", "").replace("}}", "")), *re.findall(r"\[\[(\w+)\?", text)}


@pytest.mark.parametrize("room", ROOMS)
def test_both_languages_have_the_same_codes_with_the_same_places(room: str) -> None:
    english, chinese = (load_sentences(ROOT / room / "messages", language) for language in ("en", "zh"))
    assert list(english) == list(chinese)
    for code, text in english.items():
        bare = re.sub(r"\[\[(\w+)\?.*?\]\]", "", text)
        places = set(PLACE.findall(bare.replace("{{", "").replace("}}", "")))
        assert places == set(PLACE.findall(chinese[code].replace("{{", "").replace("}}", ""))), code


@pytest.mark.parametrize("room", ROOMS)
def test_every_message_that_is_made_has_a_sentence_with_its_values(room: str) -> None:
    english = load_sentences(ROOT / room / "messages", "en")
    calls = _calls(room)
    assert len(calls) > 20
    for file, line, pattern, values in calls:
        known = [code for code in english if re.fullmatch(pattern, code)]
        assert known, f"{file}:{line}: {pattern}"
        wanted = [_places(english[code]) for code in known]
        assert values is None or values in wanted, f"{file}:{line}: {known} with {values}, not {wanted}"


@pytest.mark.parametrize("room", ROOMS)
def test_every_sentence_is_used(room: str) -> None:
    patterns = [re.compile(pattern) for _, _, pattern, _ in _calls(room)]
    texts = _texts(room)
    unused = [
        code
        for code in load_sentences(ROOT / room / "messages", "en")
        if not any(pattern.fullmatch(code) for pattern in patterns)
        and code not in texts
        and not (code.startswith(OF_THE_LIBRARY) and code.partition(".")[2] in texts)
    ]
    assert unused == []


def test_no_sentence_stands_in_two_places() -> None:
    """One thing that is said has one code."""
    for language in ("en", "zh"):
        texts = list(load_sentences(ROOT / "model" / "messages", language).values())
        assert len(texts) == len(set(texts))


def test_a_message_is_its_english_and_knows_its_chinese() -> None:
    made = message("value.not_whole", value=message("value.list"))
    assert made == "a list is not a whole number"
    assert (made.code, str(made.values["value"])) == ("value.not_whole", "a list")
    assert say(made, "zh") == "列表 不是整数"
    assert say("plain", "zh") == "plain"


@pytest.mark.parametrize(
    "text",
    [
        message("toml.too_large", size=1),
        model_message("file.exists", name="a"),
        Enumeration([message("value.list"), "b"], " or ", " 或 "),
        Bilingual("trust", "信任"),
    ],
)
def test_what_can_be_said_crosses_to_another_process_whole(text) -> None:
    back = pickle.loads(pickle.dumps(text))
    assert (type(back), back, back.say("zh")) == (type(text), text, text.say("zh"))


def test_an_error_says_its_message_in_a_language() -> None:
    assert say_error(ValueError(message("value.table")), "zh") == "表"
    assert say_error(ValueError("x"), "zh") == "x"
    assert say_error(KeyError(), "zh") == ""


def test_a_plural_has_the_form_of_its_number() -> None:
    assert [str(message("value.items", count=count)) for count in (1, 2)] == ["has 1 item", "has 2 items"]


def test_the_folder_of_messages_is_where_it_is_said() -> None:
    assert Path(ROOT / "scenarios" / "messages").samefile(MESSAGES)
