"""What Solara is told by environment variables before it is imported.

It reads them when it is imported, and has defaults that a tool served on a desk does not want: statistics sent to its
makers, files fetched from a content delivery network, a banner, and sessions kept for a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

APP = f"{__name__.rpartition('.serving.')[0]}.app"
"""Module that holds the page."""

ASSETS = Path(__file__).parents[1] / "assets" / "cdn"
"""What Solara's page would fetch from a content delivery network, by package and version; see NOTICE there."""

PAGE = Path(__file__).parents[1] / "assets" / "page"
"""Files that Solara's page asks for by name."""

KEPT_MINUTES = 10
"""Minutes for which the state of a visitor whose connection dropped is kept, so that a laptop may sleep; assumed."""

FOREIGN = (
    "SOLARA_",
    "UVICORN_",
    "FORWARDED_ALLOW_IPS",
    "WEB_CONCURRENCY",
    "HOST",
    "PORT",
    "SERVER_NAME",
    "SERVER_PORT",
)
"""Beginnings of variables that would move the address, the checks or the limits; those inherited are dropped."""


def environment(inherited: Mapping[str, str], app: str = APP, root: str = "") -> dict[str, str]:
    """Return the environment of the server, made from the one it was started in.

    Parameters
    ----------
    inherited : mapping
        The other.
    app : str
        Module that holds the page.
    root : str
        Path below which a proxy shows the application.

    Examples
    --------
    >>> result = environment({"HOST": "0.0.0.0", "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "true", "LANG": "C.UTF-8"})
    >>> "HOST" in result, result["SOLARA_TELEMETRY_MIXPANEL_ENABLE"], result["LANG"]
    (False, 'false', 'C.UTF-8')
    """
    kept = {name: value for name, value in inherited.items() if not _foreign(name)}
    return kept | {
        "SOLARA_APP": app,
        "REACTON_FAST": "1",  # its faster way through the tree: half the time from a lever to the curve
        "SOLARA_CHECK_HOOKS": "off",  # it reports what it cannot read in pages of Mesa
        "SOLARA_MODE": "production",  # no watching of files, no traceback in the page
        "SOLARA_ASSETS_PROXY": "true",
        "SOLARA_ASSETS_PROXY_CACHE_DIR": str(ASSETS),
        "SOLARA_ASSETS_EXTRA_LOCATIONS": str(PAGE),
        "SOLARA_ASSETS_FONTAWESOME_ENABLED": "false",  # an icon font that no page uses
        "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
        "SOLARA_TELEMETRY_SERVER_USER_ID": "none",  # else it writes a number for this machine into a file
        "SOLARA_THEME_FORCE_REFRESH": "true",  # a page whose server began anew loads itself; its address says the rest
        "SOLARA_THEME_SHOW_BANNER": "false",
        "SOLARA_THEME_TITLE": "cogov",
        "SOLARA_SESSION_HTTP_ONLY": "true",
        "SOLARA_KERNEL_CULL_TIMEOUT": f"{KEPT_MINUTES}m",
        "SOLARA_ROOT_PATH": root,  # else the first request may name one, for everybody
    }


def _foreign(name: str) -> bool:
    upper = name.upper()
    return any(upper.startswith(each) if each.endswith("_") else upper == each for each in FOREIGN)
