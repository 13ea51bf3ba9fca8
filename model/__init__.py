"""What the city does: actors, processes and the order of one week."""
