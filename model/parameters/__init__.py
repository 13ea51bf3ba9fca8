"""The numbers of the model, once each: the world, the levers, behaviour, the settings of a run.

Both editions of the model read them here. ``model/ODD.md`` says what each number does; its tables are made by
:mod:`.tables`.
"""
