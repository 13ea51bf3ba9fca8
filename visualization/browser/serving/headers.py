"""The headers every answer carries: what a page may load, and from whom it may be asked."""

from __future__ import annotations

from starlette.types import Message

Headers = list[tuple[bytes, bytes]]

ALWAYS: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),  # without any, some browsers hide from us that a tab of ours closes
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
]


NOT_FRAMED = (b"x-frame-options", b"DENY")
"""Said where no page may show ours; the header knows no single page that may, and the policy does."""


def policy(host: str, nonce: str = "", embed: str = "") -> str:
    """Return a content security policy: everything from this server, and nothing else.

    Parameters
    ----------
    host : str
        The ``Host`` header, checked before; some browsers do not count web sockets as ``'self'``.
    nonce : str
        Names the inline scripts of the one page it was made for. Others do not run, so that HTML which slipped into
        a page stays dead.
    embed : str
        Origin of the one site whose pages may show ours in a frame; empty for none.
    """
    sockets = "" if "[" in host else f" ws://{host} wss://{host}"  # a policy cannot name an address of version 6
    # Vue compiles its templates ('unsafe-eval'), anywidget imports its modules from blobs, Vuetify writes its styles.
    scripts = f"'self' 'nonce-{nonce}' 'unsafe-eval' blob:" if nonce else "'self'"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self'{sockets}",
            "worker-src 'self' blob:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors " + (embed or "'none'"),
        )
    )


def secure_headers(message: Message, host: str, nonce: str = "", embed: str = "") -> Message:
    """Return the start of an answer with the headers of the house added to its own; see :func:`policy`."""
    ours: Headers = [(b"content-security-policy", policy(host, nonce, embed).encode("latin-1")), *ALWAYS]
    if not embed:
        ours.append(NOT_FRAMED)
    if nonce:
        ours.append((b"cache-control", b"no-store"))  # the nonce and the visitor's cookie are for one visit
    names = {name for name, _ in ours} | {NOT_FRAMED[0], b"set-cookie"}  # Solara's would not be signed
    theirs = [(name, value) for name, value in message.get("headers", []) if name.lower() not in names]
    return {**message, "headers": theirs + ours}
