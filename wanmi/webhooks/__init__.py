"""Telling other software what happens: entries of the journal as signed CloudEvents. See docs/webhooks.md."""
