"""From the first edition to the second: what has become of every key."""
