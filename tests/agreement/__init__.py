"""The two editions of the model side by side: Mesa agents, and columns and loops, both from ``model/ODD.md``.

:func:`.cities.draw_settings` draws a city from a number, and :func:`.comparing.agree` lets both editions live through
its weeks and holds every column and indicator of one against the other's. ``python -m tests.agreement`` does it for
many. Tests of limits and of cities worked out by hand run on both editions too.
"""
