"""What the city does: actors, processes, the week, and what is measured."""
