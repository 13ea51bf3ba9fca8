"""Sweeps: a study's design, run to the end whatever happens, one row for each run."""
