"""The public pages: open to everyone, without an account."""

from __future__ import annotations

from django.urls import path

from wanmi.public.views import acts, cases, citymap, feeds, groups, parts, receipt, report, rights, start, topics

urlpatterns = [
    path("public/", start.start, name="public_start"),
    path("public/privacy/", start.privacy, name="public_privacy"),
    path("public/report/", report.report, name="public_report"),
    path("public/report/near/", parts.near, name="public_near"),
    path("public/report/items/", parts.items, name="public_items"),
    path("public/report/address/", parts.address, name="public_address"),
    path("public/report/place/", parts.place_at, name="public_place_at"),
    path("public/cases/", cases.listed, name="public_cases"),
    path("public/cases/feed.rss", feeds.rss, name="public_rss"),
    path("public/cases/feed.atom", feeds.atom, name="public_atom"),
    path("public/cases/<slug:number>/", cases.case, name="public_case"),
    path("public/cases/<slug:number>/support/", report.support, name="public_support"),
    path("public/map/", citymap.city_map, name="public_map"),
    path("public/map/grids/<slug:code>/", citymap.grid_card, name="public_grid"),
    path("public/map/<slug:level>.json", citymap.outline, name="public_outline"),
    path("public/topics/", topics.topics, name="public_topics"),
    path("public/topics/<int:pk>/", topics.topic, name="public_topic"),
    path("public/tiles/cases/<int:z>/<int:x>/<int:y>.pbf", citymap.case_tile, name="public_case_tile"),
    path("public/tiles/<slug:layer>/<int:z>/<int:x>/<int:y>.pbf", citymap.tile, name="public_tile"),
    path("public/groups/<slug:public_id>/", groups.group, name="public_group"),
    path("public/g/<slug:token>/", groups.member, name="public_member"),
    path("public/g/<slug:token>/<int:pk>/report/", groups.tap, name="public_member_tap"),
    path("public/g/<slug:token>/leave/", groups.leave, name="public_member_leave"),
    path("public/r/<slug:token>/", receipt.receipt, name="receipt"),
    path("public/r/<slug:token>/rate/", acts.rate, name="receipt_rate"),
    path("public/r/<slug:token>/reopen/", acts.reopen, name="receipt_reopen"),
    path("public/r/<slug:token>/tickets/<slug:number>/<slug:action>/", acts.ticket, name="receipt_ticket"),
    path("public/r/<slug:token>/photos/<slug:digest>/", receipt.photo, name="receipt_photo"),
    path("public/r/<slug:token>/data/", rights.data, name="receipt_data"),
    path("public/r/<slug:token>/data/copy.json", rights.copy, name="receipt_copy"),
    path("public/r/<slug:token>/data/contact/", rights.correct, name="receipt_contact"),
    path("public/r/<slug:token>/data/withdraw/", rights.withdraw, name="receipt_withdraw"),
    path("public/r/<slug:token>/data/erase/", rights.erase, name="receipt_erase"),
]
