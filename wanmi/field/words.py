"""What the app says from its script: sentences with gaps in braces, and the words of the process."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from wanmi.cases.wording import word
from wanmi.field.services import LATE_AT_MOST
from wanmi.process.definition import Definition


def words(definition: Definition | None) -> dict[str, Any]:
    """Key -> sentence; under ``acts`` the label of every action that a collector may take."""
    lines = definition.transitions if definition else ()
    return {
        "acts": {line.action: word(line.label) for line in lines if "collector" in line.by},
        "online": _("Connected"),
        "offline": _("No signal"),
        "metres": _("{n} m"),
        "kilometres": _("{n} km"),
        "due": _("due {time}"),
        "late": _("late since {time}"),
        "updated": _("As of {time}"),
        "no_tasks": _("No tasks on the ground of your post."),
        "fetching": _("Fetching the tasks …"),
        "not_fetched": _("Nothing has been fetched yet. Open the app once with a signal."),
        "queued_here": _("Recorded on this device, not sent yet"),
        "report": _("Report"),
        "settle": _("Settled on the spot"),
        "patrol": _("Patrol: {share} of the streets"),
        "patrol_of": _("Patrol"),
        "photo_of": _("Photo {n}"),
        "waiting": _("Waits to be sent"),
        "retrying": _("The server could not take it; next attempt at {time}"),
        "refused": _("Refused by the server"),
        "conflict": _("The case has moved on"),
        "done": _("Sent"),
        "dropped": _("Dropped by you"),
        "other_post": _("Waits until you act as {post} again"),
        "queue_empty": _("Nothing is waiting to be sent."),
        "seen_version": _("you saw version {n}"),
        "now_version": _("version {n}: {state}"),
        "not_seen": _("The case can no longer be seen from your post."),
        "cannot_again": _("This act is no longer possible in the present state."),
        "note_of": _("{act}, recorded on site at {time} before the case moved on."),
        "recorded_at": _("(recorded on site at {time} without a signal)"),
        "need_photo": _("Take at least one photo."),
        "need_note": _("Say in the note what you found."),
        "need_text": _("Say what is wrong."),
        "need_item": _("Choose what it is from the list."),
        "need_place": _("Say where it is: by your position or on the map."),
        "need_after": _("Take a photo of before and one of after."),
        "no_position": _("Your position cannot be found here. Confirm on the map where you stand."),
        "position": _("Position {lat}, {lon} (± {accuracy} m)"),
        "chosen": _("Chosen on the map: {lat}, {lon}"),
        "not_an_image": _("{name} is not a picture that this device can read."),
        "kept": _("Recorded. It is sent as soon as there is a signal."),
        "session_over": _("Sign in again to send what is waiting. Nothing is lost."),
        "signed_out": _("Nobody is signed in on this device."),
        "server_away": _("The server does not answer; it is tried again by itself."),
        "wrong_post": _("The app serves the post of a collector. Choose one of yours."),
        "no_post": _("You hold no post of a collector. This app is for those who work on the ground."),
        "drop_sure": _("Drop this record? It can be taken back until tomorrow."),
        "no_duty": _("Your post has no duty grid today, so there is nothing to patrol."),
        "walking": _("Walking {name}: {share} of the streets so far"),
        "walked_today": _("Today on this device: {share} of {length} km"),
        "waiting_fix": _("Waiting for a position …"),
        "no_fix": _("No position: allow this page to use it, or step out into the open."),
        "ready": _("This device can work without a signal."),
        "not_ready": _("Not ready to work without a signal yet."),
        "found": _("{n} found"),
    }


def patrol_sentence(code: str) -> str:
    """Why the coverage of a patrol was not taken."""
    return {
        "not_your_ground": _("That duty grid was not the ground of your post on that day."),
        "bad_share": _("A share lies between 0 and 1, and that of the day is no smaller than that of the patrol."),
        "bad_day": _("A patrol is told of within %(days)d days.") % {"days": LATE_AT_MOST},
    }[code]
