"""What keeps coming back: so many obligations of one matter at one place in so many days become a proposal.

What makes two the same is said by the rule book (``[repeats]``), in facts that name a matter and never a person.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from wanmi.joint.models import Obligation
from wanmi.joint.rules.definition import Rules
from wanmi.proceedings.proposals import Repeated, propose
from wanmi.process.definition import PLACE, Json
from wanmi.process.engine import Snapshot
from wanmi.workforce.models import Organisation


def matter_of(rules: Rules, after: Snapshot) -> str:
    """What is the same in obligations that are the same; empty where they are not compared or too little is told."""
    if rules.repeats is None:
        return ""
    told = [after.facts.get(name) for name in rules.repeats.same]
    if any(value in (None, "") for value in told):
        return ""
    place = str(after.facts[PLACE])[: rules.repeats.level]
    return " ".join([rules.key, place, *map(str, told)])


def propose_if_repeated(row: Obligation, rules: Rules, facts: dict[str, Json], at: datetime) -> None:
    """Propose an item of active governance where this one makes the number full. One indexed count."""
    rule = rules.repeats
    if rule is None or not row.matter:
        return
    same = Obligation.objects.filter(matter=row.matter, opened_at__gt=at - timedelta(days=rule.days))
    times = same.filter(opened_at__lte=at).count()
    if times >= rule.times:
        words = "、".join(_word(rules, name, str(facts[name])) for name in rule.same)
        title = f"{rules.label['zh']}：{words}"
        propose(Repeated(row.matter, row.place[: rule.level], title, times, rule.days), at)


def _word(rules: Rules, name: str, value: str) -> str:
    """A fact in words: a kind, a code, an organisation, else as it was told."""
    codes = rules.obligation.fields[name].codes
    if name == "kind":
        return rules.kinds[value].label["zh"]
    if value in codes:
        return codes[value].label["zh"]
    return Organisation.objects.filter(code=value).values_list("name_zh", flat=True).first() or value
