"""The settings under test: the real ones, in a home of their own, with a cheap password hash and no static manifest."""

import atexit
import os
import shutil
import tempfile

os.environ["WANMI_HOME"] = tempfile.mkdtemp(prefix="wanmi-test-")
os.environ["WANMI_MODE"] = "demo"
atexit.register(shutil.rmtree, os.environ["WANMI_HOME"], ignore_errors=True)

from wanmi.settings import *  # noqa: E402, F403  # the environment must be set first
from wanmi.settings import DATABASES, HOME, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True  # finds static files where they lie, so that none need be gathered
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: two connections must meet the same locks as in service.
    DATABASES["default"]["TEST"] = {"NAME": HOME / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
