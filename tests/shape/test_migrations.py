"""Models are sound; migrations are complete, in one line for each room, and can be run from nothing."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

OURS = {config.label for config in apps.get_app_configs() if config.name.startswith("wanmi.")}


def test_models_and_addresses_pass_the_checks_of_django():
    """Such as two rooms that give the same name to their way back from one model."""
    call_command("check", fail_level="WARNING")


def test_nothing_is_missing(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_each_room_has_one_line_of_migrations():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    assert loader.detect_conflicts() == {}
    for (app, name), migration in loader.disk_migrations.items():
        if app in OURS:
            before = [dependency for dependency in migration.dependencies if dependency[0] == app]
            assert len(before) == (0 if migration.initial else 1), name
            assert not migration.replaces, name


@pytest.mark.django_db
def test_all_are_applied():
    loader = MigrationLoader(connection)
    assert set(loader.disk_migrations) == set(loader.applied_migrations)
