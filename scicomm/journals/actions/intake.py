"""Files read before, into the house: an article goes in, a refusal is set aside, and each says what became of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from scicomm.journals.actions.articles import Intake, NotYourJournal, ingest_article
from scicomm.journals.actions.quarantine import quarantine
from scicomm.journals.rules.reading import NOT_STORED, NOT_YOURS, ReadFile, Refusal
from scicomm.organisation.models import Unit


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: `accepted`, `updated`, `unchanged` with the article's key, or `quarantined` (the file is at
    fault) or `refused` (the sender is) with the refusal. Light, because a run may have many."""

    file: str
    state: str
    article_id: int | None = None
    doi: str = ""
    title: str = ""
    version: int = 0
    refusal: Refusal | None = None


@transaction.atomic
def take_in(
    files: Sequence[ReadFile | Refusal],
    *,
    default_unit: Unit,
    acting_user: Any = None,
    shared: Intake | None = None,
) -> list[Outcome]:
    """Take in a handful of files in one transaction with a savepoint each: one that fails leaves the others alone.

    Killed in between, none of the handful has gone in and the next run takes them; none goes in twice.
    """
    shared = shared or Intake()
    try:
        return [_take_one(one, default_unit, acting_user, shared) for one in files]
    except BaseException:
        shared.forget()
        raise


def _take_one(one: ReadFile | Refusal, unit: Unit, user: Any, shared: Intake) -> Outcome:
    if isinstance(one, Refusal):
        return _set_aside(one, unit, user)
    try:
        result = ingest_article(one.parsed, one.source, one.file, default_unit=unit, acting_user=user, shared=shared)
    except NotYourJournal as error:
        # Nothing is wrong with the file, so it is not set aside; it is for others to send.
        words = _("This belongs to the journal “%(journal)s”. Only its own editors can take it in.")
        return Outcome(one.file, "refused", refusal=_refusal(one, NOT_YOURS, words % {"journal": error.journal.title}))
    except (DataError, IntegrityError, ValueError) as error:
        words = _("The database did not take this article (%(error)s). Please report it together with the file.")
        return _set_aside(_refusal(one, NOT_STORED, words % {"error": type(error).__name__}), unit, user)
    found = result.article
    return Outcome(one.file, result.state, found.pk, found.doi, found.title_zh or found.title_en, found.version)


def _refusal(one: ReadFile, code: str, reason: str) -> Refusal:
    return Refusal(one.file, 0, code, reason, hashlib.sha256(one.source).hexdigest())


def _set_aside(refusal: Refusal, unit: Unit, user: Any) -> Outcome:
    quarantine(
        refusal.file,
        refusal.content_hash,
        refusal.line,
        refusal.reason_code,
        refusal.reason,
        unit,
        params=refusal.params,
        acting_user=user,
    )
    return Outcome(refusal.file, "quarantined", refusal=refusal)
