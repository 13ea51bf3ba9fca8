"""Lessons for a room: predict, run, explain; the right answer is computed, never written."""
