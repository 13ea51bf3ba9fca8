"""``cogov compile``: the model compiled ahead of use."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from ....experiments.execution.compilation import compile_model, count_parts
from ....model.stock import is_compiled, mend
from ...language.translations import preferred_language, words
from .. import consoles
from .options import Lang

CompilingOption = Annotated[
    int, typer.Option("--workers", min=1, max=256, metavar="N", help="Processes that compile side by side.")
]


def compile_(workers: CompilingOption = 1, lang: Lang = None) -> None:
    """Compile the model ahead of use and keep it on disk, so that the first run begins at once."""
    say = words(lang or preferred_language())
    mend()
    if is_compiled():
        consoles.show(say("compile.there"), say)
        return
    begin = time.monotonic()
    with consoles.progress(say("compile.task"), count_parts(), say("compile.parts")) as on_part:
        compile_model(workers, on_part)
    consoles.show(say("compile.done", seconds=round(time.monotonic() - begin)), say)
