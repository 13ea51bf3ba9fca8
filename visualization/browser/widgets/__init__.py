"""Drawings that live in the browser: a canvas of the city, the timeline."""
