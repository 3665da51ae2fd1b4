"""Think-tank briefs, the numbered copy of each reader, and every opening."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from scicomm.audiences.enums import Adoption, BriefKind, BriefState, Circulation, OpenedAs
from scicomm.audiences.rules.briefs import brief_number
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import Person, Unit


def new_salt() -> str:
    """What the link of a copy is made with; a new one makes the old link void."""
    return get_random_string(24)


class Brief(models.Model):
    """A paper for named decision makers, kept by part (rules.briefs.PARTS); it goes out only when another approved it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="briefs", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=10, choices=BriefKind.choices, default=BriefKind.FLASH)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("in two sentences"), blank=True, max_length=600)
    texts = models.JSONField(_("parts"), default=dict, blank=True)
    circulation = models.CharField(
        _("circulation"), max_length=10, choices=Circulation.choices, default=Circulation.INTERNAL
    )
    experts = models.ManyToManyField(Person, blank=True, related_name="briefs", verbose_name=_("experts"))
    dossier = models.ForeignKey(
        Dossier, models.SET_NULL, null=True, blank=True, related_name="briefs", verbose_name=_("story it goes with")
    )
    state = models.CharField(_("state"), max_length=10, choices=BriefState.choices, default=BriefState.DRAFT)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    running = models.PositiveIntegerField(_("running number"), null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("writer")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    approval_note = models.TextField(_("note of the approval"), blank=True)
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("readable until"), null=True, blank=True)
    recalled_at = models.DateTimeField(_("recalled at"), null=True, blank=True)
    recall_reason = models.TextField(_("why it was recalled"), blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("brief")
        verbose_name_plural = _("briefs")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "running"], condition=Q(year__isnull=False), name="audiences_brief_number"
            )
        ]
        indexes = [models.Index(fields=["unit", "state"], name="audiences_brief_unit")]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        return brief_number(self.year, self.running) if self.year and self.running else ""


class BriefCopy(models.Model):
    """The copy of one named reader: its number, its link, whether it was read, and what the reader answered."""

    brief = models.ForeignKey(Brief, models.PROTECT, related_name="copies", verbose_name=_("brief"))
    number = models.PositiveIntegerField(_("copy"))
    name = models.CharField(_("reader"), max_length=120)
    post = models.CharField(_("post"), max_length=160, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"))
    salt = models.CharField(_("salt of the link"), max_length=24, default=new_salt, editable=False)
    # Only where the circulation names its reader: the code is told by another way and never stands in a mail.
    code_hash = models.CharField(_("hash of the code"), max_length=128, blank=True, editable=False)
    wrong_codes = models.PositiveSmallIntegerField(_("wrong codes in a row"), default=0, editable=False)
    mail_due_at = models.DateTimeField(_("letter due at"), null=True, blank=True, editable=False)
    mailed_at = models.DateTimeField(_("letter sent at"), null=True, blank=True, editable=False)
    mail_error = models.TextField(_("why the letter failed"), blank=True, editable=False)
    mail_tries = models.PositiveSmallIntegerField(_("tries"), default=0, editable=False)
    opened_at = models.DateTimeField(_("first opened at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    adoption = models.CharField(_("what became of it"), max_length=10, choices=Adoption.choices, blank=True)
    answer = models.TextField(_("words of the reader"), blank=True)
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("copy of a brief")
        verbose_name_plural = _("copies of briefs")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["brief", "number"], name="audiences_brief_copy_number")]
        indexes = [
            models.Index(fields=["mail_due_at"], name="audiences_brief_letter", condition=Q(mail_due_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.brief_id}/{self.number}"


class BriefOpening(models.Model):
    """One opening of a copy. Rows are only ever added; they hold no address of the reader's machine."""

    copy = models.ForeignKey(BriefCopy, models.PROTECT, related_name="openings", verbose_name=_("copy of a brief"))
    opened_as = models.CharField(_("how"), max_length=6, choices=OpenedAs.choices)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("opening of a brief")
        verbose_name_plural = _("openings of briefs")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.copy_id}/{self.pk}"
