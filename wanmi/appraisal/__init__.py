"""Indicators over the journal, and the evaluation of regions, departments and posts by them."""
