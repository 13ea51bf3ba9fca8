"""Why two runs differ: where they part, what each part contributes, and a log of both in plain language.

Nothing here says more than was isolated. The first difference (:mod:`.divergence`) and single changes put in and
taken out (:mod:`.attribution`) are; all else in the log (:mod:`.narratives.narrative`) is told as happening at the same
time.
"""
