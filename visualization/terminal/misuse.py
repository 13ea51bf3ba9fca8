"""What a misuse of a command is told in Chinese.

The library of the command line says it in English, as finished sentences without a code. Those it has are listed here
by the codes of the same in ``scenarios/messages``; what cogov itself says of a misuse knows its languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from ...model.message import load_sentences
from ...scenarios.message import MESSAGES, Sayable, message, say

_LIBRARY = tuple(
    f"usage.{name}"
    for name in (
        "missing", "no_option_near", "no_option_meant", "no_option", "no_command_near", "no_command",
        "missing_command", "needs", "no_value", "extras", "extras_any", "extra", "integer", "float", "choice", "range",
        "is_folder", "least", "most", "one_choice",
    )
)  # fmt: skip
_PLACE = re.compile(r"\{(\w+)\}")
_KINDS = {"argument": "usage.argument", "option": "usage.option"}


def misuse_lines(error: Any) -> Iterator[str]:
    """Yield the lines that say in Chinese how a command was misused.

    Parameters
    ----------
    error : exception
        The library's, with the context of the command.
    """
    if (context := error.ctx) is not None:
        yield context.get_usage()
        if context.command.get_help_option(context) is not None:
            yield say(message("usage.try", command=f"'{context.command_path} {context.help_option_names[0]}'"), "zh")
            yield ""
    yield say(message("usage.error", what=_sentence(error)), "zh")


def _sentence(error: Any) -> str:
    whole = str(error.format_message())
    what = error.message
    if not whole.startswith("Invalid value"):
        return what if isinstance(what, Sayable) else _recognise(whole)
    reason = what if isinstance(what, Sayable) else _recognise(str(what))
    option = whole.removesuffix(f": {what}").removeprefix("Invalid value").removeprefix(" for ")
    return message("usage.invalid", option=option, reason=reason) if option else message("usage.no_hint", reason=reason)


def _recognise(text: str) -> str:
    """Return a sentence of the library as a message; the sentence itself if it is new."""
    for code, pattern in _patterns():
        if known := pattern.fullmatch(text):
            values: dict[str, str] = known.groupdict()
            if code == "usage.missing":
                values["kind"] = message(_KINDS[values["kind"]])
            return message(code, **values)
    return text


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    english = load_sentences(MESSAGES, "en")
    return tuple((code, _pattern(english[code])) for code in _LIBRARY)


def _pattern(text: str) -> re.Pattern[str]:
    parts = _PLACE.split(text)
    joined = "".join(f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
    return re.compile(joined, re.DOTALL)
