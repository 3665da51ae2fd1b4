"""The WSGI entry that granian serves."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from scicomm.config.collector import loading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scicomm.config.settings")
with loading():
    application = get_wsgi_application()
