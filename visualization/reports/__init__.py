"""Results as files to pass on: pages, documents, and what other programs read."""
