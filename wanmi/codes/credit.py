"""Unified social credit codes (统一社会信用代码) of legal entities: 18 characters of GB 32100-2015."""

from __future__ import annotations

import re

from wanmi.codes.errors import CodeError

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z
_FORM = re.compile(f"[{_ALPHABET}]{{2}}[0-9]{{6}}[{_ALPHABET}]{{10}}")


def parse_credit(text: str) -> str:
    """The code, in capitals. Raises CodeError (credit.form, credit.check).

    >>> parse_credit("91350100M000100Y43")
    '91350100M000100Y43'
    """
    code = text.strip().upper()
    if not _FORM.fullmatch(code):
        raise CodeError("credit.form", text, "18 characters of GB 32100-2015, such as 91350100M000100Y43")
    if code[-1] != check_character(code[:-1]):
        raise CodeError("credit.check", text, "a code whose check character fits (GB 32100-2015)")
    return code


def check_character(body: str) -> str:
    """The last character of a code whose first 17 are ``body``: weights are powers of 3, modulo 31."""
    return _ALPHABET[-sum(_ALPHABET.index(each) * 3**at for at, each in enumerate(body)) % 31]
