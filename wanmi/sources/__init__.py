"""Other systems of the city that feed the one list: what they are, their own numbers, and telling them what ended."""
