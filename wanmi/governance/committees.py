"""What a residents' or villagers' committee may not be handed: the lead of a ticket, or what is not on its list.

北京市接诉即办工作条例 art. 17: nothing is passed to a community beyond its list, nor to it as the one who handles.
"""

from __future__ import annotations

from wanmi.joint.rules.guards import Named
from wanmi.process.errors import Reason
from wanmi.responsibility.models import Listed, ListVersion
from wanmi.responsibility.queries import NoList, find_listed, in_force
from wanmi.workforce.models import Organisation

TASK = "task"  # the field that names what a committee is asked for


def no_committee(named: Named) -> Reason | None:
    """A committee is not named here at all."""
    return Reason("committee_not_here", {"field": named.field}) if _is_committee(named.organisation) else None


def listed_tasks(named: Named) -> Reason | None:
    """A committee is named for a task on its assist list of the day only."""
    if not _is_committee(named.organisation):
        return None
    task = str(named.carried.get(TASK) or "").strip()
    try:
        version = in_force(ListVersion.Kind.ASSIST, named.day)
    except NoList:
        return Reason("beyond_list", {"field": named.field, "task": task, "list": "–"})
    item = find_listed(version, task) if task else None
    if item is not None and item.rule == Listed.Rule.ALLOWED:
        return None
    return Reason("beyond_list", {"field": named.field, "task": task, "list": f"{version.title_zh} {version.version}"})


def _is_committee(code: str) -> bool:
    return Organisation.objects.filter(code=code, kind=Organisation.Kind.COMMUNITY).exists()
