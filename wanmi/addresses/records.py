"""Records: arrays of fixed sizes in one piece of memory, which compiled code takes as one pointer.

A tuple of arrays would be handed over as seven or nine numbers an array at every call, and be compiled as such.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

PLANE = 0x10000
"""Code points of the basic plane."""


def layout(**fields: tuple[Any, int | tuple[int, ...]]) -> np.dtype[np.void]:
    """What a record holds: for each name the kind of its elements and their number in each dimension."""
    return np.dtype([(name, kind, shape) for name, (kind, shape) in fields.items()], align=True)


def new_record(of: np.dtype[np.void]) -> Any:
    """A record of zeros; its arrays are its attributes."""
    return record_in(np.zeros(1, of), of)


def record_in(array: npt.NDArray[Any], of: np.dtype[np.void]) -> Any:
    """The record that an array holds, in the array's own memory."""
    return array.reshape(1).view(of).view(np.recarray)[0]
