"""What the program says to its user: a code and values, and from these a sentence in English or in Chinese.

A message is a string, its English sentence, so that ``str(error)`` and everything that knows one language need not know
of the other. The sentences stand in ``messages/en.toml`` and ``messages/zh.toml`` of the room whose messages they are,
by code: a subject and a name, such as ``checkpoint.damaged``.
"""

from __future__ import annotations

import errno
import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

MessageLanguage = Literal["en", "zh"]

MESSAGES = Path(__file__).parent / "messages"

_FORMS = re.compile(r"\[\[(\w+)\?(.*?)\|(.*?)\]\]")


class Sayable(str):
    """A text in English that can be said in another language too."""

    def say(self, language: MessageLanguage) -> str:
        """Return the text in a language; in English, as long as it knows no other."""
        return str(self)


class Message(Sayable):
    """A sentence by its code.

    Parameters
    ----------
    folder : Path
        Where the sentences stand.
    code : str
        Which one.
    values : dict
        What stands in its places; messages among them are said in the language of the sentence.

    Attributes
    ----------
    code : str
    values : dict
    """

    code: str
    values: dict[str, Any]
    _folder: Path

    def __new__(cls, folder: Path, code: str, values: dict[str, Any]) -> Message:
        """Make the English sentence, and keep what the others are made of."""
        result = super().__new__(cls, _fill(folder, code, values, "en"))
        result.code, result.values, result._folder = code, values, folder
        return result

    def say(self, language: MessageLanguage) -> str:
        """Return the sentence in a language."""
        return str(self) if language == "en" else _fill(self._folder, self.code, self.values, language)

    def __reduce__(self) -> tuple[type[Message], tuple[Path, str, dict[str, Any]]]:
        # By its parts, so that it crosses from a worker process whole.
        return Message, (self._folder, self.code, self.values)


class Enumeration(Sayable):
    """Texts in a row.

    Parameters
    ----------
    parts : iterable of str
    en, zh : str
        What stands between them in each language.
    """

    _parts: tuple[str, ...]
    _en: str
    _zh: str

    def __new__(cls, parts: Iterable[str], en: str = ", ", zh: str = "、") -> Enumeration:
        """Join them in English, and keep them."""
        kept = tuple(parts)
        result = super().__new__(cls, en.join(kept))
        result._parts, result._en, result._zh = kept, en, zh
        return result

    def say(self, language: MessageLanguage) -> str:
        """Return the texts in a language."""
        return (self._zh if language == "zh" else self._en).join(say(part, language) for part in self._parts)

    def __reduce__(self) -> tuple[type[Enumeration], tuple[tuple[str, ...], str, str]]:
        return Enumeration, (self._parts, self._en, self._zh)


class Bilingual(Sayable):
    """A text that a file gives in both languages.

    Parameters
    ----------
    en, zh : str
    """

    _zh: str

    def __new__(cls, en: str, zh: str) -> Bilingual:
        """Keep both."""
        result = super().__new__(cls, en)
        result._zh = zh
        return result

    def say(self, language: MessageLanguage) -> str:
        """Return the text in a language."""
        return self._zh if language == "zh" else str(self)

    def __reduce__(self) -> tuple[type[Bilingual], tuple[str, str]]:
        return Bilingual, (str(self), self._zh)


def count(number: float, one: str, many: str = "") -> str:
    """Return a number with the words that follow it in English; a catalogue has forms of its own.

    Parameters
    ----------
    number : float
    one, many : str
        What follows one, and what follows any other number; `one` with an s if it is not given.

    Examples
    --------
    >>> count(1, "run"), count(2_000, "run"), count(0, "run"), count(1, "run is", "runs are"), count(0.5, "minute")
    ('1 run', '2,000 runs', '0 runs', '1 run is', '0.5 minutes')
    """
    shown = f"{number:,}" if isinstance(number, int) else f"{number:g}"
    return f"{shown} {one if number == 1 else many or one + 's'}"


def say(text: object, language: MessageLanguage) -> str:
    """Return a text in a language; in English, if it knows no other."""
    return text.say(language) if isinstance(text, Sayable) else str(text)


def sentence_of(error: BaseException) -> str:
    """Return what an error says, in all languages that it knows."""
    first = error.args[0] if error.args else ""
    return first if isinstance(first, Sayable) else str(error)


def say_error(error: BaseException, language: MessageLanguage) -> str:
    """Return what an error says, in a language."""
    return say(sentence_of(error), language)


def message(code: str, /, **values: object) -> Message:
    """Return a message of the model.

    >>> message("file.exists", name="a.toml")
    'a.toml: is there already'
    """
    return Message(MESSAGES, code, values)


_SYSTEM = {
    errno.EACCES: "denied",
    errno.ENOSPC: "full",
    errno.ENOENT: "missing",
    errno.ENAMETOOLONG: "long",
    errno.EEXIST: "exists",
    errno.EISDIR: "directory",
    errno.ENOTDIR: "not_directory",
    errno.EROFS: "read_only",
    errno.EADDRNOTAVAIL: "address",
    errno.EIO: "device",
    errno.EPERM: "not_permitted",
    errno.EMFILE: "many_files",
    errno.ELOOP: "links",
    errno.EDQUOT: "quota",
    errno.EFBIG: "large",
    errno.EPIPE: "pipe",
    errno.EBUSY: "busy",
    errno.ENXIO: "no_device",
    errno.EINVAL: "invalid",
}
"""Codes of what the system says, by its number."""


def reason_of(error: OSError) -> str:
    """Return why the system refused something; as the system says it, if it is not known here."""
    name = _SYSTEM.get(error.errno or 0)
    return message(f"strerror.{name}") if name else error.strerror or str(error)


@cache
def load_sentences(folder: Path, language: MessageLanguage) -> dict[str, str]:
    """Return the sentences of a room in a language by code."""
    tables = tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8"))
    result: dict[str, str] = {}
    for subject, table in tables.items():
        result |= {f"{subject}.{name}": text for name, text in cast("dict[str, str]", table).items()}
    return result


def _fill(folder: Path, code: str, values: dict[str, Any], language: MessageLanguage) -> str:
    """Return a sentence with its values; ``[[n?run|runs]]`` is the first where `n` is one, and else the second."""
    said = {name: say(value, language) for name, value in values.items()}
    text = _FORMS.sub(lambda form: form[2] if said[form[1]] == "1" else form[3], load_sentences(folder, language)[code])
    return text.format(**said)
