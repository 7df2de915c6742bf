"""What is wrong with a code, for a person and for a program."""

from __future__ import annotations


class CodeError(ValueError):
    """A text is not the code it should be.

    ``value`` is the text as given, ``expected`` says in English what was wanted, ``kind`` names the fault for programs
    ("place.length").
    """

    def __init__(self, kind: str, value: str, expected: str) -> None:
        super().__init__(f"{value!r} is not valid: expected {expected}")
        self.kind = kind
        self.value = value
        self.expected = expected
