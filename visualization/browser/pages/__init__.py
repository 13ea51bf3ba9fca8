"""The pages of the browser: each module here is one, and declares itself as ``PAGE``."""

from __future__ import annotations

from pkgutil import iter_modules

PAGES: tuple[str, ...] = tuple(sorted(module.name for module in iter_modules(__path__)))
"""What a link can open, by name; nothing is imported for it."""
