"""The commands of ``cogov``, one file each. Heavy imports stand inside functions: ``--help`` is quick."""
