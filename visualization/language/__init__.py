"""How things are said: the wording in both languages, and how numbers are written."""
