"""The tables of the lake, column by column.

Instants are whole microseconds since 1970 in UTC, written as integers: they are the same in every engine, whatever
zone its session has. Texts are empty where there is nothing to say; only instants may be null.
"""

from __future__ import annotations

import pyarrow as pa

TEXT, INSTANT, COUNT, FLAG = pa.string(), pa.int64(), pa.int32(), pa.bool_()

# One row per journal entry. Entries of cases tell what happened; of all others only that there was one.
JOURNAL = pa.schema(
    {
        "seq": pa.int64(),
        "at": INSTANT,
        "kind": TEXT,  # of the subject
        "subject": TEXT,  # number of the case
        "action": TEXT,
        "post": TEXT,
        "place": TEXT,  # community, never a building or room
        "before": TEXT,
        "after": TEXT,
        "facts": TEXT,  # canonical JSON of the facts that changed
        "clocks": TEXT,  # canonical JSON of the clocks that moved
        "counts": TEXT,  # the counter that went up
        "codes": TEXT,  # canonical JSON of the reasons and choices carried
        "previous": TEXT,
        "digest": TEXT,
    }
)

# One row per stay of a case in a stage; a supervision stands beside the stages.
STAGES = pa.schema(
    {
        "case_id": pa.int64(),  # seq of the entry that opened the case
        "number": TEXT,
        "stage": TEXT,  # state of the process; "suspended" counts to "handling"; "supervision"
        "round": COUNT,  # 1 is the first stay of this case in this stage
        "is_last": FLAG,  # no later stay in this stage is known
        "is_forward": FLAG,  # no later stay in this stage ended by the same action
        "begun": INSTANT,
        "begun_by": TEXT,  # action
        "due": INSTANT,
        "ended": INSTANT,
        "ended_by": TEXT,  # action, empty while it lasts
        "fault": TEXT,  # the reason for which the next desk gave the work back, once that is settled
        "limit_value": COUNT,  # 0 where none
        "limit_unit": TEXT,
        "pauses": COUNT,  # suspensions
        "paused": pa.int64(),  # microseconds spent suspended
        "extensions": COUNT,
        "worked": pa.int64(),  # seconds on the limit's own clock without suspensions; 0 while it lasts
        "post": TEXT,  # who ended it; whose desk it lies on while it lasts
        "organisation": TEXT,  # of the post
        "department": TEXT,  # that has the case
        "place": TEXT,  # unit grid, else community, as the codes were on that day
        "is_public": FLAG,  # reported by the public
        "is_void": FLAG,  # the case was voided
    }
)

# One row per case, as its last round stands.
CASES = pa.schema(
    {
        "case_id": pa.int64(),
        "number": TEXT,
        "opened": INSTANT,
        "filed": INSTANT,
        "dispatched": INSTANT,
        "due": INSTANT,  # deadline of the handling
        "handled": INSTANT,
        "closed": INSTANT,  # by a passed check or by force
        "suspended_from": INSTANT,
        "suspended_to": INSTANT,
        "state": TEXT,
        "channel": TEXT,
        "is_public": FLAG,
        "by_collector": FLAG,
        "self_handled": FLAG,
        "is_urgent": FLAG,  # its limit runs day and night
        "is_excused": FLAG,  # late, and excused on appeal
        "item": TEXT,
        "place": TEXT,  # unit grid, else community, as the codes were on that day
        "department": TEXT,
        "opened_post": TEXT,
        "leader_post": TEXT,  # who closed it, else who filed it
        "returns": COUNT,
        "reworks": COUNT,
        "reopenings": COUNT,
        "extensions": COUNT,
        "suspensions": COUNT,
        "entries": COUNT,
        "last_seq": pa.int64(),
    }
)

# Which unit grids belonged to a duty grid, and when.
DUTIES = pa.schema({"grid": TEXT, "duty": TEXT, "since": INSTANT, "until": INSTANT})
