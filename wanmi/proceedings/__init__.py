"""Procedures of a street and its communities: each a process table with what its values mean, all carried out alike."""
