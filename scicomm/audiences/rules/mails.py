"""Tokens, Message-IDs, due days: pure decisions about readers and mails."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from urllib.parse import urlsplit

from django.core import signing
from django.utils.crypto import salted_hmac

# The words a reader agrees to stand in templates/audiences/consent.html; a new wording gets a new version.
CONSENT_VERSION = "2026-1"


# How long the button in a confirmation mail works, and how long an address that never confirmed is kept.
CONFIRM_WITHIN = dt.timedelta(days=7)


FORGET_AFTER = dt.timedelta(days=30)


# A second request within this time sends no second mail: nobody can fill a stranger's mailbox through our form.
ASK_AGAIN_AFTER = dt.timedelta(minutes=10)


LEAVE_SALT = "audiences.leave"


MANAGE_SALT = "audiences.manage"


def normal_address(email: str) -> str:
    """An address as it is stored and compared: without spaces, the host part in lower case."""
    local, _, host = email.strip().rpartition("@")
    return f"{local}@{host.lower()}"


def confirm_token(subscription_id: int, key: str) -> str:
    """The secret of a confirmation link, made anew from the row's key at send time, so that it is stored nowhere."""
    return salted_hmac("audiences.confirm", f"{subscription_id}:{key}", algorithm="sha256").hexdigest()


def token_hash(token: str) -> str:
    """What is stored of a confirmation token."""
    return hashlib.sha256(token.encode()).hexdigest()


def signed_token(subscription_id: int, key: str, salt: str) -> str:
    """A signed link for leaving or for preferences; it works as long as the subscription does."""
    return signing.Signer(salt=salt, sep=".").sign(f"{subscription_id}-{key[:12]}")


def read_token(token: str, salt: str) -> tuple[int, str] | None:
    """The subscription id and key of a signed link; None for a forged one."""
    try:
        value = signing.Signer(salt=salt, sep=".").unsign(token)
    except signing.BadSignature:
        return None
    identifier, _, key = value.partition("-")
    return (int(identifier), key) if identifier.isdecimal() else None


def message_id(kind: str, first: int, second: int | str, site_url: str) -> str:
    """A mail's name, the same however often it is built: `<issue-12-345@host>`."""
    return f"<{kind}-{first}-{second}@{urlsplit(site_url).hostname or 'localhost'}>"


# What each rule of a newsletter tells its readers of; that a story was killed they are always told.
_TELLS = {
    "never": frozenset({"killed"}),
    "grave": frozenset({"withdrawn", "killed"}),
    "corrections": frozenset({"corrected", "withdrawn", "killed"}),
    "all": frozenset({"corrected", "updated", "withdrawn", "killed"}),
}


def tells(rule: str, kind: str) -> bool:
    """Whether a newsletter with this rule mails its readers about a change of that kind."""
    return kind in _TELLS.get(rule, frozenset({"killed"}))


def without_addresses(text: str) -> str:
    """An error text without mail addresses: servers like to repeat them, and no log or screen should."""
    return re.sub(r"[^\s<>\"'(),;:\[\]{}]+@[^\s<>\"'(),;:\[\]{}]+", "…@…", text)


def is_due(last_at: dt.datetime | None, every_days: int, now: dt.datetime) -> bool:
    """Whether a newsletter's next issue is due; the first one is due at once, and 0 days means never by itself.

    An hour is forgiven, so that a weekly issue does not wander later from week to week.
    """
    if every_days == 0:
        return False
    return last_at is None or now - last_at >= dt.timedelta(days=every_days) - dt.timedelta(hours=1)
