"""The people of the demo city by their posts, and the pictures that they take."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

from wanmi.acts.system import system_actor
from wanmi.cases.actors import actor_of
from wanmi.process.definition import SYSTEM
from wanmi.process.engine import Actor
from wanmi.workforce.addressing import post_for
from wanmi.workforce.models import Appointment
from wanmi.workforce.queries import city_today, held_on


class NobodyThere(LookupError):
    """The demo city has no demo account in a post that is to act."""


class People:
    """Who holds which post today, with a demo account. One query, however many act."""

    def __init__(self) -> None:
        held = Appointment.objects.filter(held_on(city_today()), staff__is_demo=True).select_related("post")
        self._held = {each.post_id: actor_of(each) for each in held.order_by("-pk")}  # of several the first one
        self._held[SYSTEM] = system_actor()

    def at(self, post: str) -> Actor:
        """Whoever holds the post with this code; ``system`` is the system itself. Raises NobodyThere."""
        if post not in self._held:
            raise NobodyThere(post)
        return self._held[post]

    def near(self, kind: str, organisation: str | None, place: str) -> Actor:
        """Whoever holds the post of a kind that is nearest to a place. Raises NoPost or NobodyThere."""
        return self.at(post_for(kind, organisation, place).code)


def placeholder(text: str) -> bytes:
    """A picture that says of itself that it is none: grey, with the number of what it belongs to."""
    image = Image.new("RGB", (640, 480), (226, 232, 240))
    draw = ImageDraw.Draw(image)
    draw.rectangle((8, 8, 631, 471), outline=(148, 163, 184), width=2)
    draw.text((32, 32), f"DEMO PICTURE\n{text}", fill=(71, 85, 105), font_size=32)
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
