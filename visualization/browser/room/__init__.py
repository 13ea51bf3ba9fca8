"""A room that takes part: phones in the local network vote and draw, the trainer sees it and reveals.

:mod:`room` holds who is in and what is asked, :mod:`ballot` and :mod:`sketch` the two things that can be asked,
:mod:`moves` what a vote can be about, :mod:`invitation` how one comes in. :mod:`gateway` answers phones alone: it
listens at a port of its own, where there is nothing of the application. :mod:`hall` holds the one room of a process.
Nothing is kept after a room is closed.

Tables can play actors through three rounds: :mod:`round_game` is the game itself, pure; :mod:`actor_levers` which
levers a kind of actor holds, :mod:`round_outcome` what came out, :mod:`round_runs` the runs, :mod:`table_view` what a
phone is shown, :mod:`round_export` the table to take away. What a table does comes by HTTP, and a status answers it.
"""
