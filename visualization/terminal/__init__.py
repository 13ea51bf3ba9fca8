"""The command ``cogov``: what is typed, and what is shown in a terminal."""
