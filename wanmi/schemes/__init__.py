"""Scoring schemes and indices as data: read, proved, computed and explained line by line."""
