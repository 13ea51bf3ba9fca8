"""What scenario files and everything above the model say to their user; the sentences stand in ``messages/``."""

from __future__ import annotations

from pathlib import Path

from ..model.indicators import BY_NAME
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
    "name_indicator",
    "reason_of",
    "say",
    "say_error",
    "sentence_of",
    "with_key",
]

MESSAGES = Path(__file__).parent / "messages"


def with_key(key: str, zh: str) -> Bilingual:
    """Return a key as a sentence names it: as it is typed in English, and behind its word in Chinese.

    >>> with_key("persons", "人口").say("zh")
    '人口（persons）'
    """
    return Bilingual(key, f"{zh}（{key}）" if zh and zh != key else key)


def name_indicator(name: str, own_zh: str = "") -> Bilingual:
    """Return an indicator, or an outcome of one's own with its Chinese title, as a sentence names it.

    >>> name_indicator("effectiveness").say("zh")
    '治理效能（effectiveness）'
    """
    return with_key(name, own_zh or (BY_NAME[name].zh if name in BY_NAME else ""))


def message(code: str, /, **values: object) -> Message:
    """Return a message by its code.

    >>> message("toml.too_large", size=1).say("zh")
    '超过 1 MiB'
    """
    return Message(MESSAGES, code, values)
