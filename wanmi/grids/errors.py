"""The one error of the grid engines."""

from __future__ import annotations


class GridError(ValueError):
    """Input that the engines refuse, with a machine code, the values it speaks of and a sentence in English.

    ``code`` is stable and may be translated by the rooms above; ``params`` always holds ``feature`` (the code or the
    number of the feature at fault) where one feature is at fault.
    """

    def __init__(self, code: str, message: str, **params: object) -> None:
        super().__init__(message.format(**params))
        self.code = code
        self.params = params
