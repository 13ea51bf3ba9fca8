"""How extensions come to a run: their text, their numbers, their place in a week.

Who writes one imports :mod:`cogov.model.extension`.
"""
