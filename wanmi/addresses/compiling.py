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

Function = TypeVar("Function", bound=Callable[..., Any])


def _cache_folder() -> str:
    sources = sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        source = path.read_bytes()
        if b"@compiled" in source or path.name == "workspace.py":
            sources.update(source)
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return str(Path(home) / "wanmi-addresses" / sources.hexdigest()[:16])


_FOLDER = _cache_folder()


def _compile(function: Function, signature: str | None) -> Function:
    config: Any = numba.config
    folder, config.CACHE_DIR = config.CACHE_DIR, _FOLDER
    try:
        return cast(
            Function, numba.njit(signature, cache=True)(function) if signature else numba.njit(cache=True)(function)
        )
    finally:
        config.CACHE_DIR = folder


def compiled(function: Function) -> Function:
    """Compile a function for the types that it is called with."""
    return _compile(function, None)


def compiled_as(signature: str) -> Callable[[Function], Function]:
    """Compile a function for one signature, to which every caller's arguments are converted."""
    return lambda function: _compile(function, signature)
