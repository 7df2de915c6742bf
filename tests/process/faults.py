"""The small process and what can be wrong in it: what is changed, where that must be found, and what must be said."""

from __future__ import annotations

from pathlib import Path

PERMIT = Path(__file__).with_name("permit.toml")
TEXT = PERMIT.read_text(encoding="utf-8")
FINISH = '[[transition]]\naction = "finish"'  # new lines go before this one
BIN = """
[[transition]]
action = "drop"
label = { zh = "撤销", en = "Drop" }
from = ["asked"]
to = "dropped"
by = ["clerk"]
side = "judging"
stops = ["answer", "rest"]

"""
OTHER = """
[requests.other]
label = { zh = "其他", en = "Other" }
desk = "boss"
clock = "review"
"""
IDLE = """
[clocks.idle]
label = { zh = "空转", en = "Idle" }
limit = { value = 1, unit = "work_day" }
"""
LOST = """
[states.lost]
label = { zh = "丢失", en = "Lost" }
stage = "open"
desk = "clerk"
clock = "answer"
"""
LOSE = """
[[transition]]
action = "lose"
label = { zh = "丢失", en = "Lose" }
from = ["asked"]
to = "lost"
by = ["clerk"]
side = "judging"
"""
CIRCLE = (
    LOST.replace("lost", "sought")
    + LOSE
    + """
[[transition]]
action = "seek"
label = { zh = "查找", en = "Seek" }
from = ["lost"]
to = "sought"
by = ["clerk"]
side = "judging"
[[transition]]
action = "give_up"
label = { zh = "放弃", en = "Give up" }
from = ["sought"]
to = "lost"
by = ["clerk"]
side = "judging"
"""
)

# What is changed in the small process, where that must be found (what stands in the line, or which transition), and
# what must be said about it.
SHAPES = {
    "unknown table": ("[codes.reason]", "[colours.reason]", "[colours.reason]", "unknown table"),
    "unknown key of the process": ('edition = "1"', 'edition = "1"\nyear = 1', "year = 1", "unknown key"),
    "unknown key of a post": ('scope = "department"', 'scope = "department"\nfloor = 2', "floor = 2", "unknown key"),
    "unknown key of a state": ('desk = "worker"', 'desks = "worker"', "desks", "unknown key"),
    "unknown key of a request": ('desk = "boss"', 'desk = "boss"\nend = 1', "end = 1", "unknown key"),
    "unknown key of a clock": ('on_due = "wake"', 'on_end = "wake"', "on_end", "unknown key"),
    "unknown key of a field": ("within_days = 30", "within_weeks = 4", "within_weeks", "unknown key"),
    "unknown key of a code": ("sets = { withdrawn", "set = { withdrawn", "withdrawn =", "unknown key"),
    "unknown key of a line": ('pauses = ["work"]', 'pause = ["work"]', "transition rest", "pause: unknown key"),
    "missing key of a state": (
        'stage = "open"\ndesk = "worker"',
        'desk = "worker"',
        "states.working",
        "stage is missing",
    ),
    "missing key of a line": ('by = ["clerk", "system"]\n', "", "transition wake", "by is missing"),
    "missing language": ('{ zh = "撤销", en = "Dropped" }', '{ zh = "撤销" }', '{ zh = "撤销" }', "a text for each of"),
    "empty label": ('en = "Dropped"', 'en = ""', 'en = ""', "a text for each of zh, en"),
    "unknown scope": ('scope = "department"', 'scope = "street"', '"street"', "expected one of region, department"),
    "unknown kind of field": ('kind = "photos"', 'kind = "films"', "films", "expected one of text, code"),
    "row that is no table": ("[codes.reason]\n", "[codes]\nreason = 1\n[extra]\n", "reason = 1", "expected a table"),
    "clock without a unit": ('{ value = 1, unit = "work_day" }', "{ value = 1 }", "{ value = 1 }", "and a unit of"),
    "clock with a wrong unit": ('unit = "work_day"', 'unit = "workday"', "workday", "a unit of urgent_minute"),
    "clock without time": ("value = 1, unit", "value = 0, unit", "value = 0", "a value above 0"),
    "text where a list belongs": ('by = ["clerk", "system"]', 'by = "clerk"', "transition wake", "a list of names"),
    "word where a flag belongs": ("sealed = true", 'sealed = "yes"', "sealed", "expected true or false"),
    "value where values belong": (
        'when = { request = ["delay"] }',
        'when = { request = "delay" }',
        "transition answer_delay",
        "when: is {'request': 'delay'}; expected a table of facts, each with a list of values",
    ),
    "unknown state of a clock": (
        'work = "running"',
        'work = "fast"',
        "transition answer_delay",
        "one of running, in_time",
    ),
    "share above the whole": ('resumes = ["work"]', "share = 2", "transition wake", "a number above 0, at most 1"),
    "counter without number": (
        "{ delays = 1 }",
        '{ delays = "one" }',
        "transition ask_delay",
        "a whole number above 0",
    ),
    "counter of none": ("{ delays = 1 }", "{ delays = 0 }", "transition ask_delay", "a whole number above 0"),
    "fact that is a table": (
        "sets = { withdrawn = true }",
        "sets = { withdrawn = {} }",
        "withdrawn =",
        "a table of facts",
    ),
    "codes of no field": ("[codes.reason]", "[codes.season]", "[codes.season]", "there is no field season"),
}
NAMES = {
    "post in by": ('by = ["clerk", "system"]', 'by = ["clark"]', "transition wake", "unknown post clark"),
    "nobody in by": ('by = ["clerk", "system"]', "by = []", "transition wake", "nobody may take it"),
    "post of a desk": ('desk = "worker"', 'desk = "wroker"', "wroker", "unknown post wroker"),
    "post of a request": ('desk = "boss"', 'desk = "bos"', '"bos"', "unknown post bos; expected one of clerk, boss"),
    "no desk": ('desk = "worker"\n', "", "[states.working]", "is on nobody's desk"),
    "no clock": ('clock = "work"\n', "", "[states.working]", "has no clock"),
    "clock of a state": ('clock = "rest"', 'clock = "rset"', "rset", "unknown clock rset"),
    "clock of a line": ('pauses = ["work"]', 'pauses = ["wrok"]', "transition rest", "unknown clock wrok"),
    "clock in clock_is": ("clock_is = { work", "clock_is = { wrok", "transition answer_delay", "unknown clock wrok"),
    "side of a line": (
        'side = "doing"\nat_most',
        'side = "dong"\nat_most',
        "transition ask_delay",
        "unknown side dong",
    ),
    "side of a post": ('side = "doing"\nscope', 'side = "dong"\nscope', '"dong"', "unknown side dong"),
    "separated side": ('judging = ["doing"]', 'judging = ["dong"]', '["dong"]', "unknown side dong"),
    "stage of a state": (
        'stage = "open"\ndesk = "worker"',
        'stage = "opne"\ndesk = "worker"',
        "opne",
        "unknown stage opne",
    ),
    "state in from": ('from = ["resting"]', 'from = ["restin"]', "transition wake", "unknown state restin"),
    "state in to": ('to = "resting"', 'to = "restin"', "transition rest", "unknown state restin"),
    "every state and one": ('from = ["resting"]', 'from = ["*", "resting"]', "transition wake", "every state"),
    "field carried": ('carries = ["photos"]', 'carries = ["photo"]', "transition finish", "unknown field photo"),
    "field carried twice over": (
        'may_carry = ["note"]',
        'may_carry = ["note", "place"]',
        "transition ask",
        "place stands in both carries and may_carry",
    ),
    "counter in counts": ('counts = "delays"', 'counts = "delay"', "transition answer_delay", "unknown counter delay"),
    "counter in at_most": ("{ delays = 1 }", "{ delay = 1 }", "transition ask_delay", "unknown counter delay"),
    "fact in when": ("when = { request", "when = { requst", "transition answer_delay", "unknown fact requst"),
    "value in when": (
        'when = { request = ["delay"] }',
        'when = { request = ["dealy"] }',
        "transition answer_delay",
        "asks for request = ['dealy'], which is never set",
    ),
    "request in sets": (
        'sets = { request = "delay" }',
        'sets = { request = "dealy" }',
        "transition ask_delay",
        "dealy",
    ),
    "fact of a limit": ('limit_from = "limit"', 'limit_from = "limits"', "limit_from", "unknown fact limits"),
    "owner of a clock": ('belongs_to = "department"', 'belongs_to = "unit"', "belongs_to", "unknown fact unit"),
    "two limits": (
        'limit_from = "limit"',
        'limit_from = "limit"\nuntil_from = "until"',
        "[clocks.work]",
        "exactly one of",
    ),
    "no limit": ('limit_from = "limit"\n', "", "[clocks.work]", "exactly one of limit, limit_from, until_from"),
    "until without bound": ("within_days = 30\n", "", "until_from", "until must be a date field"),
    "until not given": ('carries = ["until"]', "carries = []", "transition rest", "so it must carry until, or may"),
    "action on due": ('on_due = "wake"', 'on_due = "wakes"', "on_due", "unknown action wakes"),
    "action on due, not the system's": ('by = ["clerk", "system"]', 'by = ["clerk"]', "on_due", "open to system"),
    "on_due off the desks": (
        'limit = { value = 1, unit = "work_day" }',
        'limit = { value = 1, unit = "work_day" }\non_due = "wake" # too',
        "# too",
        "only looked at on the clock of a state's desk",
    ),
    "end with a desk": (
        'stage = "end"\nfinal = true\n[states.d',
        'stage = "end"\nfinal = true\ndesk = "boss"\n[states.d',
        "[states.done]",
        "is an end",
    ),
    "code without codes": ('kind = "text"', 'kind = "code"', "[fields.note]", "codes.note must list its codes"),
    "codes without code": ('kind = "code"', 'kind = "text"', "[fields.reason]", "so its kind must be code"),
    "sealed fact": (
        "sealed = true",
        "sealed = true\nfact = true",
        "[fields.note]",
        "is sealed, so it cannot be a fact",
    ),
    "bound of no date": ("at_least = 2", "within_days = 2", "[fields.photos]", "within_days is for dates"),
    "number of no photos": (
        "within_days = 30",
        "within_days = 30\nat_least = 2",
        "[fields.until]",
        "at_least is for photos",
    ),
    "opening unknown": ('opens_with = "ask"', 'opens_with = "aks"', "opens_with", "0 lines for the action aks"),
    "opening from somewhere": ("from = []", 'from = ["asked"]', "opens_with", "leads from = [] to a state"),
    "opening without place": ('carries = ["place"]', "carries = []", "opens_with", "must carry the field place"),
    "second opening": ('from = ["resting"]', "from = []", "opens_with", "leads from no state; only ask may"),
    "clock moved twice": (
        'stops = ["rest"]',
        'stops = ["rest", "work"]',
        "transition wake",
        "stands in stops and resumes",
    ),
    "share of nothing": (
        'resumes = ["work"]',
        'resumes = ["work"]\nshare = 0.5',
        "transition wake",
        "share is for clocks",
    ),
    "two labels of one action": (
        FINISH,
        BIN.replace('["asked"]', '["resting"]').replace("撤销", "废除") + FINISH,
        "transition drop",
        "calls the action drop by another label than permit.toml line",
    ),
    "a doer who judges": (
        'by = ["boss"]\nside = "judging"\ncarries',
        'by = ["worker"]\nside = "judging"\ncarries',
        "transition rest",
        "post worker stands on the side doing, separated from judging",
    ),
}
PATHS = {
    "state out of reach": ("[requests.delay]", LOST + "[requests.delay]", "[states.lost]", "no path leads to it"),
    "request out of reach": ("[clocks.answer]", OTHER + "[clocks.answer]", "[requests.other]", "nothing asks for it"),
    "clock out of reach": ("[fields.place]", IDLE + "[fields.place]", "[clocks.idle]", "nothing starts it"),
    "line out of reach": (
        'when = { request = ["delay"] }',
        'when = { request = ["delay"], withdrawn = [true] }',
        "transition answer_delay",
        "no path leads to where it is open",
    ),
    "state without an end": ("[requests.delay]", LOST + LOSE + "[requests.delay]", "[states.lost]", "to an end"),
    "cycle without an end": ("[requests.delay]", LOST + CIRCLE + "[requests.delay]", "[states.lost]", "to an end"),
    "end that a counter may close": (
        'carries = ["photos"]',
        "at_most = { delays = 1 }",
        "[states.working]",
        "no path is sure to lead from it to an end",
    ),
    "desk that cannot act": (
        'desk = "clerk"\nclock = "answer"',
        'desk = "boss"\nclock = "answer"',
        "[states.asked]",
        "boss can take no act there that leads on",
    ),
    "request without answer": (
        'desk = "boss"',
        'desk = "clerk"',
        "[requests.delay]",
        "no act that answers it in state",
    ),
    "the same line twice": (
        FINISH,
        BIN + FINISH,
        "transition drop",
        "the same action, from and when as permit.toml line",
    ),
    "two lines at once": (
        FINISH,
        BIN.replace('["asked"]', '["asked", "resting"]') + FINISH,
        "transition drop",
        "may be open together with permit.toml line",
    ),
    "limit not known": ('["department", "kind"]', '["department"]', "transition give", "needs the fact limit"),
    "end not known": ('carries = ["until"]', 'may_carry = ["until"]', "transition rest", "needs the fact until"),
    "department not known": ('["department", "kind"]', '["kind"]', "transition give", "to the desk of a worker"),
    "desk without running clock": (
        'starts = ["work"]',
        "starts = []",
        "transition give",
        "work does not run in working",
    ),
    "request without running clock": (
        'starts = ["review"]',
        "",
        "transition ask_delay",
        "review does not run in working",
    ),
    "clock of an answered request": (
        'extends = ["work"]\nstops = ["review"]',
        'extends = ["work"]',
        "transition answer_delay",
        "ends the request delay, but its clock review runs on",
    ),
    "extending what may rest": (
        'clock_is = { work = "running" }\nextends = ["work"]',
        'extends = ["rest"]',
        "transition answer_delay",
        "extends the clock rest, which may not run in working",
    ),
    "clock that nothing stops": (
        'stops = ["answer"]\nstarts = ["work"]',
        'starts = ["work"]',
        "[clocks.answer]",
        "runs in working, from where no line that stops it is sure to be reached",
    ),
    "clock started over": ('extends = ["work"]', 'starts = ["work"]', "transition answer_delay", "may run already"),
    "due action that leads nowhere": (
        'to = "working"\nby = ["clerk", "system"]',
        'by = ["clerk", "system"]',
        "on_due",
        "wake does not lead on from resting",
    ),
}
