"""Neighbourhood groups: one for each unit grid, who is in it, and how what is said there becomes a matter."""
