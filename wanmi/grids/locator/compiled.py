"""How the locator's functions are compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., object])


def jit(function: Function) -> Function:
    """Compile at the first call, without holding Python's lock, and keep the result for the next start.

    Numba keeps it beside the source, else in the user's cache folder, or where NUMBA_CACHE_DIR says. Where none of them
    can be written it refuses; then each process compiles for itself, in about ten seconds.
    """
    try:
        return cast(Function, numba.njit(cache=True, nogil=True)(function))
    except RuntimeError:
        return cast(Function, numba.njit(nogil=True)(function))


def inlined(function: Function) -> Function:
    """Compile into the functions that call it: for the innermost steps, where a call would cost more than the work."""
    return cast(Function, numba.njit(inline="always")(function))
