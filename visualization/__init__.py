"""Show results: sentences, charts, reports, the terminal and the browser. No number is made here."""
