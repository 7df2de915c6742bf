"""Active governance: what keeps coming back is settled at its root. A process table, and who is spared by the law."""
