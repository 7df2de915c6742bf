"""Lanes: who answers for each one, who looks after it, what was seen there, and what came of it."""
