"""What is measured, as a table: the columns of every result, with their units and meanings."""

from __future__ import annotations

import pandas as pd

from ...scenarios.form import FORM


def indicators() -> pd.DataFrame:
    """Return what the model measures, a row for each indicator, by name.

    Columns: ``group``, ``unit`` (``share`` and ``index`` lie between 0 and 1), ``low``, ``high``, ``better`` (1: more
    is, -1: less is, 0: neither), titles ``en``, ``zh``, and meanings ``meaning``, ``meaning_zh``.

    >>> indicators().loc["coordination_cost", ["unit", "en"]].tolist()
    ['share', 'Coordination cost']
    """
    columns = ["name", "group", "unit", "low", "high", "better", "en", "zh", "meaning", "meaning_zh"]
    rows = [[getattr(each, column) for column in columns] for each in FORM.indicators]
    return pd.DataFrame(rows, columns=columns).set_index("name")
