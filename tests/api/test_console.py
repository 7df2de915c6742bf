"""Whatever the console can do, the API can: each page and act has its operations, or a reason why it has none."""

from __future__ import annotations

from tests.api.test_operations import all_operations
from wanmi.open311.urls import urlpatterns as open311
from wanmi.site.urls import urlpatterns as site

OPERATIONS = {
    "work": ["GET /work"],
    "report": ["POST /reports", "GET /process"],
    "nearby": ["GET /cases/near"],
    "search": ["GET /cases"],
    "case": ["GET /cases/{number}", "GET /cases/{number}/file"],
    "reporter": ["POST /cases/{number}/reporter"],
    "act": ["POST /cases/{number}/acts"],
    "conditions": ["GET /cases/{number}/conditions"],
    "photo": ["GET /cases/{number}/pictures/{digest}"],
    "small_photo": ["GET /cases/{number}/pictures/{digest}"],
    "original_photo": ["POST /cases/{number}/pictures/{digest}/original"],
    "address_photo": ["GET /addresses/{public_id}/pictures/{digest}"],
    "small_address_photo": ["GET /addresses/{public_id}/pictures/{digest}"],
    "grids": ["GET /grids", "POST /redrawings", "POST /grids/{code}/end"],
    "duties": ["GET /duty-grids", "GET /duties", "POST /duties", "PUT /duty-grids/{code}"],
    "stop_walking": ["POST /duties/{pk}/end"],
    "webhooks": ["GET /webhooks", "POST /webhooks"],
    "webhook": ["GET /webhooks/{pk}", "PUT /webhooks/{pk}", "GET /webhooks/{pk}/deliveries"],
    "webhook_replay": ["POST /webhooks/{pk}/replay"],
    "webhook_again": ["POST /webhooks/{pk}/deliveries/{message}/replay"],
    "webhook_act": ["POST /webhooks/{pk}/stop", "POST /webhooks/{pk}/start", "DELETE /webhooks/{pk}"],
    "notices": ["GET /notices"],
    "try_notice": ["POST /notices/test"],
    "my_notices": ["GET /notices/mine", "PUT /notices/mine"],
    "merges": ["GET /merges"],
    "merge": ["POST /cases/{number}/merge"],
    "merge_act": ["POST /merges/{pk}/acts"],
    "same": ["GET /cases/{number}/same"],
    "sources": ["GET /sources"],
    "source": ["GET /sources/{key}/records"],
    "source_drop": ["POST /sources/{key}/files"],
    "source_pull": ["POST /sources/{key}/pull"],
    "source_ended": ["GET /sources/{key}/records"],
    "items": ["GET /catalogue/items"],
    "city_map": ["GET /city", "GET /grids", "GET /divisions"],
    "grid_card": ["GET /grids/{code}"],
    "addresses": ["GET /addresses", "GET /addresses/desk", "GET /addresses/resolve", "GET /addresses/codes/{code}"],
    "propose_address": ["POST /addresses"],
    "address_found": ["GET /addresses/complete", "GET /addresses/resolve"],
    "address": ["GET /addresses/{public_id}"],
    "address_card": ["GET /addresses/{public_id}"],
    "address_act": ["POST /addresses/{public_id}/acts"],
    "plate_image": ["GET /addresses/{public_id}/plate"],
    "remedy": ["GET /remedies", "GET /remedies/{pk}"],
    "remedy_act": ["POST /remedies/{pk}/acts"],
    "affairs": ["GET /proceedings", "GET /proceedings/desk", "GET /proceedings/late", "GET /procedures"],
    "commitments": ["GET /commitments"],
    "begin_affair": ["POST /procedures/{key}/proceedings"],
    "affair": ["GET /proceedings/{pk}"],
    "affair_act": ["POST /proceedings/{pk}/acts", "POST /proceedings/{pk}/looks"],
    "affair_photo": ["GET /proceedings/{pk}/pictures/{digest}"],
    "calls": ["GET /joint", "GET /joint/desk", "GET /joint/parts", "GET /joint/kinds", "GET /joint/years/{year}"],
    "level_rates": ["GET /joint/levels"],
    "open_call": ["POST /joint/kinds/{kind}"],
    "call": ["GET /joint/{number}"],
    "call_act": ["POST /joint/{number}/acts"],
    "call_part_act": ["POST /joint/{number}/parts/{serial}/acts"],
    "call_photo": ["GET /joint/{number}/pictures/{digest}"],
    "lists": ["GET /lists", "GET /lists/answers"],
    "list_version": ["GET /lists/{pk}", "GET /lists/{pk}/differences"],
    "careers": ["GET /careers", "POST /careers"],
    "career": ["POST /careers/{pk}/looks"],
    "record_career": ["POST /careers/{pk}/records"],
    "my_career": ["POST /career/looks"],
    "place_at": ["GET /place"],
    "outline": ["GET /divisions/outlines"],
    "calendar": ["GET /calendar", "PUT /calendar/days/{day}"],
    "calendar_year": ["GET /calendar/{year}"],
    "staff": ["GET /staff", "GET /appointments", "POST /appointments"],
    "end_appointment": ["POST /appointments/{pk}/end"],
    "audit": ["GET /journal", "GET /journal/verifications/last"],
    "verify": ["POST /journal/verifications"],
    "about": ["GET /process"],
    "open311_clients": ["GET /open311/clients", "POST /open311/clients"],
    "open311_revoke": ["POST /open311/clients/{pk}/revoke"],
}
WITHOUT = {
    "type_size": "a preference of one browser, kept in its cookie",
    "door_plate": "a page for everyone who scans a plate; programs read GET /addresses/{public_id}",
    "stop_notices": "the page behind a link that only its receiver has",
    "open311_discovery": "an interface for programs itself",
}


def test_every_page_of_the_console_has_its_operations() -> None:
    names = {str(pattern.name) for pattern in [*site, *open311] if pattern.name}
    assert names - OPERATIONS.keys() - WITHOUT.keys() == set()
    known = set(all_operations())
    assert {each for found in OPERATIONS.values() for each in found} - known == set()
