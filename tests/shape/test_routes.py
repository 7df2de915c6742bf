"""Every address says who may open it, and what is open to strangers is listed here by name."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from wanmi.workforce.access import API_KEYS, EVERYONE, rule_of
from wanmi.workforce.api_auth import TokenOrSession

OPEN_TO_STRANGERS = {
    "account/inactive/",
    "account/second-factor/sign-in/",
    "account/sign-in/",
    "account/sign-out/",
    "api/v1/docs/",
    "d/<slug:public_id>/",
    "field/",
    "field/manifest.webmanifest",
    "field/worker.js",
    "language/",
    "n/<slug:token>/",
    "ogc/",
    "ogc/api",
    "ogc/collections",
    "ogc/collections/<slug:name>",
    "ogc/collections/<slug:name>/items",
    "ogc/collections/<slug:name>/items/<slug:key>",
    "ogc/collections/<slug:name>/queryables",
    "ogc/conformance",
    "open311/discovery.<slug:form>",
    "open311/v2/discovery.<slug:form>",
    "open311/v2/requests.<slug:form>",
    "open311/v2/requests/<slug:number>.<slug:form>",
    "open311/v2/servicerequestupdates.<slug:form>",
    "open311/v2/services.<slug:form>",
    "open311/v2/services/<slug:code>.<slug:form>",
    "open311/v2/tokens/<slug:token>.<slug:form>",
    "public/",
    "public/cases/",
    "public/cases/<slug:number>/",
    "public/cases/<slug:number>/support/",
    "public/cases/feed.atom",
    "public/cases/feed.rss",
    "public/map/",
    "public/map/<slug:level>.json",
    "public/map/grids/<slug:code>/",
    "public/privacy/",
    "public/topics/",
    "public/topics/<int:pk>/",
    "public/g/<slug:token>/",
    "public/g/<slug:token>/<int:pk>/report/",
    "public/g/<slug:token>/leave/",
    "public/groups/<slug:public_id>/",
    "public/r/<slug:token>/",
    "public/r/<slug:token>/data/",
    "public/r/<slug:token>/data/contact/",
    "public/r/<slug:token>/data/copy.json",
    "public/r/<slug:token>/data/erase/",
    "public/r/<slug:token>/data/withdraw/",
    "public/r/<slug:token>/photos/<slug:digest>/",
    "public/r/<slug:token>/rate/",
    "public/r/<slug:token>/reopen/",
    "public/r/<slug:token>/tickets/<slug:number>/<slug:action>/",
    "public/report/",
    "public/report/address/",
    "public/report/items/",
    "public/report/near/",
    "public/report/place/",
    "public/tiles/<slug:layer>/<int:z>/<int:x>/<int:y>.pbf",
    "public/tiles/cases/<int:z>/<int:x>/<int:y>.pbf",
    "type-size/",
    r"^open311/(?P<path>.*?)(?:\.(?P<form>\w+))?$",
}
OPEN_OPERATIONS: set[str] = set()


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route, pattern


def all_routes() -> list[tuple[str, URLPattern]]:
    return list(routes(get_resolver().url_patterns))


def test_every_route_has_a_rule():
    found = all_routes()
    assert len(found) > len(OPEN_TO_STRANGERS)
    assert [route for route, pattern in found if rule_of(pattern.callback) is None] == []


def test_what_strangers_may_open_is_known():
    assert {route for route, p in all_routes() if EVERYONE in rule_of(p.callback).who} == OPEN_TO_STRANGERS


def test_only_the_api_leaves_it_to_its_operations():
    assert all(r.startswith("api/v1/") for r, p in all_routes() if API_KEYS in rule_of(p.callback).who)


def test_every_operation_of_the_api_has_a_rule():
    from wanmi.api.building import api

    open_to_all = set()
    operations = [
        (f"{'/'.join(operation.methods)} {path}", operation)
        for _, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
    ]
    assert operations
    for name, operation in operations:
        if operation.auth_param is None:
            open_to_all.add(name)
        else:
            assert isinstance(operation.auth_param, TokenOrSession), name
    assert open_to_all == OPEN_OPERATIONS


def test_strangers_are_sent_to_sign_in_from_every_other_page(client, db):
    for route, pattern in all_routes():
        if "<" not in route and not rule_of(pattern.callback).admits_strangers():
            answer = client.get(f"/{route}")
            assert answer.status_code == 302, route
            assert answer.url.startswith("/account/sign-in/"), route
