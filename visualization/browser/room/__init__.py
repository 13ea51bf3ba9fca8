"""A room that takes part: phones in the local network vote and draw, the trainer sees it and reveals.

:mod:`room` holds who is in and what is asked, :mod:`ballot` and :mod:`sketch` the two things that can be asked,
:mod:`moves` what a vote can be about, :mod:`invitation` how one comes in. :mod:`gateway` answers phones alone: it
listens at a port of its own, where there is nothing of the application. :mod:`hall` holds the one room of a process.
Nothing is kept after a room is closed.
"""
