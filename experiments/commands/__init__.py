"""The commands of ``cogov``, one file each. Heavy imports happen inside the functions: ``--help`` is quick."""
