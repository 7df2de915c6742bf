"""Firms at addresses (商事登记): an address from the library, or a temporary code until somebody has found it."""
