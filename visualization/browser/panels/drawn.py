"""A picture that the program has drawn, on a page."""

from __future__ import annotations

from pathlib import Path

import solara

from ..payload import Payload, open_payload

ASSETS = Path(__file__).parents[1] / "assets"


@solara.component_vue(str(ASSETS / "document.vue"), to_json={"html": open_payload})
def Drawn(html: Payload) -> None:
    """Show a drawing; its texts are escaped by the XML serialiser."""
