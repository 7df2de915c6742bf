"""From a snapshot to the rows that people search and work from."""

from __future__ import annotations

from datetime import datetime

from wanmi.acts import snapshots
from wanmi.cases.models import Case, Task
from wanmi.catalogue.queries import item_with_key
from wanmi.codes.item import ItemKey
from wanmi.codes.place import Level
from wanmi.process.definition import Definition
from wanmi.process.engine import Desk, Snapshot, desks
from wanmi.process.errors import Reason, Refused
from wanmi.territory.cells import cells_at
from wanmi.workforce.addressing import NoPost, post_for


def project(case: Case, definition: Definition, snapshot: Snapshot) -> None:
    """Set every column of ``case`` that follows from the snapshot; saves nothing."""
    facts = snapshot.facts
    state = definition.states[snapshot.state]
    position = facts.get("position")
    running = [clock for clock in snapshot.clocks.values() if clock.is_running()]
    present = snapshot.clocks.get(state.clock)
    case.state, case.is_open = state.key, not state.final
    case.channel, case.place = str(facts["channel"]), str(facts["place"])
    case.street, case.community = case.place[: Level.STREET], case.place[: Level.COMMUNITY]
    case.lon, case.lat = (position["lon"], position["lat"]) if isinstance(position, dict) else (None, None)  # type: ignore[assignment]
    grid = str(facts.get("grid") or (case.place if len(case.place) == Level.GRID else ""))
    case.grid = grid if grid.startswith(case.community) else ""
    case.cell = None if case.lon is None or case.lat is None else int(cells_at(case.lon, case.lat))
    case.condition_id = facts.get("condition")  # type: ignore[assignment]
    case.department_id = facts.get("department")  # type: ignore[assignment]
    case.due_at = present.deadline if present and present.is_running() else None
    case.is_provisional = any(clock.provisional for clock in running)
    case.version, case.snapshot = snapshot.version, snapshots.as_json(snapshot)
    _set_item(case, facts.get("item"))


def _set_item(case: Case, key: object) -> None:
    """Look the item up only where it has changed: most acts do not touch it."""
    if key and (case.item is None or ItemKey.parse(str(key)) != key_of(case)):
        case.item = item_with_key(ItemKey.parse(str(key)))


def key_of(case: Case) -> ItemKey | None:
    return ItemKey(case.item.edition_id, case.item.kind, case.item.code) if case.item else None


def lay_on_desks(case: Case, definition: Definition, snapshot: Snapshot, at: datetime) -> None:
    """Make the tasks of ``case`` those that the snapshot asks for; raises Refused where a desk does not exist."""
    wanted = {desk.reason: desk for desk in desks(definition, snapshot)}
    present = {task.reason: task for task in case.tasks.all()}
    gone = [task.pk for reason, task in present.items() if reason not in wanted]
    if gone:
        Task.objects.filter(pk__in=gone).delete()
    for reason, desk in wanted.items():
        task = present.get(reason) or Task(case=case, reason=reason, opened_at=at)
        _address(task, desk, definition, snapshot, at)


def _address(task: Task, desk: Desk, definition: Definition, snapshot: Snapshot, at: datetime) -> None:
    clock = snapshot.clocks.get(desk.clock)
    due_at = clock.deadline if clock and clock.is_running() else task.opened_at
    department = str(snapshot.facts["department"]) if definition.posts[desk.post_kind].scope == "department" else None
    try:
        post = post_for(desk.post_kind, department, str(snapshot.facts["place"]))
    except NoPost as error:
        raise Refused([Reason("no_desk", {"post": desk.post_kind, "department": department})]) from error
    if (task.post_id, task.due_at) != (post.pk, due_at):
        task.post, task.due_at = post, due_at
        task.save()
