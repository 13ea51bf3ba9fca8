"""Which city, which rules: scenario files, their reading and their checking."""
