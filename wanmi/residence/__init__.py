"""Floating population: stays to be reported, residence permits and their years. Process tables over plain rules."""
