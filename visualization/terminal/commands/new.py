"""``cogov new``: begin an indicator, a rule or a page in a checkout; an extension, scenario, lesson or study."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from ....experiments.design.template import template as study_template
from ....experiments.lessons.template import template as lesson_template
from ....scenarios import load
from ....scenarios import template as scenario_template
from ....scenarios.writing import BEGINNING
from ...language.translations import preferred_language
from ...language.translations import words as words_in
from .. import consoles
from ..command_list import PLAIN
from ..own_files import new_folder, write_own_file
from ..scaffolding import draft_indicator, draft_page, draft_rule, find_checkout, write_files
from ..scaffolding_extension import draft_extension
from .options import Lang, LanguageChoice

app = typer.Typer(
    name="new",
    help="Begin an indicator, a rule or a page in a checkout; an extension, scenario, lesson or study of your own.",
    no_args_is_help=True,
    **PLAIN,
)

NewName = Annotated[str, typer.Argument(metavar="NAME", help="What it is called; small letters, digits and _.")]
FileName = Annotated[str, typer.Argument(metavar="NAME", help="What it is called; the file is NAME.toml.")]
EnglishTitle = Annotated[str | None, typer.Option("--en", metavar="TEXT", help="Its name in English.")]
ChineseTitle = Annotated[str | None, typer.Option("--zh", metavar="TEXT", help="Its name in Chinese.")]
FileFolder = Annotated[Path | None, typer.Option("--folder", metavar="DIR", help="Where the file goes; else here.")]
Extended = Annotated[str, typer.Option("--extends", metavar="SCENARIO", help="What it differs from.")]


@app.command()
def indicator(
    name: NewName,
    en: EnglishTitle = None,
    zh: ChineseTitle = None,
    meaning: Annotated[
        str | None, typer.Option("--meaning", metavar="TEXT", help="What exactly is measured, in English.")
    ] = None,
    meaning_zh: Annotated[str | None, typer.Option("--meaning-zh", metavar="TEXT", help="The same in Chinese.")] = None,
    lang: Lang = None,
) -> None:
    """Begin an indicator in this checkout: declaration, measuring and a test. Words not given are to be filled in."""
    words = {"en": en, "zh": zh, "meaning": meaning, "meaning_zh": meaning_zh}
    _write(draft_indicator(find_checkout(Path.cwd()), name, words), words, lang)


@app.command()
def rule(
    name: NewName,
    en: EnglishTitle = None,
    zh: ChineseTitle = None,
    meaning: Annotated[
        str | None, typer.Option("--meaning", metavar="TEXT", help="What the rule does and costs, in English.")
    ] = None,
    meaning_zh: Annotated[str | None, typer.Option("--meaning-zh", metavar="TEXT", help="The same in Chinese.")] = None,
    lang: Lang = None,
) -> None:
    """Begin a coordination rule in this checkout: its declaration and a test. Words not given are to be filled in."""
    words = {"en": en, "zh": zh, "meaning": meaning, "meaning_zh": meaning_zh}
    _write(draft_rule(find_checkout(Path.cwd()), name, words), words, lang)


@app.command()
def page(
    name: NewName,
    en: EnglishTitle = None,
    zh: ChineseTitle = None,
    about_en: Annotated[
        str | None, typer.Option("--about", metavar="TEXT", help="What the page says at its top, in English.")
    ] = None,
    about_zh: Annotated[str | None, typer.Option("--about-zh", metavar="TEXT", help="The same in Chinese.")] = None,
    indicator: Annotated[
        str, typer.Option("--indicator", metavar="NAME", help="The indicator whose curve it shows.")
    ] = "effectiveness",
    lang: Lang = None,
) -> None:
    """Begin a page of the browser in this checkout: module, words and a test. Words not given are to be filled in."""
    words = {"en": en, "zh": zh, "about": about_en, "about_zh": about_zh}
    _write(draft_page(find_checkout(Path.cwd()), name, words, indicator), words, lang)


@app.command()
def extension(
    name: NewName,
    like: Annotated[
        str, typer.Option("--like", metavar="EXAMPLE", help="The shipped extension that it begins as.")
    ] = "local_medium",
    folder: Annotated[
        Path | None, typer.Option("--folder", metavar="DIR", help="Where the files go; else here.")
    ] = None,
    lang: Lang = None,
) -> None:
    """Begin an extension of your own: a module, a scenario that uses it and a test. Never overwrites a file."""
    files = draft_extension(folder or Path(), name, like)
    with new_folder(folder or Path()):
        write_files(files)
    say = words_in(lang or preferred_language())
    for path in files:
        consoles.show(say("scenarios.written", path=path), say)
    _, uses, test = files
    consoles.show(say("new.next_extension", path=uses, test=test), say)


@app.command()
def scenario(name: FileName, extends: Extended = BEGINNING, folder: FileFolder = None, lang: Lang = None) -> None:
    """Begin a scenario of your own: write NAME.toml, to be filled in. Never overwrites a file."""
    load(extends)
    write_own_file(name, lambda plain: scenario_template(plain, extends), folder, lang)


@app.command()
def lesson(name: FileName, folder: FileFolder = None, lang: Lang = None) -> None:
    """Begin a lesson of your own: write NAME.toml, to be filled in. Never overwrites a file."""
    write_own_file(name, lesson_template, folder, lang)


@app.command()
def study(name: FileName, folder: FileFolder = None, lang: Lang = None) -> None:
    """Begin a study of your own: write NAME.toml, to be filled in. Never overwrites a file."""
    write_own_file(name, study_template, folder, lang)


def _write(files: Mapping[Path, str], words: Mapping[str, str | None], lang: LanguageChoice | None) -> None:
    """Write the files of something in a checkout, and say what they are and what is still to be filled in."""
    write_files(files)
    say = words_in(lang or preferred_language())
    for path in files:
        consoles.show(say("scenarios.written", path=path), say)
    if missing := [f"--{option.replace('_', '-')}" for option, text in words.items() if text is None]:
        consoles.show(say("new.placeholders", options=", ".join(missing)), say)
    consoles.show(say("new.next"), say)
