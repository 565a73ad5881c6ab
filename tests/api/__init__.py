"""Stories told by programs."""
