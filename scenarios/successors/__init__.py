"""Where each key of the first edition is in the second: a row for each, and what is said of it."""
