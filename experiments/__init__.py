"""Which runs, and what they say: designs, runners and analyses."""
