"""Who was erased stands nowhere: not in a table, a file, an index or a log; what stays is listed."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.db.models import ForeignKey
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from scicomm.audiences import actions
from scicomm.audiences.actions.erasing import STAYS
from scicomm.audiences.models import Consent, OutgoingMail, Subscription, WatchedQuery
from scicomm.audiences.rules import confirm_token, read_query
from scicomm.audiences.tasks import forget, send_mails
from scicomm.core.models import Subject
from tests.factories.audiences import child, digest_reader, reader

pytestmark = pytest.mark.django_db

MARK = "zq7xmarker"
ADDRESS = f"{MARK}.lin@readers.example"

# What an erased reader's row still says: a number, what for, how it stood, and when.
KEPT_FIELDS = {
    *("id", "language", "kind", "all_units", "state", "key", "confirm_key", "asked_at", "consent_version"),
    *("consent_locale", "confirmed_at", "left_at", "erased_at", "created_at"),
}


def places_with(mark: str, home: Path) -> list[str]:
    """Every table and every file of the home in which the mark stands, in whatever column."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                if any(mark in _text(value) for value in row):
                    found.append(f"table {table}: {row}")
    for folder in {home, Path(django_settings.MEDIA_ROOT)}:
        for path in folder.rglob("*"):
            if (
                path.is_file()
                and path.suffix not in {".sqlite3", ".sqlite3-wal"}
                and mark.encode() in path.read_bytes().lower()
            ):
                found.append(f"file {path}")
    return found


def _text(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace").lower()
    return str(value).lower()


def fill(academy: Any, client: Client) -> Subscription:
    """One reader everywhere: digest with profile, newsletter, saved search, a pending child of the same name, mails, audit."""
    row = digest_reader(ADDRESS, segments=["teachers"], region="4201")
    actions.change_profile(
        row,
        actions.ProfileChoice(
            topics=[(Subject.objects.get(code="140"), 3)],
            is_personal=False,
            all_units=False,
            units=[academy.north_lake],
        ),
    )
    letters = reader(ADDRESS.upper(), units=[academy.north_lake])
    actions.change_preferences(letters, all_units=True, units=[])
    search = actions.ask_to_save_search(
        read_query(QueryDict(f"q={MARK}")), email=ADDRESS, language="zh-hans", consent_locale="zh-hans",
        frequency="daily", name=f"{MARK} 的论文",
    )  # fmt: skip
    actions.confirm_search(confirm_token(search.pk, search.confirm_key))
    actions.change_search(search, name=f"{MARK} 新", frequency="weekly")
    Consent.objects.filter(subscription=letters).update(proof=f"名片 {MARK}")
    child(ADDRESS.replace("lin", "kid"), f"{MARK}.parent@readers.example")
    form = {"email": ADDRESS, "language": "zh-hans", "frequency": "weekly", "consent": "on", "scope": "all"}
    client.post("/subscribe/digest/", form)
    client.post("/subscribe/", form)
    client.get(f"/subscribe/data/{row.manage_token}/")
    return row


def test_erasing_leaves_a_number_and_times(
    academy: Any, client: Client, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert not places_with(MARK, tmp_path)
    row = fill(academy, client)
    send_mails()
    before = places_with(MARK, tmp_path)
    for place in (
        "table audiences_subscription",
        "table audiences_savedsearch",
        "table audiences_watchedquery",
        "file ",
    ):
        assert any(found.startswith(place) for found in before), place
    assert any("mail" in found and found.startswith("file") for found in before)
    assert client.post(f"/subscribe/erase/{row.manage_token}/").status_code == 302
    kid = Subscription.objects.get(email__contains="kid")
    actions.refuse_as_guardian(kid.guardian)
    forget()
    cache.clear()
    assert places_with(MARK, tmp_path) == []
    # SQL is logged with its values at the lowest level only; what our own code says never has an address.
    assert not [
        line for line in caplog.records if MARK in line.getMessage().lower() and line.name != "django.db.backends"
    ]
    assert not OutgoingMail.objects.exists() and not WatchedQuery.objects.exists()
    for left in Subscription.objects.all():
        values = {field.name: getattr(left, field.name) for field in left._meta.concrete_fields}
        assert left.erased_at and not [name for name, value in values.items() if value and name not in KEPT_FIELDS]
    assert set(Consent.objects.values_list("proof", flat=True)) <= {""}
    assert Consent.objects.filter(subscription=row, purpose="digest", is_given=False).exists()


def test_a_query_that_others_watch_too_stays_for_them(academy: Any) -> None:
    rows = []
    for email in (ADDRESS, "zhou@readers.example"):
        search = actions.ask_to_save_search(
            read_query(QueryDict("q=湖")), email=email, language="zh-hans", consent_locale="zh-hans",
            frequency="daily", name="湖",
        )  # fmt: skip
        rows.append(actions.confirm_search(confirm_token(search.pk, search.confirm_key)))
    assert rows[0] and rows[1]
    actions.erase_reader(rows[0].subscription)
    assert WatchedQuery.objects.count() == 1
    rows[1].refresh_from_db()
    assert rows[1].state == "active"


def test_every_table_that_hangs_on_a_reader_is_emptied_or_listed_as_staying(academy: Any, client: Client) -> None:
    """Add a table with a key to Subscription: empty it in `erase_subscription`, or say in STAYS what stays and why."""
    emptied = {
        *("audiences.ReaderProfile", "audiences.Guardian", "audiences.SavedSearch", "audiences.Contact"),
        *("audiences.Digest", "audiences.Bounce", "audiences.Suspension"),
    }
    hanging = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model is Subscription
    }
    assert hanging == emptied | set(STAYS)
    row = fill(academy, client)
    actions.erase_reader(row)
    for label in emptied:
        assert not apps.get_model(label)._default_manager.filter(subscription__erased_at__isnull=False).exists(), label
    assert timezone.now() >= Subscription.objects.get(pk=row.pk).erased_at  # type: ignore[operator]
