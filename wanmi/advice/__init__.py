"""What a text suggests, learned from this city's own closed cases; it suggests, people choose."""
