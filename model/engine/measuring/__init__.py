"""What is measured at the end of a week: :mod:`.indicators` names it, the others find it."""
