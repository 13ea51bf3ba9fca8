"""What has become of every key of the first edition: a table, and what is said of it."""
