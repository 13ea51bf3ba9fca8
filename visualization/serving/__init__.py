"""The server of the browser application: Solara's, behind a guard.

:mod:`guard` decides what comes through, :mod:`capacity` how many visitors; :mod:`presence` tells the pages whether
theirs is still there. ``python -m cogov.visualization.serving`` serves; ``cogov app`` starts that.
"""
