"""What reading a table of a process refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from wanmi.process.errors import DefinitionRefused
from wanmi.process.reading import read_definition


def problems(path: Path, override: str = "") -> list[str]:
    with pytest.raises(DefinitionRefused) as refused:
        read_definition(path, override, "city.toml")
    return refused.value.problems
