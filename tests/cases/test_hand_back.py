"""Hand-backs with a reason and a maximum, after which the dispatch is binding: statement 7 of Shanghai's facts."""

from __future__ import annotations

import pytest

from tests.city import city, handling, picture, take
from wanmi.cases.definition import case_definition
from wanmi.cases.models import Case
from wanmi.process.errors import Refused

__all__ = ["city"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def handed_back(case: Case) -> Case:
    department = case.department_id
    case = take(case, "return", "handler", returning="not_our_duty", note="不属本单位职责")
    return take(case, "dispatch", "dispatcher", department=department)


def refusal(case: Case, **carried: str) -> set[str]:
    with pytest.raises(Refused) as refused:
        take(case, "return", "handler", **carried)
    return {reason.code for reason in refused.value.reasons}


def test_07_a_hand_back_needs_a_reason_from_the_code_list_and_is_counted() -> None:
    case = handling()
    assert refusal(case, note="不属本单位职责") == {"missing"}
    assert refusal(case, returning="too_hot", note="x") == {"unknown_code"}
    assert "not_our_duty" in case_definition().fields["returning"].codes
    assert handed_back(case).snapshot["counts"]["returns"] == 1


def test_07_after_the_set_maximum_the_decision_is_binding() -> None:
    (line,) = case_definition().transitions_for("handling", "return")
    most = line.at_most["returns"]
    case = handling()
    for _ in range(most):
        case = handed_back(case)
    assert refusal(case, returning="not_our_duty", note="仍不属本单位职责") == {"used_up"}
    assert take(case, "finish", "handler", {"photos_after": [picture("green")]}, note="已修复").state == "handled"
