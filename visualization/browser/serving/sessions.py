"""The cookie that tells browsers apart: made by a page load, and signed, so that nobody makes one up.

The key is kept in the user's cache, so that a page that is open comes back after the server was started anew.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
import tempfile
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from starlette.requests import cookie_parser

VALID_DAYS = 30
"""Days for which a browser is known again; assumed."""

RENEWED_DAYS = 1
"""Days after which a page load renews the cookie."""

KEY_BYTES = 32
DAY = 24 * 3600
FORM = re.compile(r"([0-9a-f]{32})\.([0-9]{1,12})\.([A-Za-z0-9_=-]{44})")


@dataclass(frozen=True, slots=True)
class Session:
    """One browser.

    Attributes
    ----------
    id : str
        Tells it apart; a secret.
    since : int
        When its cookie was signed, in seconds since 1970.
    """

    id: str
    since: int


@dataclass(frozen=True, slots=True)
class Sessions:
    """Reads and writes the cookie.

    Attributes
    ----------
    key : bytes
        Signs it.
    name : str
        Of the cookie. Browsers do not tell the ports of a machine apart, so two servers need two names.
    path : str
        Below which it holds.
    clock : callable
        Returns seconds since 1970.
    """

    key: bytes
    name: str
    path: str = "/"
    clock: Callable[[], float] = time.time

    def new(self, session: Session | None = None) -> Session:
        """Return a session for a browser that has none, or the one it has, signed anew."""
        return Session(session.id if session else uuid4().hex, int(self.clock()))

    def read(self, header: str) -> Session | None:
        """Return the session that a ``Cookie`` header names; None unless it was signed here, and lately."""
        result = FORM.fullmatch(cookie_parser(header).get(self.name, ""))
        if result is None:
            return None
        session = Session(result[1], int(result[2]))
        age = self.clock() - session.since
        signed = hmac.compare_digest(self._signature(session), result[3])
        return session if signed and -DAY < age < VALID_DAYS * DAY else None

    def is_due(self, session: Session) -> bool:
        """Whether the cookie should be signed anew."""
        return self.clock() - session.since > RENEWED_DAYS * DAY

    def header(self, session: Session, *, secure: bool, framed: bool = False) -> bytes:
        """Return the ``Set-Cookie`` header.

        Parameters
        ----------
        session : Session
        secure : bool
            Whether the page came by ``https``.
        framed : bool
            Whether a page of another site may show ours. Its frame gets the cookie back by ``https`` alone, and one of
            its own: what she does there is not told to the page that she opens by herself.
        """
        value = f"{session.id}.{session.since}.{self._signature(session)}"
        rules = f"Path={self.path}; Max-Age={VALID_DAYS * DAY}; HttpOnly; "
        rules += "SameSite=None; Secure; Partitioned" if framed and secure else "SameSite=Lax"
        rules += "; Secure" if secure and not framed else ""
        return f"{self.name}={value}; {rules}".encode("latin-1")

    def _signature(self, session: Session) -> str:
        text = f"{self.name} {session.id} {session.since}".encode()
        return urlsafe_b64encode(hmac.digest(self.key, text, "sha256")).decode()


def load_key(folder: Path | None = None) -> bytes:
    """Return the key of this user's servers, made when it is first asked for; one for this process if none can be kept.

    Parameters
    ----------
    folder : Path, optional
        Where it is kept; by default in the user's cache.
    """
    if folder is None:
        try:
            home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or str(Path.home() / ".cache")
        except RuntimeError:  # an account without a home
            return secrets.token_bytes(KEY_BYTES)
        folder = Path(home) / "cogov"
    target = folder / "serving.key"
    with suppress(OSError):
        if not target.exists():
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:  # only its owner may read it
                file.write(secrets.token_bytes(KEY_BYTES))
            Path(file.name).replace(target)
        key = target.read_bytes()
        if len(key) == KEY_BYTES and (os.name != "posix" or not target.stat().st_mode & 0o077):
            return key
    return secrets.token_bytes(KEY_BYTES)
