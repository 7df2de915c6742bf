"""What the case process says to people: reasons for refusals as sentences, labels in the language of the reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from wanmi.process.definition import Definition, Json, Label, Transition
from wanmi.process.errors import Reason

About = Mapping[str, Any]


def word(label: Label) -> str:
    """The label in the reader's language."""
    return label["en"] if (get_language() or "").startswith("en") else label["zh"]


def words(labels: Mapping[str, Any], keys: list[str]) -> str:
    return _(", ").join(word(labels[key].label) for key in keys if key in labels)


def sentence(reason: Reason, definition: Definition) -> str:
    """Why an act was refused or is not offered, and what would be right."""
    return _SENTENCES[reason.code](reason.about, definition)


def field_name(about: About, definition: Definition) -> str:
    """The label of the field that a reason speaks of; a field that the process does not know has none but its key."""
    key = str(about["field"])
    return word(definition.fields[key].label) if key in definition.fields else key


def _fact(about: About, definition: Definition) -> str:
    """A fact that steers the process, in words."""
    facts = {
        "public": _("the report came from the public"),
        "verified": _("the answer of the verification on site"),
        "checked": _("the verdict of the check on site"),
        "filed": _("the case has been filed"),
        "request": _("a request that waits for its answer"),
        "has_reporter": _("a reporter is known"),
        "reopened": _("the case was reopened"),
    }
    return facts.get(str(about["fact"]), str(about["fact"]))


def provisos(line: Transition, definition: Definition) -> list[str]:
    """On what a line of the table depends: "only where the report came from the public: yes"."""
    asked = [(_("only where %(fact)s: %(values)s"), line.when), (_("not where %(fact)s: %(values)s"), line.unless)]
    return [
        text
        % {"fact": _fact({"fact": fact}, definition), "values": _(", ").join(_value(v, definition) for v in values)}
        for text, facts in asked
        for fact, values in facts.items()
    ]


def _value(value: Json, definition: Definition) -> str:
    """A value of a fact, in words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in definition.requests:
        return word(definition.requests[str(value)].label)
    known = {"found": _("found"), "not_found": _("not found"), "passed": _("passed"), "failed": _("failed")}
    return known.get(str(value), str(value))


def _unknown_code(about: About, definition: Definition) -> str:
    codes = definition.fields[about["field"]].codes
    return _("%(field)s: “%(value)s” is not on the list; expected one of: %(expected)s") % {
        "field": field_name(about, definition),
        "value": about["value"],
        "expected": words(codes, list(codes)),
    }


def _missing(about: About, definition: Definition) -> str:
    return _("%(field)s is missing") % {"field": field_name(about, definition)}


def _too_long(about: About, definition: Definition) -> str:
    return _("%(field)s has %(length)d characters; %(most)d are allowed") % {
        "field": field_name(about, definition),
        "length": about["length"],
        "most": about["most"],
    }


def _picture(text: Callable[[], str]) -> Callable[[About, Definition], str]:
    def say(about: About, definition: Definition) -> str:
        return _("%(field)s, file %(number)d: %(what)s") % {
            "field": field_name(about, definition),
            "number": about["number"],
            "what": text(),
        }

    return say


def _posts(about: About, definition: Definition) -> str:
    return _("This is for: %(posts)s") % {"posts": words(definition.posts, about["posts"])}


def _separated(about: About, definition: Definition) -> str:
    return _("You have acted in this case in %(other)s, so you may not act in %(side)s: who does is not who judges") % {
        "other": word(definition.sides[about["other"]]),
        "side": word(definition.sides[about["side"]]),
    }


def _clock(about: About, definition: Definition) -> str:
    wanted = {
        "running": _("%(clock)s: the clock is not running"),
        "in_time": _("%(clock)s: the deadline has passed or the clock rests"),
        "late": _("%(clock)s: was kept, there is no lateness"),
    }
    return wanted[about["wanted"]] % {"clock": word(definition.clocks[about["clock"]].label)}


def _used_up(about: About, definition: Definition) -> str:
    return ngettext("Possible only once", "Possible only %(most)d times", about["most"]) % {"most": about["most"]}


_SENTENCES: Mapping[str, Callable[[About, Definition], str]] = {
    # the table
    "not_from_here": lambda about, d: _("The case has moved on: this cannot be done in its present state"),
    "only_when": lambda about, d: _("Not open here: it depends on %(fact)s") % {"fact": _fact(about, d)},
    "not_when": lambda about, d: _("Ruled out here by: %(fact)s") % {"fact": _fact(about, d)},
    # who
    "other_post": _posts,
    "outside_region": lambda about, d: _("The place is not on the ground of your post"),
    "other_department": lambda about, d: _("The case is not with your department"),
    "separated": _separated,
    # how often, how late
    "used_up": _used_up,
    "clock": _clock,
    # what is carried
    "missing": _missing,
    "not_asked": lambda about, d: _("%(field)s does not belong to this act") % {"field": field_name(about, d)},
    "not_text": lambda about, d: _("%(field)s must be a text") % {"field": field_name(about, d)},
    "too_long": _too_long,
    "unknown_code": _unknown_code,
    "too_few_photos": lambda about, d: (
        _("%(field)s: at least %(least)d needed") % {"field": field_name(about, d), "least": about["least"]}
    ),
    "not_a_position": lambda about, d: (
        _("%(field)s: expected longitude −180 to 180 and latitude −90 to 90") % {"field": field_name(about, d)}
    ),
    "not_a_date": lambda about, d: _("%(field)s: expected a date such as 2026-11-24") % {"field": field_name(about, d)},
    "date_out_of_range": lambda about, d: (
        _("%(field)s: expected a day within the next %(days)d days")
        % {"field": field_name(about, d), "days": about["days"]}
    ),
    "not_a_reporter": lambda about, d: _("Reporter: expected a name and a phone number"),
    # pictures
    "too_many_pictures": _picture(lambda: _("too many pictures for one act; 9 are allowed")),
    "picture_too_large": _picture(lambda: _("larger than 10 MB")),
    "not_a_picture": _picture(lambda: _("not a picture that can be read; expected JPEG, PNG or WebP")),
    # what the values mean
    "not_a_place": lambda about, d: _("“%(value)s” is not a place code; expected %(expected)s") % dict(about),
    "outside_city": lambda about, d: _("The place is outside this city"),
    "unknown_item": lambda about, d: _("There is no item “%(value)s” in the catalogue in use") % dict(about),
    "condition_of_other_item": lambda about, d: _("This filing condition does not belong to the item"),
    "out_of_season": lambda about, d: _("This filing condition has no limit in this season; ask for a suspension"),
    "nobody_handles_there": lambda about, d: _("This department has no handling post on that ground"),
    "no_desk": lambda about, d: (
        _("No post %(post)s exists for this place") % {"post": word(d.posts[about["post"]].label)}
    ),
    "unknown_case": lambda about, d: _("There is no case %(value)s") % dict(about),
}
KNOWN_REASONS = frozenset(_SENTENCES)
