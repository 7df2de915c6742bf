"""Fill the pages of docs/ with what the command line prints: ``python -m tooling.process_page``.

A part to be filled begins with a command in a comment and ends with ``<!-- end -->``.
"""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from wanmi.process.cli import group

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = DOCS / "process.md"
PART = re.compile(r"<!-- wanmi process (?P<command>[^>]*) -->\n.*?<!-- end -->", re.DOTALL)


def filled(page: str) -> str:
    """The page with the output of each command in its place."""
    return PART.sub(_part, page)


def _part(found: re.Match[str]) -> str:
    command = found["command"].split()
    output = StringIO()
    with redirect_stdout(output):
        group.main(command, prog_name="wanmi process", standalone_mode=False)
    text = output.getvalue()
    shown = f"```mermaid\n{text}```\n" if command[0] == "diagram" else text
    return f"<!-- wanmi process {found['command']} -->\n{shown}<!-- end -->"


if __name__ == "__main__":
    for each in DOCS.glob("*.md"):
        each.write_text(filled(each.read_text(encoding="utf-8")), encoding="utf-8")
