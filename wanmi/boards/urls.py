"""The addresses of the appraisal's pages."""

from __future__ import annotations

from django.urls import path

from wanmi.boards.views import behind, export, harmony, league, standing, themes, wall, yearly

urlpatterns = [
    path("boards/", league.table, name="league"),
    path("boards/trends/", league.trend, name="league_trend"),
    path("boards/subject/", league.subject, name="league_subject"),
    path("boards/cases/", behind.cases, name="cases_behind"),
    path("boards/map/", themes.theme_map, name="theme_map"),
    path("boards/harmony/", harmony.table, name="harmony"),
    path("boards/export/", export.export, name="league_export"),
    path("boards/whistles/", standing.whistles, name="board_whistles"),
    path("boards/years/", yearly.yearly, name="board_year"),
    path("boards/rates/", standing.rates, name="board_rates"),
    path("boards/obligations/", standing.obligations, name="board_obligations"),
    path("boards/wall/", wall.wall, name="wall"),
    path("boards/wall/counters/", wall.counters, name="wall_counters"),
]
