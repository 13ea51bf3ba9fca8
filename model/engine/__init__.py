"""The compiled edition of the model: columns and loops, written from ``model/ODD.md``.

:mod:`.week` has the order of a week, :mod:`.processes` one file a process, :mod:`.simulation` runs it all.
"""
