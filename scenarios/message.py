"""What scenario files and everything above the model say to their user; the sentences stand in ``messages/``."""

from __future__ import annotations

from pathlib import Path

from ..model.message import (
    Bilingual,
    Enumeration,
    Message,
    MessageLanguage,
    Sayable,
    count,
    reason_of,
    say,
    say_error,
    sentence_of,
)

__all__ = [
    "MESSAGES",
    "Bilingual",
    "Enumeration",
    "Message",
    "MessageLanguage",
    "Sayable",
    "count",
    "message",
    "reason_of",
    "say",
    "say_error",
    "sentence_of",
]

MESSAGES = Path(__file__).parent / "messages"


def message(code: str, /, **values: object) -> Message:
    """Return a message by its code.

    >>> message("toml.too_large", size=1).say("zh")
    '超过 1 MiB'
    """
    return Message(MESSAGES, code, values)
