"""A city of one's own, from the table of its communities: read, what is missing assumed and said, written."""
