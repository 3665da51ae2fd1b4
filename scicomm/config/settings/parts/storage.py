"""Files: media, static files, caches and the log."""

from __future__ import annotations

from pathlib import Path

from scicomm.config.settings.environment import flag, folder, number, text

_package = Path(__file__).resolve().parents[3]
_home = folder("SCICOMM_HOME", _package.parent / "var")

STATIC_URL = "/static/"
STATIC_ROOT = _home / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [_package / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = _home / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # Parts of articles, kept sources, uploads on their way in: no address leads here, views hand out what may be seen.
    "journals": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(_home / "journals"), "base_url": None, "file_permissions_mode": 0o640},
    },
    # Files that came with leads: for those who may see the lead, through a view, as downloads.
    "leads": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(_home / "leads"), "base_url": None, "file_permissions_mode": 0o640},
    },
    # Files that came with questions by mail: for those who handle the case.
    "cases": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(_home / "cases"), "base_url": None, "file_permissions_mode": 0o640},
    },
}
# What is kept of pictures for IIIF, in megabytes: tiles and pyramids that were not used for longest go first.
SCICOMM_IIIF_CACHE_MB = number("SCICOMM_IIIF_CACHE_MB", 2048, least=16)
# Where a proxy in front (nginx: an internal location on the media folder) hands out recordings itself; empty: this process does.
SCICOMM_ACCEL_PREFIX = text("SCICOMM_ACCEL_PREFIX")
# A folder whose articles the worker takes in as they come to rest; empty: none.
SCICOMM_WATCH_FOLDER = text("SCICOMM_WATCH_FOLDER")
# A folder that an FTP server writes pictures to: <folder>/<unit>/<batch>/…; empty: none.
SCICOMM_ASSETS_FOLDER = text("SCICOMM_ASSETS_FOLDER")
# The largest file that may be sent, and how much one person may have on the way at once.
SCICOMM_UPLOAD_MAX_MB = number("SCICOMM_UPLOAD_MAX_MB", 2000, least=1, most=100_000)
SCICOMM_UPLOAD_QUOTA_MB = number("SCICOMM_UPLOAD_QUOTA_MB", 20_000, least=1, most=10_000_000)
# Served from the packages themselves: no collecting step between an update and a running site.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = flag("SCICOMM_DEBUG")
WHITENOISE_MAX_AGE = 3600

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_secrets": {"()": "scicomm.core.logs.NoSecrets"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_secrets"]}},
    "root": {"handlers": ["console"], "level": text("SCICOMM_LOG_LEVEL", "INFO")},
    "loggers": {"django.security.DisallowedHost": {"level": "ERROR"}, "httpx": {"level": "WARNING"}},
}
