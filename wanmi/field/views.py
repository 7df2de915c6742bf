"""The shell of the app, its service worker and manifest, and the page that shows coverage.

The shell holds nothing of anybody, so that a device may keep it: who works with it, and what he has to do, comes from
the API and lies on the device under his own key.
"""

from __future__ import annotations

import json
from datetime import date
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wanmi.cases.definition import case_definition
from wanmi.field import queries
from wanmi.field.words import words
from wanmi.site.views.acting import actor
from wanmi.territory.models import City
from wanmi.territory.queries import today
from wanmi.workforce.access import EVERYONE, allow
from wanmi.workforce.acting import ActingRequest

# What the shell needs without a signal. The map's library is imported by its plain name, not by a hashed one.
FILES = (
    "wanmi/console.css",
    "wanmi/field.css",
    "wanmi/field.js",
    "wanmi/field-map.js",
    "wanmi/map-worker.js",
    "wanmi/maplibre.css",
    "wanmi/icons.svg",
    "field/icon.svg",
)
PLAIN = ("wanmi/maplibre-gl.js",)
COLOUR = "#12324f"  # of the head of every page


@allow(EVERYONE)
@require_safe
def app(request: ActingRequest) -> HttpResponse:
    """The shell of the app."""
    definition = case_definition() if City.objects.exists() else None
    return render(request, "field/app.html", {"words": words(definition), "colour": COLOUR})


@allow(EVERYONE)
@require_safe
def worker(request: ActingRequest) -> HttpResponse:
    """The service worker: which files to keep, under the names of this version, then the script that keeps them."""
    files = [*(static(name) for name in FILES), *(urljoin(settings.STATIC_URL, name) for name in PLAIN)]
    shell = json.dumps({"page": reverse("field"), "files": files})
    script = f'self.SHELL = {shell};\nimportScripts("{static("wanmi/field-worker.js")}");\n'
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@allow(EVERYONE)
@require_safe
def manifest(request: ActingRequest) -> HttpResponse:
    """What a phone asks for when the app is installed."""
    sizes = [("field/icon-192.png", "192x192"), ("field/icon-512.png", "512x512")]
    icons = [{"src": static(name), "sizes": size, "type": "image/png"} for name, size in sizes]
    whole = {"src": static("field/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"}
    about = {
        "id": reverse("field"),
        "name": _("Wanmi on the ground"),
        "short_name": _("Wanmi"),
        "lang": request.LANGUAGE_CODE,
        "start_url": reverse("field"),
        "scope": reverse("field"),
        "display": "standalone",
        "theme_color": COLOUR,
        "background_color": "#eef1f5",
        "icons": [*icons, whole],
    }
    return JsonResponse(about, content_type="application/manifest+json")


@allow("shift_leader", "supervision_leader")
@require_safe
def coverage(request: ActingRequest) -> HttpResponse:
    """How much of the streets of each duty grid was walked, day by day; ``last`` is the last day that is shown."""
    last = _day(request.GET.get("last", "")) or today()
    table = queries.coverage(min(last, today()), actor(request).region)
    earlier = table.days[0] - queries.ONE_DAY
    later = min(table.days[-1] + len(table.days) * queries.ONE_DAY, today())
    context = {"table": table, "earlier": earlier, "later": later if later > table.days[-1] else None}
    return render(request, "field/coverage.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
