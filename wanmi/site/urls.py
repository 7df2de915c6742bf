"""The addresses of the console."""

from __future__ import annotations

from django.urls import path, register_converter

from wanmi.site.preferences import type_size
from wanmi.site.views import (
    about,
    acts,
    addresses,
    affairs,
    audit,
    calendar,
    calls,
    careers,
    cases,
    citymap,
    ground,
    lanes,
    ledgers,
    levels,
    lists,
    merging,
    notices,
    parts,
    registers,
    remedies,
    reports,
    search,
    sources,
    staff,
    topics,
    webhooks,
    work,
)


class Level:
    """A level of the map."""

    regex = "|".join(parts.LEVELS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Level, "level")

urlpatterns = [
    path("", work.work, name="work"),
    path("type-size/", type_size, name="type_size"),
    path("report/", reports.report, name="report"),
    path("report/nearby/", reports.nearby, name="nearby"),
    path("map/", citymap.city_map, name="city_map"),
    path("map/grids/<slug:code>/", citymap.grid_card, name="grid_card"),
    path("map/addresses/<slug:public_id>/", citymap.address_card, name="address_card"),
    path("cases/", search.search, name="search"),
    path("sources/", sources.sources, name="sources"),
    path("sources/<slug:key>/", sources.source, name="source"),
    path("sources/<slug:key>/drop/", sources.drop_file, name="source_drop"),
    path("sources/<slug:key>/pull/", sources.pull, name="source_pull"),
    path("sources/<slug:key>/ended.csv", sources.ended, name="source_ended"),
    path("merges/", merging.merges, name="merges"),
    path("merges/<int:pk>/<slug:action>/", merging.merge_act, name="merge_act"),
    path("cases/<slug:number>/same/", merging.same, name="same"),
    path("cases/<slug:number>/merge/", merging.merge, name="merge"),
    path("cases/<slug:number>/", cases.case, name="case"),
    path("cases/<slug:number>/reporter/", cases.reporter, name="reporter"),
    path("cases/<slug:number>/act/<slug:action>/", acts.act, name="act"),
    path("cases/<slug:number>/conditions/", parts.conditions, name="conditions"),
    path("cases/<slug:number>/photos/<slug:digest>/", cases.photo, name="photo"),
    path("cases/<slug:number>/photos/<slug:digest>/small/", cases.photo, {"size": "small"}, name="small_photo"),
    path("cases/<slug:number>/photos/<slug:digest>/original/", cases.original_photo, name="original_photo"),
    path("catalogue/items/", parts.items, name="items"),
    path("addresses/", addresses.find, name="addresses"),
    path("addresses/propose/", addresses.propose, name="propose_address"),
    path("addresses/found/", addresses.found, name="address_found"),
    path("addresses/remedies/<int:pk>/", remedies.remedy, name="remedy"),
    path("addresses/remedies/<int:pk>/act/<slug:action>/", remedies.act, name="remedy_act"),
    path("addresses/<slug:public_id>/", addresses.address, name="address"),
    path("addresses/<slug:public_id>/act/<slug:action>/", addresses.act, name="address_act"),
    path("addresses/<slug:public_id>/photos/<slug:digest>/", addresses.picture, name="address_photo"),
    path(
        "addresses/<slug:public_id>/photos/<slug:digest>/small/",
        addresses.picture,
        {"size": "small"},
        name="small_address_photo",
    ),
    path("addresses/<slug:public_id>/plate.svg", addresses.plate_image, name="plate_image"),
    path("ledgers/", ledgers.ledgers, name="ledgers"),
    path("ledgers/history/", ledgers.history, name="ledger_history"),
    path("ledgers/rows/", ledgers.rows, name="ledger_rows"),
    path("calls/", calls.calls, name="calls"),
    path("calls/levels/", levels.rates, name="level_rates"),
    path("calls/open/<slug:kind>/", calls.open_call, name="open_call"),
    path("calls/books/<slug:key>/", registers.register, name="call_register"),
    path("calls/<slug:number>/", calls.call, name="call"),
    path("calls/<slug:number>/act/<slug:action>/", calls.act, name="call_act"),
    path("calls/<slug:number>/<int:serial>/act/<slug:action>/", calls.act_on_part, name="call_part_act"),
    path("calls/<slug:number>/photos/<slug:digest>/", calls.picture, name="call_photo"),
    path("d/<slug:public_id>/", addresses.door_plate, name="door_plate"),
    path("affairs/", affairs.affairs, name="affairs"),
    path("affairs/new/<slug:key>/", affairs.begin, name="begin_affair"),
    path("affairs/commitments/", affairs.commitments, name="commitments"),
    path("affairs/<int:pk>/", affairs.affair, name="affair"),
    path("affairs/<int:pk>/act/<slug:action>/", affairs.act, name="affair_act"),
    path("affairs/<int:pk>/photos/<slug:digest>/", affairs.picture, name="affair_photo"),
    path("topics/", topics.topics, name="topics"),
    path("lanes/", lanes.lanes, name="lanes"),
    path("lanes/<slug:code>/", lanes.lane, name="lane"),
    path("lanes/<slug:code>/patrol/", lanes.patrol, name="lane_patrol"),
    path("lanes/<slug:code>/report/", lanes.report, name="lane_report"),
    path("careers/", careers.careers, name="careers"),
    path("careers/mine/", careers.mine, name="my_career"),
    path("careers/<int:pk>/", careers.one, name="career"),
    path("careers/<int:pk>/record/", careers.record, name="record_career"),
    path("lists/", lists.lists, name="lists"),
    path("lists/<int:pk>/", lists.version, name="list_version"),
    path("map/place/", parts.place_at, name="place_at"),
    path("map/<level:level>.json", parts.outline, name="outline"),
    path("admin/calendar/", calendar.calendar, name="calendar"),
    path("admin/calendar/<int:year>/", calendar.calendar, name="calendar_year"),
    path("admin/grids/", ground.grids, name="grids"),
    path("duties/", ground.duties, name="duties"),
    path("duties/<int:pk>/end/", ground.stop_walking, name="stop_walking"),
    path("admin/staff/", staff.staff, name="staff"),
    path("admin/staff/<int:pk>/end/", staff.end_appointment, name="end_appointment"),
    path("admin/audit/", audit.audit, name="audit"),
    path("admin/audit/verify/", audit.verify, name="verify"),
    path("admin/webhooks/", webhooks.webhooks, name="webhooks"),
    path("admin/webhooks/<int:pk>/", webhooks.webhook, name="webhook"),
    path("admin/webhooks/<int:pk>/replay/", webhooks.webhook_replay, name="webhook_replay"),
    path("admin/webhooks/<int:pk>/deliveries/<int:message>/", webhooks.webhook_again, name="webhook_again"),
    path("admin/webhooks/<int:pk>/<slug:act>/", webhooks.webhook_act, name="webhook_act"),
    path("admin/notices/", notices.notices, name="notices"),
    path("admin/notices/test/", notices.try_notice, name="try_notice"),
    path("notices/", notices.my_notices, name="my_notices"),
    path("n/<slug:token>/", notices.stop_notices, name="stop_notices"),
    path("about/", about.about, name="about"),
]
