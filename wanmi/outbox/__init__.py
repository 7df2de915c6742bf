"""What the journal sends out into the world: a queue that a crash cannot empty. See docs/outbox.md."""
