"""Files that could not go in: kept with line and reason, closed when a mended one goes in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.journals.actions.keeping import KEEP_PACKAGE_BYTES, keep_bytes, keep_file
from scicomm.journals.models import Article, QuarantinedFile
from scicomm.journals.permissions import can_mend, can_take_in
from scicomm.journals.rules.packages.reading import package_hash
from scicomm.journals.rules.reading import Refusal
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

RESOLVED = audit_entry("journals.quarantine.resolve", gettext_lazy("Mend refused file"), shred=nothing_personal)
_NAME = 300


def kept_name(file_name: str) -> str:
    """A file's name as the row keeps it: the end of a very long path, which tells more than its beginning."""
    return file_name if len(file_name) <= _NAME else "…" + file_name[1 - _NAME :]


def plain_params(params: Mapping[str, object]) -> dict[str, int | str]:
    """The details of a reason as a row can hold them."""
    return {
        key: value if isinstance(value, int) else str(value).replace("\x00", "\ufffd") for key, value in params.items()
    }


@transaction.atomic
def quarantine(
    file_name: str,
    content_hash: str,
    line: int,
    reason_code: str,
    reason: str,
    unit: Unit,
    *,
    params: Mapping[str, object] | None = None,
    kept: Mapping[str, str] | None = None,
    acting_user: Any = None,
) -> QuarantinedFile:
    """Set a file aside with the line (0: none applies) and the reason. The same file again changes only when it was seen.

    `kept` are the storage's names of its source and package, and its path in there (see `kept_of`).
    """
    require(can_take_in(acting_user, unit))
    plain = plain_params(params or {})
    row, _created = QuarantinedFile.objects.update_or_create(
        file_name=kept_name(file_name),
        content_hash=content_hash,
        defaults={
            "line": line or None,
            "reason_code": reason_code,
            "reason": reason,
            "params": plain,
            "unit": unit,
            "state": QuarantinedFile.State.OPEN,
            **(kept or {}),
        },
    )
    return row


def kept_of(refusal: Refusal) -> dict[str, str]:
    """Keep what a refused file is mended from: its bytes, and the package whose parts belong to it; both within bounds."""
    found: dict[str, str] = {}
    if refusal.source:
        found["source"] = keep_bytes(refusal.source, "refused", ".xml")
    package = refusal.package
    if package is not None and _size(package) <= KEEP_PACKAGE_BYTES:
        found |= {"package": _keep_package(package), "entry": refusal.entry}
    return {name: value for name, value in found.items() if value}


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return KEEP_PACKAGE_BYTES + 1


def _keep_package(path: Path) -> str:
    try:
        return keep_file(path, "refused", package_hash(path), ".zip", move=False)
    except OSError:
        # It was there a moment ago. The refusal counts all the same; it is mended by sending the package again.
        return ""


@transaction.atomic
def resolve(refused: QuarantinedFile, *, acting_user: Any, article: Article | None = None) -> QuarantinedFile:
    """Close a refused file whose mended form has gone in as `article`. Closing twice changes nothing."""
    row = QuarantinedFile.objects.select_for_update(of=("self",)).select_related("unit").get(pk=refused.pk)
    require(acting_user is None or can_mend(acting_user, row))
    if article is not None and row.article_id != article.pk:
        row.article = article
        row.save(update_fields=["article", "seen_at"])
    if row.state == QuarantinedFile.State.OPEN:
        row.state, row.draft = QuarantinedFile.State.ACCEPTED, ""
        row.save(update_fields=["state", "draft", "seen_at"])
        audit(RESOLVED, row, user=acting_user, new=row.file_name)
    return row


@transaction.atomic
def resolve_files(
    names: Iterable[str],
    hashes: Iterable[str],
    units: Iterable[Unit],
    *,
    acting_user: Any,
    article: Article | None = None,
) -> int:
    """Close what was refused under these names or with this content in these units; returns how many were closed."""
    wanted = list(units)
    for unit in wanted:
        require(can_take_in(acting_user, unit))
    known = Q(file_name__in=[kept_name(name) for name in names]) | Q(content_hash__in=list(hashes))
    rows = QuarantinedFile.objects.filter(known, state=QuarantinedFile.State.OPEN, unit__in=wanted)
    closed = 0
    for row in rows:
        resolve(row, acting_user=acting_user, article=article)
        closed += 1
    return closed
