"""Files read before, into the house: an article goes in, a refusal is set aside, and each says what became of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import DataError, IntegrityError, transaction

from scicomm.journals.actions.articles import IngestResult, ingest_article, ingest_together
from scicomm.journals.actions.files import attach_parts
from scicomm.journals.actions.in_common import Intake, NotLaunched, NotYourJournal
from scicomm.journals.actions.quarantine import kept_of, quarantine, resolve_files
from scicomm.journals.models import Article
from scicomm.journals.permissions import can_take_in
from scicomm.journals.rules.reading import ReadFile, Refusal, kept
from scicomm.journals.rules.refusals import Reason, reason_words
from scicomm.organisation.models import Unit


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: `accepted`, `updated`, `unchanged` with the article's key, or `quarantined` (the file is at
    fault) or `refused` (the sender is) with the refusal. `files` counts its new parts. Light, because a run may have many."""

    file: str
    state: str
    article_id: int | None = None
    doi: str = ""
    title: str = ""
    version: int = 0
    refusal: Refusal | None = None
    files: int = 0
    refused_id: int | None = None


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
        done = _together(files, default_unit, acting_user, shared)
        outcomes = [
            done.get(place) or _take_one(one, default_unit, acting_user, shared) for place, one in enumerate(files)
        ]
        shared.make_findable()
        return outcomes
    except BaseException:
        shared.forget()
        shared.not_yet_found.clear()
        raise


def _together(files: Sequence[ReadFile | Refusal], unit: Unit, user: Any, shared: Intake) -> dict[int, Outcome]:
    """What becomes of new articles of a handful, by their place in it; where any of them fails, each goes in by itself."""
    plain = {place: one for place, one in enumerate(files) if isinstance(one, ReadFile) and not one.parts}
    if len(plain) < 2:
        return {}
    waiting = len(shared.not_yet_found)
    try:
        with transaction.atomic():
            results = ingest_together(plain, default_unit=unit, acting_user=user, shared=shared)
    except (DataError, IntegrityError, ValueError):
        shared.forget()
        del shared.not_yet_found[waiting:]
        return {}
    for place, result in results.items():
        _close_package(plain[place], result.article, unit, user, shared)
    return {place: _outcome(plain[place].file, result.state, result.article) for place, result in results.items()}


def _outcome(file: str, state: str, article: Article, files: int = 0) -> Outcome:
    return Outcome(
        file, state, article.pk, article.doi, article.title_zh or article.title_en, article.version, files=files
    )


def _take_one(one: ReadFile | Refusal, unit: Unit, user: Any, shared: Intake) -> Outcome:
    if isinstance(one, Refusal):
        return _set_aside(one, unit, user)
    try:
        result, files = _with_parts(one, unit, user, shared)
    except NotLaunched as error:
        return Outcome(one.file, "refused", refusal=_refusal(one, Reason.NOT_LAUNCHED, journal=error.journal.title))
    except NotYourJournal as error:
        # Nothing is wrong with the file, so it is not set aside; it is for others to send.
        return Outcome(one.file, "refused", refusal=_refusal(one, Reason.NOT_YOURS, journal=error.journal.title))
    except (DataError, IntegrityError, ValueError) as error:
        return _set_aside(_refusal(one, Reason.NOT_STORED, error=type(error).__name__), unit, user)
    found = result.article
    _close_package(one, found, unit, user, shared)
    state = "updated" if files and result.state == "unchanged" else result.state
    return _outcome(one.file, state, found, files)


def _close_package(one: ReadFile, article: Article, unit: Unit, user: Any, shared: Intake) -> None:
    """A package that was refused as a whole is mended when one of this name has gone in."""
    name = one.file.removesuffix(f"/{one.entry}") if one.entry else ""
    if name and shared.is_refused(name, "-"):
        units = {one.pk: one for one in (article.journal.unit, unit) if can_take_in(user, one)}
        resolve_files([name], [], units.values(), acting_user=user, article=article)


def _with_parts(one: ReadFile, unit: Unit, user: Any, shared: Intake) -> tuple[IngestResult, int]:
    """The article and its parts, both or neither. Parts of a version that is no longer the newest are left alone."""
    if not one.parts:
        return ingest_article(one.parsed, one.source, one.file, default_unit=unit, acting_user=user, shared=shared), 0
    with transaction.atomic():
        result = ingest_article(one.parsed, one.source, one.file, default_unit=unit, acting_user=user, shared=shared)
        renewed = result.state != "unchanged"
        if not renewed and result.article.content_hash != hashlib.sha256(one.source).hexdigest():
            return result, 0
        return result, attach_parts(result.article, one.parts, renewed=renewed, acting_user=user)


def _refusal(one: ReadFile, code: Reason, **params: object) -> Refusal:
    digest = hashlib.sha256(one.source).hexdigest()
    words = reason_words(code, params)
    return Refusal(one.file, 0, str(code), words, digest, params, kept(one.source), one.package, one.entry)


def _set_aside(refusal: Refusal, unit: Unit, user: Any) -> Outcome:
    row = quarantine(
        refusal.file,
        refusal.content_hash,
        refusal.line,
        refusal.reason_code,
        refusal.reason,
        unit,
        params=refusal.params,
        kept=kept_of(refusal),
        acting_user=user,
    )
    return Outcome(refusal.file, "quarantined", refusal=replace(refusal, source=b""), refused_id=row.pk)
