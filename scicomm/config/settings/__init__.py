"""The settings: what Django and its libraries read. Every switch is an environment variable with a page in docs/settings.md."""

from __future__ import annotations

from pathlib import Path

from .environment import WRONG, flag, folder, number, text, words

BASE_DIR = Path(__file__).resolve().parent.parent.parent
PROJECT_DIR = BASE_DIR.parent

# Everything the system keeps lives under one folder, so that a backup is a copy and an uninstall is a removal.
SCICOMM_HOME = folder("SCICOMM_HOME", PROJECT_DIR / "var")

DEBUG = flag("SCICOMM_DEBUG")
HOST = text("HOST", "127.0.0.1")
PORT = number("PORT", 8000, least=1, most=65535)

# The rooms, lowest first: the same order as the import contract and docs/map.md (tests/test_house.py compares them).
FLOW = (
    "core",
    "organisation",
    "search",
    "assets",
    "journals",
    "newsroom",
    "channels",
    "audiences",
    "listening",
    "responses",
    "assessment",
    "desk",
    "portal",
    "config",
)

INSTALLED_APPS = [
    # Ours come first, highest room first, so that their templates win over Wagtail's and allauth's.
    *(f"scicomm.{room}" for room in reversed(FLOW)),
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.locales",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "treebeard",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    # Before the page cache: a kept page is a visit like any other.
    "scicomm.audiences.middleware.DigestVisitsMiddleware",
    "scicomm.portal.middleware.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "scicomm.portal.middleware.ContentSecurityPolicyMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "scicomm.config.urls"
WSGI_APPLICATION = "scicomm.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "scicomm.config.context.site_frame",
            ],
        },
    },
]

SCICOMM_DEMO = flag("SCICOMM_DEMO", True)
SCICOMM_DEMO_PASSWORD = text("SCICOMM_DEMO_PASSWORD", "demo-academy-2026")

from .parts.database import *  # noqa: E402, F403
from .parts.languages import *  # noqa: E402, F403
from .parts.mail import *  # noqa: E402, F403
from .parts.newsroom import *  # noqa: E402, F403
from .parts.security import *  # noqa: E402, F403
from .parts.storage import *  # noqa: E402, F403
from .parts.tasks import *  # noqa: E402, F403
from .parts.usage import *  # noqa: E402, F403
from .parts.wagtail import *  # noqa: E402, F403

ALLOWED_HOSTS = words("SCICOMM_HOSTS", "localhost 127.0.0.1 [::1]")

SCICOMM_WRONG_VALUES = WRONG

__all__ = [name for name in globals() if name.isupper()]
