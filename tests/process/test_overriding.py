"""A city's changes are laid over the process, and refused where they break it."""

from __future__ import annotations

import pytest

from tests.process.reading import problems
from tests.process.world import DEFINITION, PROCESS
from wanmi.process.definition import Definition
from wanmi.process.reading import read_definition
from wanmi.worktime.units import Unit


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
