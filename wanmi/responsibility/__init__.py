"""Lists in versions: who answers for what, in what a community assists, what it puts its seal to."""
