"""Sign-in, sessions, secrets and headers."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy

from scicomm.config.settings.environment import WRONG, WrongValue, addresses, flag, folder, number, text, words

_home = folder("SCICOMM_HOME", Path(__file__).resolve().parents[4] / "var")


def _kept_secret(path: Path) -> str:
    """The secret of this installation: made once, readable by its owner only.

    Two processes may start at the same moment; O_EXCL lets exactly one of them write, the other reads what it wrote.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        secret = secrets.token_urlsafe(50)
        file.write(secret)
    return secret


SECRET_KEY = text("SCICOMM_SECRET_KEY") or _kept_secret(_home / "secret_key")
SITE_URL = text("SCICOMM_SITE_URL", f"http://localhost:{text('PORT', '8000')}").rstrip("/")
_https = SITE_URL.startswith("https://")

AUTH_USER_MODEL = "organisation.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_ADAPTER = "scicomm.config.sign_in.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Lock-out: five wrong passwords in five minutes for one account, twenty an hour for one address.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,20/1h/ip", "login": "30/m/ip", "reset_password": "5/h/ip,3/h/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _https
MFA_TOTP_ISSUER = "SciComm"


def _openid_apps() -> list[dict[str, Any]]:
    """OpenID Connect providers from JSON: [{"provider_id", "name", "client_id", "secret", "settings": {"server_url"}}]."""
    raw = text("SCICOMM_OPENID", "")
    if not raw:
        return []
    try:
        apps = json.loads(raw)
        valid = isinstance(apps, list) and all({"provider_id", "client_id", "settings"} <= set(app) for app in apps)
    except (ValueError, TypeError):
        valid = False
    if not valid:
        example = '[{"provider_id": "sso", "name": "SSO", "client_id": "…", "secret": "…", "settings": {"server_url": "https://…"}}]'
        WRONG.append(WrongValue("SCICOMM_OPENID", gettext_lazy("a JSON list of providers"), example))
        return []
    return list(apps)


SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": _openid_apps()}}
SOCIALACCOUNT_ADAPTER = "scicomm.config.sign_in.SocialAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
# Read whatever the address is, so that a wrong value is reported.
_hsts = flag("SCICOMM_HSTS")
SECURE_HSTS_SECONDS = 31536000 if _https and _hsts else 0
_proxied = flag("SCICOMM_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _proxied else None
# Limits count addresses of readers: behind our proxy that is the last word of X-Forwarded-For, not the proxy's own address.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _proxied else 0
SILENCED_SYSTEM_CHECKS: list[str] = []
CSRF_TRUSTED_ORIGINS = [SITE_URL, *words("SCICOMM_TRUSTED_ORIGINS")]
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# Whether feeds are fetched at all, and whether from addresses of the own network too (for tests and closed networks).
SCICOMM_FETCH = flag("SCICOMM_FETCH", True)
SCICOMM_FETCH_PRIVATE = flag("SCICOMM_FETCH_PRIVATE")
# Whether stories are sent to accounts on platforms; if not, what would be sent is logged and left to people.
SCICOMM_OUTLETS = flag("SCICOMM_OUTLETS", True)
# Where a platform is reached instead of at its own address: by a relay of the house with an address the platform lets in.
SCICOMM_RELAYS = addresses(
    "SCICOMM_RELAYS", ("wechat", "weibo", "telegram", "telegram-web", "bluesky", "bluesky-appview")
)
# The domain in the identifiers of our records for harvesters; they are kept for ever, so it must outlive a move of the site.
SCICOMM_OAI_NAMESPACE = text("SCICOMM_OAI_NAMESPACE")
# What passwords of other systems are sealed with; without it, the site's own secret. The old one opens what it sealed.
SCICOMM_PASSWORD_KEYS = [*words("SCICOMM_PASSWORD_KEY"), SECRET_KEY]
# A folder with Crossref's official schemas, asked beside our own check; and after how many days an answer is missed.
SCICOMM_CROSSREF_SCHEMAS = text("SCICOMM_CROSSREF_SCHEMAS")
SCICOMM_DEPOSIT_PATIENCE = number("SCICOMM_DEPOSIT_PATIENCE", 7, least=1, most=90)
# Requests a minute that one client may make to /api/v1/, in each web process; 0 sets no limit.
SCICOMM_API_RATE = number("SCICOMM_API_RATE", 600, most=1_000_000)
