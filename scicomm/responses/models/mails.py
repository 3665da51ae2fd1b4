"""Mails that belong to cases, and the files that came with them. Who wrote stands in `Asker` only."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.responses.enums import MailState
from scicomm.responses.models.cases import Case


class CaseMail(models.Model):
    """One mail to the address for questions, so that it is taken once.

    The words of a first mail stand in its question; `text` holds those of a later one, until who asked is forgotten.
    """

    key = models.CharField(_("key"), max_length=64, unique=True, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="mails", verbose_name=_("case"))
    state = models.CharField(_("state"), max_length=10, choices=MailState.choices)
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    # Both lead to a person, and are wiped with whoever asked.
    message_id = models.CharField(_("message"), max_length=300, blank=True, db_index=True)
    text = models.TextField(_("words"), blank=True)
    # Needed for the receipt only, and wiped when it is sent.
    answer_to = models.CharField(_("answer to"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    files_left_out = models.PositiveSmallIntegerField(_("files that were not kept"), default=0)
    taken_at = models.DateTimeField(_("came in"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mail of a case")
        verbose_name_plural = _("mails of cases")
        ordering = ["taken_at", "id"]

    def __str__(self) -> str:
        return str(self.pk)


def case_files() -> Storage:
    """Where files of cases lie: a folder that no address leads to."""
    return storages["cases"]


def file_path(row: Any, file_name: str) -> str:
    """A name that says nothing: the file's own name stands in the row."""
    return f"{row.digest[:2]}/{uuid.uuid4().hex}"


class CaseFile(models.Model):
    """A file that came with a mail of a case, kept apart from its words; erased with whoever asked."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="files", verbose_name=_("case"))
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=120)
    size = models.PositiveIntegerField(_("size"))
    digest = models.CharField(_("checksum"), max_length=64)
    file = models.FileField(_("file"), storage=case_files, upload_to=file_path, max_length=80)
    sent_at = models.DateTimeField(_("sent at"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("file of a case")
        verbose_name_plural = _("files of cases")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["case", "digest"], name="responses_one_file_a_case")]

    def __str__(self) -> str:
        return self.name
