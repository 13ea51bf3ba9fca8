"""Estimates and tests on paired runs."""
