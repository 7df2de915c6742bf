"""The address base over the engine: what is stored, how it changes, and what is published from it."""
