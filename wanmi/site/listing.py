"""The words of the lists, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from wanmi.process.definition import Label

LABELS: Mapping[str, Label] = {
    "duty": {"zh": "责任清单", "en": "Responsibility list"},
    "assist": {"zh": "协助清单", "en": "Assist list"},
    "seal": {"zh": "印章使用清单", "en": "Seal list"},
    "city": {"zh": "市级", "en": "City"},
    "district": {"zh": "区级", "en": "District"},
    "street": {"zh": "街镇级", "en": "Street"},
    "community": {"zh": "居村级", "en": "Community"},
    "added": {"zh": "新增", "en": "Added"},
    "removed": {"zh": "删除", "en": "Removed"},
    "changed": {"zh": "变更", "en": "Changed"},
    "residents": {"zh": "居委会", "en": "Residents' committees"},
    "villagers": {"zh": "村委会", "en": "Villagers' committees"},
    "any": {"zh": "居村委会", "en": "All committees"},
}

ROLES: Mapping[str, Label] = {
    "lead": {"zh": "牵头", "en": "leads"},
    "assist": {"zh": "配合", "en": "assists"},
    "supervise": {"zh": "监督", "en": "supervises"},
}

COMMITMENTS: Mapping[str, Label] = {
    "kept": {"zh": "已兑现", "en": "Kept"},
    "broken": {"zh": "未兑现", "en": "Not kept"},
    "released": {"zh": "已解除", "en": "Released"},
    "late": {"zh": "逾期", "en": "Late"},
    "running": {"zh": "履行中", "en": "Running"},
}


def rule_word(rule: str) -> str:
    return {"allowed": _("on the list"), "excluded": _("shut out by name")}[rule]
