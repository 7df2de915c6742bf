"""Django settings. What differs between installations comes from the environment; docs/settings.md lists it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF

from wanmi import environment
from wanmi.secret import kept_secret

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / environment.text("WANMI_HOME")
HOME.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds personal data
PRODUCTION = environment.choice("WANMI_MODE", "demo", "production") == "production"
DEBUG = environment.choice("WANMI_DEBUG", "0", "1") == "1"
SECRET_FILE = HOME / "secret"
SECRET_KEY = environment.text("WANMI_SECRET_KEY") or kept_secret(SECRET_FILE)

# --- rooms ---

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "wanmi.journal",
    "wanmi.outbox",
    "wanmi.almanac",
    "wanmi.territory",
    "wanmi.workforce",
    "wanmi.catalogue",
    "wanmi.addresses.base",
    "wanmi.cases",
    "wanmi.proceedings",
    "wanmi.responsibility",
    "wanmi.assemblies",
    "wanmi.consultations",
    "wanmi.careers",
    "wanmi.ledgers",
    "wanmi.webhooks",
    "wanmi.notices",
    "wanmi.joint",
    "wanmi.lanes",
    "wanmi.circles",
    "wanmi.governance",
    "wanmi.topics",
    "wanmi.residence",
    "wanmi.firms",
    "wanmi.schemes",
    "wanmi.appraisal",
    "wanmi.merging",
    "wanmi.sources",
    "wanmi.intake",
    "wanmi.open311",
    "wanmi.packs",
    "wanmi.field",
    "wanmi.public",
    "wanmi.api",
    "wanmi.boards",
    "wanmi.site",  # before allauth, whose pages it draws anew
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "wanmi.api.middleware.ProblemsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "wanmi.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wanmi.workforce.middleware.ActingMiddleware",
    "wanmi.workforce.middleware.AccessMiddleware",
    "wanmi.site.middleware.AnswersMiddleware",
    "wanmi.public.middleware.PublicAnswersMiddleware",
]
ROOT_URLCONF = "wanmi.urls"
WSGI_APPLICATION = "wanmi.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wanmi.site.context.console",
            ],
        },
    },
]

# --- database: embedded SQLite, or PostgreSQL by DATABASE_URL ---

DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        environment.text("DATABASE_URL") or f"sqlite:///{HOME / 'wanmi.sqlite3'}",
        conn_max_age=600,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 30,  # seconds to wait for the one writer
        "transaction_mode": "IMMEDIATE",  # a transaction that began as a reader could not wait for its turn to write
        # FULL: an act that was acknowledged survives a power cut.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;",
    }
# Limits on sign-in attempts must hold across threads, processes and machines, and through a restart.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "wanmi_cache"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- languages and time ---

USE_TZ = True
TIME_ZONE = "UTC"  # stored; pages show the city's own zone, a setting of its pack
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]

# --- what is sent out ---

PUBLIC_URL = environment.text("WANMI_PUBLIC_URL").rstrip("/")
EMAIL_SERVER = environment.address("WANMI_EMAIL_URL", "smtp", "smtps", "smtp+plain")  # None: a file instead
EMAIL_HOST = EMAIL_SERVER.hostname or "" if EMAIL_SERVER else ""
EMAIL_PORT = (EMAIL_SERVER.port if EMAIL_SERVER else None) or 587
EMAIL_HOST_USER = unquote(EMAIL_SERVER.username or "") if EMAIL_SERVER else ""
EMAIL_HOST_PASSWORD = unquote(EMAIL_SERVER.password or "") if EMAIL_SERVER else ""
EMAIL_USE_TLS = EMAIL_SERVER is not None and EMAIL_SERVER.scheme == "smtp"
EMAIL_USE_SSL = EMAIL_SERVER is not None and EMAIL_SERVER.scheme == "smtps"
EMAIL_TIMEOUT = 20  # seconds; less than the lease of a message
DEFAULT_FROM_EMAIL = environment.text("WANMI_EMAIL_FROM")
SMS_GATEWAY = environment.text("WANMI_SMS_GATEWAY")
NOTICES_FILE = HOME / "notices.log"
COMPANIONS = "wanmi.linkage.answering.Answers"  # which joint obligations answer the person, for notices
ALARMS = "wanmi.circles.queries.rung"  # which entries ring at a post at once, for notices
RESIDENT_HOME = "wanmi.public.queries.home_of"  # the page of whoever left a contact in a case, and his language
OUTGOING_PRIVATE = environment.choice("WANMI_OUTGOING_PRIVATE", "0", "1") == "1"
SOURCE_TOKENS = environment.pairs("WANMI_SOURCE_TOKENS")
OUTBOX_PATIENCE = timedelta(hours=environment.number("WANMI_OUTBOX_PATIENCE_HOURS"))
OUTBOX_KEEP = timedelta(days=environment.number("WANMI_OUTBOX_KEEP_DAYS"))

# --- files ---

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "attachments"
LAKE = ROOT / (environment.text("WANMI_LAKE") or HOME / "lake")
SOURCES_FOLDER = HOME / "sources"  # files of other systems, in a folder for each
LEARNED = HOME / "learned"  # what a city has learned from its own history
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
MAX_BODY_BYTES = environment.number("WANMI_MAX_BODY_MB") * 1_000_000

# --- signing in ---

AUTH_USER_MODEL = "workforce.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("WANMI_PROXIES")
ACCOUNT_ADAPTER = "wanmi.workforce.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # no address is asked for; the adapter closes sign-up itself
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True  # the session's age is the idle time, below
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key",  # key: the user name
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
MFA_ADAPTER = "wanmi.workforce.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Wanmi"
MFA_TOTP_TOLERANCE = 1  # one step of 30 s, for phones whose clock is off

# --- sessions, cookies, headers ---

SESSION_COOKIE_AGE = environment.number("WANMI_IDLE_MINUTES") * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
ALLOWED_HOSTS = environment.words("WANMI_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = environment.words("WANMI_ORIGINS")
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False  # the city's other sites are not ours to bind
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
BASE_MAP = environment.text("WANMI_BASE_MAP")
BASE_MAP_HOSTS = ["{0.scheme}://{0.netloc}".format(urlsplit(BASE_MAP))] if BASE_MAP else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "connect-src": [SELF, *BASE_MAP_HOSTS],  # the map fetches its tiles
        "img-src": [SELF, "data:", "blob:", *BASE_MAP_HOSTS],  # previews of photos, icons drawn on the map
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY = "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()"

# --- log: to standard error, without request bodies ---

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "wanmi": {"level": "INFO"},
        "django": {"handlers": [], "propagate": True, "level": "WARNING"},
    },
}
