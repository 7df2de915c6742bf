"""Matters that climb from level to level: the matters of other systems among them, their ends told, the rates."""
