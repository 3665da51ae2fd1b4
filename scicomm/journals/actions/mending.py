"""Refused files once more: with the text an editor mended, or as they are after the software has learned."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from scicomm.journals.actions.intake import Outcome, take_in
from scicomm.journals.actions.keeping import on_disk, scratch_folder
from scicomm.journals.actions.quarantine import resolve
from scicomm.journals.models import Article, QuarantinedFile
from scicomm.journals.permissions import can_mend
from scicomm.journals.rules.packages.reading import read_package
from scicomm.journals.rules.reading import ReadFile, Refusal, read_data
from scicomm.organisation.permissions import require


@contextmanager
def reads_of(refused: QuarantinedFile, mended: bytes | None = None) -> Iterator[Iterator[ReadFile | Refusal]]:
    """What a refused file reads as now, its parts with it; `mended` takes the place of the article's own bytes."""
    entry = refused.entry
    if refused.package and (entry or mended is None):
        name = refused.file_name.removesuffix(f"/{entry}") if entry else refused.file_name
        replaced = {entry: mended} if mended is not None else None
        with on_disk(refused.package) as path:
            yield read_package(path, name, mended=replaced, only=entry, scratch=scratch_folder())
        return
    yield iter([read_data(source_of(refused) if mended is None else mended, refused.file_name)])


def source_of(refused: QuarantinedFile) -> bytes:
    """The bytes as they came; empty where they were not kept."""
    if not refused.source:
        return b""
    try:
        with refused.source.open("rb") as stream:
            return bytes(stream.read())
    except FileNotFoundError:
        return b""


def mend_file(refused: QuarantinedFile, mended: bytes, *, acting_user: Any, typed: str = "") -> Outcome:
    """Take the mended form of a refused article in, under its old name and with its parts; when it goes in, the refusal is
    closed. When it does not, `typed` is kept as a draft and the outcome says what is wrong now.
    """
    require(can_mend(acting_user, refused))
    with reads_of(refused, mended) as reads:
        for read in reads:
            if isinstance(read, Refusal):
                outcome = Outcome(refused.file_name, "quarantined", refusal=read)
            else:
                (outcome,) = take_in([read], default_unit=refused.unit, acting_user=acting_user)
            break
        else:
            raise FileNotFoundError(refused.entry)
    if outcome.refusal is None:
        close(refused, [outcome], acting_user=acting_user)
    elif typed:
        keep_draft(refused, typed, acting_user=acting_user)
    return outcome


@transaction.atomic
def close(refused: QuarantinedFile, outcomes: list[Outcome], *, acting_user: Any) -> None:
    """Close a refusal when what it spoke of has gone in: nothing under its name is refused now."""
    if not outcomes or any(one.refusal is not None and one.file == refused.file_name for one in outcomes):
        return
    ids = [one.article_id for one in outcomes if one.article_id]
    resolve(refused, acting_user=acting_user, article=Article.objects.filter(pk__in=ids).first() if ids else None)


@transaction.atomic
def keep_draft(refused: QuarantinedFile, typed: str, *, acting_user: Any) -> None:
    """Keep what an editor typed, so that it is there when the file is opened again; the source stays as it came."""
    row = QuarantinedFile.objects.select_for_update(of=("self",)).select_related("unit").get(pk=refused.pk)
    require(can_mend(acting_user, row))
    row.draft = refused.draft = typed.replace("\x00", "\ufffd")
    row.save(update_fields=["draft"])
