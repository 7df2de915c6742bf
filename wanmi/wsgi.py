"""The WSGI application: `granian --interface wsgi wanmi.wsgi:application`; `wanmi serve` does it with the checks."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanmi.settings")
application = get_wsgi_application()
