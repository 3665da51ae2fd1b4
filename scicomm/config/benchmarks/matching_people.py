"""The readers that the matching is measured with: always the same people by chance, written into a database without the ORM."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

SUBJECTS, SEGMENTS = 2000, 12
REGIONS = ("", "110108", "110000", "310000", "320500", "440106", "420100", "510100")
_AT_A_TIME = 100_000


class People:
    """Profiles by chance: 8.3 interests each on average, subjects by Zipf's law, one in ten a "never"."""

    def __init__(self, count: int) -> None:
        self.rng = np.random.default_rng(20261126)
        self.count = count
        rows = np.repeat(np.arange(count), np.clip(self.rng.poisson(9.2, count), 0, 60))
        shares = 1 / np.arange(1, SUBJECTS + 1)
        subjects = np.searchsorted(np.cumsum(shares / shares.sum()), self.rng.random(len(rows))).clip(0, SUBJECTS - 1)
        pairs = np.unique(rows * SUBJECTS + subjects)
        self.row, self.subject = pairs // SUBJECTS, pairs % SUBJECTS
        self.weight = self.rng.choice([1, 2, 3, -1], len(pairs), p=[0.45, 0.3, 0.15, 0.1])
        self.own = self.rng.choice(2, count, p=[0.8, 0.2])
        self.also = self.rng.random(count) < 0.3
        self.level = self.rng.choice([1, 2, 3, 4, 5], count, p=[0.1, 0.2, 0.4, 0.2, 0.1])
        self.segment = self.rng.integers(0, SEGMENTS, count)
        self.region = self.rng.integers(0, len(REGIONS), count)
        self.is_personal = self.rng.random(count) < 0.9
        self.is_young = self.rng.random(count) < 0.03
        self.is_confirmed = self.rng.random(count) < 0.95
        self.left = self.rng.choice([0, 1, 2, 3], count, p=[0.1, 0.2, 0.3, 0.4])
        self.media = self.rng.choice([0, 1, 3, 127, 5], count, p=[0.6, 0.1, 0.1, 0.1, 0.1])


def fill(count: int) -> dict[str, Any]:
    """Write the profiles into the database as the site holds them; says on standard error how far it is."""
    from scicomm.audiences.models import Interest, ReaderProfile, Segment, Subscription
    from scicomm.core.models import Subject

    people = People(count)
    Subject.objects.bulk_create(
        Subject(code=f"b{n}", name_zh=f"学科{n}", name_en=f"Subject {n}") for n in range(SUBJECTS)
    )
    subjects = np.array(Subject.objects.filter(code__startswith="b").order_by("pk").values_list("pk", flat=True))
    Segment.objects.bulk_create(
        Segment(code=f"b{n}", name_zh=f"人群{n}", name_en=f"Public {n}") for n in range(SEGMENTS)
    )
    segments = np.array(Segment.objects.filter(code__startswith="b").order_by("pk").values_list("pk", flat=True))
    numbers = np.arange(count) + 1
    links = ReaderProfile.segments.through
    with _bare(Subscription, ReaderProfile, links, Interest):
        _subscriptions(people, numbers)
        _profiles(people, numbers)
        _write(links, {"readerprofile_id": numbers, "segment_id": segments[people.segment]})
        values = {"profile_id": people.row + 1, "subject_id": subjects[people.subject], "weight": people.weight}
        _write(Interest, values)
    return {"profiles": count, "interests": len(people.row)}


def _subscriptions(people: People, numbers: Any) -> None:
    from django.utils import timezone

    from scicomm.audiences.models import Subscription

    usual = Subscription(kind="digest", asked_at=timezone.now(), consent_version="1", consent_locale="en", key="k",
                         confirm_key="c", created_at=timezone.now())  # fmt: skip
    columns = {
        "id": numbers,
        "email": np.array([f"r{number}@readers.example" for number in numbers.tolist()], object),
        "language": np.array(["zh-hans", "en"], object)[people.own],
        "state": np.where(people.is_confirmed, "confirmed", "left").astype(object),
    }
    _write(Subscription, columns, usual)


def _profiles(people: People, numbers: Any) -> None:
    from django.utils import timezone

    from scicomm.audiences.enums import Medium
    from scicomm.audiences.models import ReaderProfile

    media = {mask: [kind for bit, kind in enumerate(Medium.values) if mask >> bit & 1] for mask in range(128)}
    lists = np.array([json.dumps(media[mask]) for mask in range(128)], object)
    columns = {
        "id": numbers, "subscription_id": numbers, "level": people.level,
        "region": np.array(REGIONS, object)[people.region], "media": lists[people.media],
        "also_reads": np.array([json.dumps([]), json.dumps(["zh-hans", "en"])], object)[people.also.astype(int)],
        "most_a_week": people.left, "is_personal": people.is_personal, "is_under_14": people.is_young,
    }  # fmt: skip
    _write(ReaderProfile, columns, ReaderProfile(changed_at=timezone.now()))


def _write(model: Any, columns: dict[str, Any], usual: Any = None) -> None:
    """Rows of a model: what is no column of ours is as in `usual`. Millions of rows, no object for each."""
    from django.db import connection, transaction

    count, table = len(next(iter(columns.values()))), model._meta.db_table
    same = {
        field.attname: field.get_db_prep_save(getattr(usual, field.attname), connection)
        for field in model._meta.concrete_fields
        if usual is not None and field.attname not in columns
    }
    names = ", ".join(f'"{name}"' for name in [*columns, *same])
    sql = f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(["%s"] * (len(columns) + len(same)))})'  # noqa: S608
    began, rest = time.monotonic(), tuple(same.values())
    for low in range(0, count, _AT_A_TIME):
        part = [column[low : low + _AT_A_TIME].tolist() for column in columns.values()]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(sql, [(*row, *rest) for row in zip(*part, strict=True)])
        if low // _AT_A_TIME % 10 == 9 or low + _AT_A_TIME >= count:
            _say(f"{table}: {min(low + _AT_A_TIME, count):,} of {count:,} rows, {time.monotonic() - began:.0f} s")


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


@contextmanager
def _bare(*models: Any) -> Iterator[None]:
    """On SQLite the tables lose their indexes while rows come in, and get them back at the end: a fraction of the time."""
    from django.db import connection

    if connection.vendor != "sqlite":
        yield
        return
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(tables))
        found = f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql > '' AND tbl_name IN ({marks})"  # noqa: S608
        cursor.execute(found, tables)
        indexes = cursor.fetchall()
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.execute("PRAGMA cache_size = -400000")
        connection.disable_constraint_checking()
        for name, _sql in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        for name, sql in indexes:
            began = time.monotonic()
            cursor.execute(sql)
            _say(f"index {name}: {time.monotonic() - began:.0f} s")
        cursor.execute("ANALYZE")
    connection.enable_constraint_checking()
