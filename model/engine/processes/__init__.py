"""The processes of a week, one file each; :mod:`..week` has their order."""
