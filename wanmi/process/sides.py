"""The sides of a case: who judges does not do (监管分离, CJ/T 292)."""

from __future__ import annotations

from wanmi.process.definition import Label

SIDES: dict[str, Label] = {
    "intake": {"zh": "受理", "en": "intake"},
    "judging": {"zh": "监督评判", "en": "judging"},
    "commanding": {"zh": "指挥派遣", "en": "commanding"},
    "handling": {"zh": "处置", "en": "handling"},
    "records": {"zh": "记录", "en": "records"},
}
