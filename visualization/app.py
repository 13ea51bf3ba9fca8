"""What ``cogov app`` serves."""

from __future__ import annotations

from .city_page import Page

__all__ = ["Page"]
