"""Parts of articles into the house: each content once, the newest of each path current, what a package is silent on kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import journals as facts
from scicomm.facts.base import ref
from scicomm.journals.actions.keeping import keep_file
from scicomm.journals.actions.notices import actor_of
from scicomm.journals.models import Article, ArticleFile
from scicomm.journals.permissions import can_take_in
from scicomm.journals.rules.packages.staging import StagedPart
from scicomm.organisation.permissions import require

FILES_CAME = audit_entry("journals.article.files", gettext_lazy("Take in files of an article"), shred=nothing_personal)
_ODD = re.compile(r"[^\w.()+-]+")
_NAME = 140


@transaction.atomic
def attach_parts(article: Article, parts: Sequence[StagedPart], *, renewed: bool, acting_user: Any) -> int:
    """Keep the parts that came with an article; returns how many files are new.

    `renewed` says that the article's text came in with them. A part known under its path with the same content changes
    nothing. Another content takes its place, and a new PDF takes the place of all older ones.
    """
    require(can_take_in(acting_user, article.journal.unit))
    rows = list(article.files.select_for_update().order_by("pk"))
    added = [row for part in parts if (row := _attach(article, part, rows, renewed=renewed)) is not None]
    if not added:
        return 0
    if renewed:
        _replace_pdfs(rows, {part.path for part in parts if part.role == ArticleFile.Role.PDF})
    audit(FILES_CAME, article, user=acting_user, new={"files": [row.name for row in added]})
    if not renewed:
        record(
            facts.ArticleFilesChanged(
                unit_id=article.journal.unit_id,
                subject=ref("journals", "article", article.pk),
                actor_id=actor_of(acting_user),
                doi=article.doi,
                files=len(added),
            )
        )
    return len(added)


def _attach(article: Article, part: StagedPart, rows: list[ArticleFile], *, renewed: bool) -> ArticleFile | None:
    """The row of a part that is new; None for one that was known."""
    same = next((row for row in rows if row.path == part.path and row.sha256 == part.sha256), None)
    if same is not None:
        if renewed or same.is_current:
            _make_current(same, part, rows)
        return None
    old = next((row for row in rows if row.path == part.path and row.is_current), None)
    if old is not None:
        old.is_current = False
        old.save(update_fields=["is_current"])
    row = ArticleFile.objects.create(
        article=article,
        version=article.version,
        role=part.role,
        path=part.path,
        name=public_name(part, rows),
        title=part.title[:300],
        kind=part.kind,
        size=part.size,
        sha256=part.sha256,
        file=keep_file(part.file, "parts", part.sha256, "", move=True),
        width=part.width,
        height=part.height,
        web_file=keep_file(part.web, "web", part.sha256, ".webp", move=True) if part.web else "",
        web_width=part.web_width,
        web_height=part.web_height,
    )
    rows.append(row)
    return row


def _make_current(row: ArticleFile, part: StagedPart, rows: list[ArticleFile]) -> None:
    """A part that came again: it counts, with the role and title that the article gives it now."""
    for other in rows:
        if other.path == row.path and other.is_current and other is not row:
            other.is_current = False
            other.save(update_fields=["is_current"])
    values = {"is_current": True, "role": part.role, "title": part.title[:300] or row.title}
    if any(getattr(row, name) != value for name, value in values.items()):
        if not row.is_current:
            row.name = public_name(part, rows)
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=["name", *values])


def _replace_pdfs(rows: list[ArticleFile], paths: set[str]) -> None:
    """Each version has its own PDF, often under a name of its own: an older one would contradict the page."""
    for row in rows:
        if paths and row.is_current and row.role == ArticleFile.Role.PDF and row.path not in paths:
            row.is_current = False
            row.save(update_fields=["is_current"])


def public_name(part: StagedPart, rows: list[ArticleFile]) -> str:
    """The last part of the file's address: its own name where no other current file of the article has it."""
    plain = unicodedata.normalize("NFC", part.path.rpartition("/")[2])
    name = _ODD.sub("_", plain).strip("._") or "file"
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        stem, ending = name, ""
    room = _NAME - len(ending) - 8
    name = f"{stem[:room]}.{ending}" if ending else stem[:room]
    taken = {one for row in rows if row.is_current and row.path != part.path for one in (row.name, row.web_name)}
    if name in taken or f"{name}.webp" in taken:
        name = f"{stem[:room]}-{part.sha256[:6]}" + (f".{ending}" if ending else "")
    return name
