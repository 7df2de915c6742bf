"""Parse an address text into labelled elements with a learned segment model (a semi-Markov random field).

The model needs no address base: it has learned from labelled texts how elements look and follow one another.
"""
