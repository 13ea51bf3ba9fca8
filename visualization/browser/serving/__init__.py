"""The server of the browser application: Solara's, behind a guard.

:mod:`arrivals` decides who may connect, :mod:`exchange` how long a request may take. :mod:`proxies` takes the path of
a proxy away, :mod:`guard` decides what comes through, :mod:`sessions` who asks, :mod:`capacity` how many visitors there
may be. :mod:`presence` tells the pages whether theirs is still there; :mod:`journal` writes the log.
``python -m cogov.visualization.browser.serving`` serves; ``cogov app`` starts that.
"""
