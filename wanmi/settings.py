"""Django settings. Everything that differs between installations comes from the environment; docs/settings.md lists it."""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("WANMI_HOME", ROOT / "var"))  # database, secret, attachments
SECRET_KEY = os.environ.get("WANMI_SECRET_KEY", "insecure-until-the-settings-room-is-built")
DEBUG = False
ALLOWED_HOSTS = ["*"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "wanmi.journal",
    "wanmi.almanac",
    "wanmi.territory",
    "wanmi.workforce",
    "wanmi.catalogue",
    "wanmi.cases",
    "wanmi.intake",
    "wanmi.packs",
    "wanmi.site",
]
AUTH_USER_MODEL = "workforce.Staff"
DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{HOME / 'wanmi.sqlite3'}")}
USE_TZ = True
TIME_ZONE = "UTC"  # stored; the city's own zone is a setting of its pack
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
