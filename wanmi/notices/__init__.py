"""Telling residents and staff what happens, by e-mail and short message. See docs/notices.md."""
