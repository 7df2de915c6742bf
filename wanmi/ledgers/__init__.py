"""One fact entered once: who keeps each field, the ledgers that show it, and the needs by which others read it."""
