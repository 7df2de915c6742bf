"""Compile the engine's functions with Numba, and keep what was compiled for the next process.

Numba notices when a function's own file changes, but not when a function or a constant that it uses does. The cache
therefore lies in a folder named after all the sources that hold compiled functions or their constants.
"""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.extending import register_jitable

Function = TypeVar("Function", bound=Callable[..., Any])


def _cache_folder() -> str:
    sources = sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        source = path.read_bytes()
        if b"addresses.compiling" in source or path.name in ("workspace.py", "index.py", "compiling.py"):
            sources.update(source)
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return str(Path(home) / "wanmi-addresses" / sources.hexdigest()[:16])


_FOLDER = _cache_folder()


def _kept(function: Function, signature: str | None = None, allocates: bool = False) -> Function:
    config: Any = numba.config
    folder, config.CACHE_DIR = config.CACHE_DIR, _FOLDER
    try:
        options: Any = {"cache": True, "forceinline": True, "_nrt": allocates}
        return cast(Function, numba.njit(signature, **options)(function))
    finally:
        config.CACHE_DIR = folder


def compiled(function: Function) -> Function:
    """Compile a function that Python calls, for the types that it is called with, and keep it.

    It makes no arrays, and neither does what it calls, so nobody counts who holds one: counting took more than half
    of a query's time.
    """
    return _kept(function)


def compiled_as(signature: str) -> Callable[[Function], Function]:
    """Compile and keep a function for one signature, to which every caller's arguments are converted."""
    return lambda function: _kept(function, signature)


def allocating(function: Function) -> Function:
    """Compile and keep a function that makes arrays, or calls one that does."""
    return _kept(function, allocates=True)


def inlined(function: Function) -> Function:
    """Melt a step into the compiled functions that call it; from Python, the step runs uncompiled.

    A call costs more than most steps do. The fewer arrays a step takes, the sooner it is compiled: give it those that
    it reads, and loop over elements, as assigning to a stretch of an array brings in the rules for any two shapes.
    """
    return register_jitable(forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)
