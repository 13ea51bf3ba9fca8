"""Making runs: one, many, on processes or a cluster; and where results come from."""
