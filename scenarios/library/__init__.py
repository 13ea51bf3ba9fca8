"""The shipped scenarios, each a short difference from a parent."""
