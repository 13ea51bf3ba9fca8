"""Begin something new: the files of an indicator, a rule or a page in a checkout, or one file of one's own.

The templates stand in ``scaffolds/``. What they hold works as it stands, and is then changed to what is meant.
"""

from __future__ import annotations

import json
import keyword
import re
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from string import Template

from ...model.file import create
from ...model.indicators import NAMES
from ...model.institutions import BY_NAME as RULES
from ...scenarios import Problem, ScenarioError
from ...scenarios.errors import describe_value, enumerate_words, nearest
from ...scenarios.form import FORM
from ...scenarios.message import message
from ...scenarios.names import fault_of_text

TEMPLATES = Path(__file__).parent / "scaffolds"

PLACEHOLDERS: dict[str, str] = {"en": "FILL IN", "zh": "待填写"}
"""What stands for words that were not given; a test refuses a checkout in which one was left."""

LONGEST_NAME, LONGEST_TEXT = 40, 300

_WORDS = {"en": "en", "zh": "zh", "meaning": "en", "meaning_zh": "zh", "about": "en", "about_zh": "zh"}
"""Options that give words, and their languages."""


def find_checkout(start: Path) -> Path | None:
    """Return the folder at or above `start` that is a checkout of cogov, or None."""
    for folder in (start.absolute(), *start.absolute().parents):
        with suppress(OSError, ValueError):
            project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))
            if project.get("project", {}).get("name") == "cogov":
                return folder
    return None


def draft_indicator(checkout: Path | None, name: str, words: Mapping[str, str | None]) -> dict[Path, str]:
    """Return the files of a new indicator and what they hold.

    Parameters
    ----------
    checkout : Path or None
        Where they go; None is reported together with what else is wrong.
    name : str
    words : mapping
        ``en``, ``zh``, ``meaning`` and ``meaning_zh``; None where a placeholder is to stand.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    problems = [*list_faults_of_name(name), *_faults_of_words(words)]
    if name in NAMES:
        taken = message("new.taken", names=_list(NAMES))
        problems.append(Problem(name, None, "", taken))
    fill = {"name": name, **_literals(words)}
    files = {
        f"model/indicators/single/{name}.py": _fill("indicator.py", fill),
        f"tests/unit/model/indicators/test_{name}.py": _fill("indicator_test.py", fill),
    }
    return _place(checkout, files, problems)


def draft_rule(checkout: Path | None, name: str, words: Mapping[str, str | None]) -> dict[Path, str]:
    """Return the files of a new coordination rule and what they hold.

    Parameters
    ----------
    checkout : Path or None
        Where they go; None is reported together with what else is wrong.
    name : str
    words : mapping
        ``en``, ``zh``, ``meaning`` and ``meaning_zh``; None where a placeholder is to stand.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    problems = [*list_faults_of_name(name), *_faults_of_words(words)]
    if name in RULES:
        taken = message("new.rule_taken", names=_list(list(RULES)))
        problems.append(Problem(name, None, "", taken))
    for option, other in (("en", "en"), ("zh", "zh")):
        there = {getattr(rule, other): rule.name for rule in RULES.values()}
        if (text := (words[option] or "").strip()) in there:
            what = message("new.called", value=text, name=there[text])
            problems.append(Problem(f"--{option}", None, "", what))
    fill = {"name": name, **_literals(_close_sentences(words))}
    files = {
        f"model/institutions/{name}.py": _fill("rule.py", fill),
        f"tests/unit/model/institutions/test_{name}.py": _fill("rule_test.py", fill),
    }
    return _place(checkout, files, problems)


def draft_page(checkout: Path | None, name: str, words: Mapping[str, str | None], indicator: str) -> dict[Path, str]:
    """Return the files of a new page of the browser and what they hold.

    Parameters
    ----------
    checkout : Path or None
        Where they go; None is reported together with what else is wrong.
    name : str
    words : mapping
        ``en``, ``zh``, ``about`` and ``about_zh``; None where a placeholder is to stand.
    indicator : str
        What the page shows at first.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    problems = [*list_faults_of_name(name), *_faults_of_words(words)]
    if indicator not in FORM.names:
        what = message("scenario.indicator", name=describe_value(indicator))
        problems.append(Problem("--indicator", None, "", what, _list(FORM.names), nearest(indicator, FORM.names)))
    literals = _literals(words)
    fill = {
        "name": name,
        "indicator": indicator,
        "component": "".join(part.capitalize() for part in name.split("_")),
        "place": str(_next_place(checkout) if checkout else 0),
        **literals,
    }
    wording = "visualization/browser/wording"
    files = {
        f"visualization/browser/pages/{name}.py": _fill("page.py", fill),
        f"{wording}/en/{name}.toml": f"# {name}.\nabout = {literals['about']}\n",
        f"{wording}/zh/{name}.toml": f"# {name}。\nabout = {literals['about_zh']}\n",
        f"tests/browser/test_{name}_page.py": _fill("page_test.py", fill),
    }
    return _place(checkout, files, problems)


def write_files(files: Mapping[Path, str]) -> None:
    """Write new files, all of them or none; what is there stays as it is."""
    written: list[Path] = []
    try:
        for path, text in files.items():
            create(path, text.encode())
            written.append(path)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _next_place(checkout: Path) -> int:
    """Return a place behind all pages of a checkout, which need not be the program that runs."""
    pages = (checkout / "visualization" / "browser" / "pages").glob("*.py")
    places = [re.search(r"^PAGE = PageDeclaration\((\d+)", page.read_text("utf-8"), re.MULTILINE) for page in pages]
    return 10 + max((int(place[1]) for place in places if place), default=0)


def _place(checkout: Path | None, files: Mapping[str, str], problems: list[Problem]) -> dict[Path, str]:
    """Return files by their full paths, or tell everything that is wrong."""
    if checkout is None:
        what = message("new.no_checkout")
        allowed = message("new.checkout")
        problems.append(Problem(str(Path.cwd()), None, "", what, allowed))
    elif not any(problem.file == "NAME" for problem in problems):
        there = message("new.there")
        problems += [Problem(name, None, "", there) for name in files if (checkout / name).exists()]
    if problems or checkout is None:
        raise ScenarioError(problems)
    return {checkout / name: text for name, text in files.items()}


def list_faults_of_name(name: str) -> list[Problem]:
    """Return why a module, a key and a column cannot bear this name."""
    if re.fullmatch(rf"[a-z][a-z0-9_]{{0,{LONGEST_NAME - 1}}}", name) and not keyword.iskeyword(name):
        return []
    meant = re.sub(r"_+", "_", re.sub(r"[^a-z0-9]", "_", name.strip().lower())).strip("_0123456789")[:LONGEST_NAME]
    what = message("new.no_module", value=describe_value(name))
    allowed = message("new.module", most=LONGEST_NAME)
    return [Problem("NAME", None, "", what, allowed, "" if keyword.iskeyword(meant) else meant)]


def _faults_of_words(words: Mapping[str, str | None]) -> list[Problem]:
    problems: list[Problem] = []
    for option, text in words.items():
        if text is None:
            continue
        door = f"--{option.replace('_', '-')}"
        if not text.strip():
            problems.append(Problem(door, None, "", message("value.empty")))
        elif fault := fault_of_text(text, LONGEST_TEXT) or ("\n" in text and message("new.line_end")):
            problems.append(Problem(door, None, "", fault))
        elif _WORDS[option] == "zh" and not re.search(r"[一-鿿]", text):
            problems.append(Problem(door, None, "", message("new.no_chinese")))
    return problems


def _close_sentences(words: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return words of which the meanings end as sentences do."""
    ends = {"meaning": (".", ".!?"), "meaning_zh": ("。", "。！？")}
    closed: dict[str, str | None] = {}
    for option, text in words.items():
        stop, stops = ends.get(option, ("", ""))
        closed[option] = text if text is None or text.rstrip().endswith(tuple(stops) or ("",)) else text.rstrip() + stop
    return closed


def _literals(words: Mapping[str, str | None]) -> dict[str, str]:
    """Return words as literals, which Python and TOML read alike."""
    texts = {option: PLACEHOLDERS[_WORDS[option]] if text is None else text.strip() for option, text in words.items()}
    return {option: json.dumps(text, ensure_ascii=False) for option, text in texts.items()}


def _fill(template: str, values: Mapping[str, str]) -> str:
    return Template((TEMPLATES / f"{template}.txt").read_text("utf-8")).substitute(values)


def _list(names: Sequence[str]) -> str:
    return enumerate_words(names, 99)
