"""Every fault of a definition is refused with its file and line, and a city's changes are laid over it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.process.world import DEFINITION, PROCESS
from wanmi.process.definition import Definition
from wanmi.process.errors import DefinitionRefused
from wanmi.process.reading import read_definition
from wanmi.worktime.units import Unit

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


def problems(path: Path, override: str = "") -> list[str]:
    with pytest.raises(DefinitionRefused) as refused:
        read_definition(path, override, "city.toml")
    return refused.value.problems


def spoilt(tmp_path: Path, old: str, new: str) -> Path:
    """The small process with one thing changed."""
    assert TEXT.count(old) == 1, f"{old!r} stands {TEXT.count(old)} times in {PERMIT.name}"
    path = tmp_path / "permit.toml"
    path.write_text(TEXT.replace(old, new), encoding="utf-8")
    return path


def place(path: Path, at: str) -> str:
    """Where ``at`` first stands, or where the last transition of that action begins."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if at.startswith("transition "):
        row = max(n for n, line in enumerate(lines) if line == f'action = "{at.split()[1]}"')
        return f"{path.name} line {row}, {at}"  # the header, which stands a line before
    return f"{path.name} line {next(n for n, line in enumerate(lines, 1) if at in line)},"


def test_the_small_process_is_sound() -> None:
    assert read_definition(PERMIT).opening.action == "ask"


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


@pytest.mark.parametrize(
    ("old", "new", "at", "says"), [pytest.param(*fault, id=name) for name, fault in (SHAPES | NAMES | PATHS).items()]
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, old: str, new: str, at: str, says: str) -> None:
    path = spoilt(tmp_path, old, new)
    found = problems(path)
    assert any(problem.startswith(place(path, at)) and says in problem for problem in found), found


def test_a_clock_that_rests_for_ever_is_refused(tmp_path: Path) -> None:
    path = spoilt(tmp_path, 'resumes = ["work"]\n', "")
    path.write_text(path.read_text(encoding="utf-8").replace('stops = ["work", "review"]', 'stops = ["review"]'))
    assert any(
        "clocks.work: rests in resting, from where no line that resumes it" in problem for problem in problems(path)
    )


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    without = re.sub(r"\[sides].*\[separation]", "[separation]", TEXT, flags=re.DOTALL)
    (tmp_path / "permit.toml").write_text(without, encoding="utf-8")
    assert problems(tmp_path / "permit.toml") == ["permit.toml, sides: the table is missing"]


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    path = spoilt(tmp_path, 'stage = "open"\ndesk = "worker"', 'stage = "opne"\ndesk = "wroker"')
    assert [problem.split(":")[0] for problem in problems(path)] == [
        f"{place(path, 'opne')} states.working.stage",
        f"{place(path, 'wroker')} states.working.desk",
    ]


def test_what_is_no_toml_says_where(tmp_path: Path) -> None:
    assert "permit.toml: not valid TOML" in problems(spoilt(tmp_path, "[stages]", "[stages"))[0]
    assert "line" in problems(spoilt(tmp_path, "[stages]", "[stages"))[0]


def test_what_is_no_table_of_lines_says_so(tmp_path: Path) -> None:
    (tmp_path / "none.toml").write_text(TEXT[: TEXT.index("[[transition]]")], encoding="utf-8")
    assert problems(tmp_path / "none.toml") == ["none.toml: there is no [[transition]]"]
    (tmp_path / "one.toml").write_text(TEXT[: TEXT.index("[[transition]]")] + "[transition]\n", encoding="utf-8")
    assert "expected rows that begin with [[transition]]" in problems(tmp_path / "one.toml")[0]


def test_a_text_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "permit.toml").write_bytes(TEXT.encode("gb18030"))
    assert problems(tmp_path / "permit.toml")[0].startswith("permit.toml: not a text in UTF-8")


def city(override: str) -> Definition:
    """The case process as a city changes it."""
    return read_definition(PROCESS, override, "city.toml")


def test_a_city_swaps_two_words() -> None:
    definition = city(
        """
        [states.verifying]
        label = { zh = "待核查" }
        [states.checking]
        label = { zh = "待核实" }
        [[transition]]
        action = "pass_check"
        from = ["checking"]
        label = { zh = "核实通过" }
        """
    )
    assert definition.states["verifying"].label == {"zh": "待核查", "en": "To be verified"}
    assert definition.states["checking"].label["zh"] == "待核实"
    assert definition.action_label("pass_check") == {"zh": "核实通过", "en": "Check passed"}
    (line,) = definition.transitions_for("checking", "pass_check")
    (original,) = DEFINITION.transitions_for("checking", "pass_check")
    assert (line.carries, line.starts, line.place) == (
        original.carries,
        original.starts,
        "city.toml line 6, transition pass_check",
    )


def test_a_city_sets_its_own_limits() -> None:
    definition = city(
        "[clocks.acceptance]\nlimit = { value = 30 }\n[clocks.review.limit]\nvalue = 1\nunit = 'work_day'"
    )
    acceptance, review = definition.clocks["acceptance"].limit, definition.clocks["review"].limit
    assert acceptance is not None
    assert review is not None
    assert (acceptance.value, acceptance.unit) == (30, Unit.URGENT_MINUTE)
    assert (review.value, review.unit) == (1, Unit.WORK_DAY)


def test_a_city_lets_a_clock_go_on_instead_of_starting_it_anew() -> None:
    definition = city(
        """
        [[transition]]
        action = "rework"
        from = ["to_close"]
        when = { filed = [true], checked = ["failed"] }
        stops = ["closing"]
        starts = []
        resumes = ["handling"]
        """
    )
    (line,) = definition.transitions_for("to_close", "rework")
    assert (line.resumes, line.starts, line.counts) == (("handling",), (), "reworks")
    assert len(definition.transitions) == len(DEFINITION.transitions)


def test_a_city_writes_a_line_anew() -> None:
    definition = city(
        """
        remove = ["supervise"]
        [[transition]]
        action = "supervise"
        label = { zh = "督办", en = "Supervise" }
        from = ["handling", "to_dispatch"]
        by = ["inspector"]
        side = "commanding"
        counts = "supervisions"
        stops = ["supervision"]
        starts = ["supervision"]
        """
    )
    (line,) = definition.transitions_for("to_dispatch", "supervise")
    assert (line.by, line.carries) == (frozenset({"inspector"}), ())


def test_a_city_does_without_suspensions() -> None:
    definition = city(
        """
        remove = [
            "request_suspension", "grant_suspension", "refuse_suspension", "resume",
            "states.suspended", "requests.suspension", "clocks.suspension",
        ]
        [[transition]]
        action = "request_extension"
        from = ["handling"]
        unless = { request = ["extension"] }
        """
    )
    assert "suspended" not in definition.states
    assert not definition.transitions_for("handling", "request_suspension")
    assert definition.transitions_for("handling", "request_extension")


def test_a_city_adds_a_post_and_an_act() -> None:
    definition = city(
        """
        [posts.jurist]
        label = { zh = "法制员", en = "Jurist" }
        side = "judging"
        scope = "region"
        [[transition]]
        action = "object"
        label = { zh = "提出异议", en = "Object" }
        from = ["to_file"]
        by = ["jurist"]
        side = "judging"
        carries = ["note"]
        """
    )
    assert definition.transitions_for("to_file", "object")[0].by == {"jurist"}


BREAKING = {
    "no way to finish": ("remove = ['finish']", "process.toml", "states.handled: no path leads to it"),
    "nobody dispatches": ("remove = ['dispatch']", "process.toml", "no path leads to it"),
    "removing the unknown": ("remove = ['finnish']", "city.toml line 1", "'finnish' is neither an action nor a key"),
    "removing an unknown key": ("remove = ['states.paused']", "city.toml line 1", "neither an action nor a key"),
    "removing by a word": ("remove = 'finish'", "city.toml line 1", "expected a list of names"),
    "misspelt table": ("\n[state.handling]\ndesk = 'handler'", "city.toml line 2", "unknown table"),
    "misspelt key": ("[states.handling]\ndeks = 'handler'", "city.toml line 2", "unknown key"),
    "two kinds of limit": (
        "[clocks.handling]\nlimit = { value = 1, unit = 'work_day' }",
        "city.toml line 1",
        "exactly one",
    ),
    "unit unknown": ("[clocks.filing]\nlimit = { unit = 'hour' }", "city.toml line 2", "a unit of urgent_minute"),
    "line with too little": (
        "[[transition]]\naction = 'wave'\nfrom = ['handling']",
        "city.toml line 1",
        "by is missing",
    ),
    "the same line twice": (2 * "[[transition]]\naction = 'close'\nfrom = []\n", "city.toml line 4", "the same action"),
    "who dispatches may close": (
        "[[transition]]\naction = 'close'\nfrom = ['to_close']\nwhen = { checked = ['passed'] }\nby = ['dispatcher']",
        "city.toml line 1",
        "post dispatcher stands on the side commanding, separated from judging",
    ),
    "filing without a condition": (
        "[[transition]]\naction = 'file'\nfrom = ['to_file']\ncarries = ['item']",
        "process.toml line",
        "needs the fact limit, which may not be known by then",
    ),
    "an appeal left open": (
        "[[transition]]\naction = 'reopen'\nfrom = ['self_closed', 'closed', 'force_closed']\nstops = []",
        "city.toml line 1",
        "ends the request appeal, but its clock review runs on",
    ),
    "not TOML": ("[states", "city.toml", "not valid TOML"),
}


@pytest.mark.parametrize(
    ("override", "place", "says"), [pytest.param(*case, id=name) for name, case in BREAKING.items()]
)
def test_a_change_that_breaks_the_process_is_refused(override: str, place: str, says: str) -> None:
    found = problems(PROCESS, override)
    assert any(problem.startswith(place) and says in problem for problem in found), found
