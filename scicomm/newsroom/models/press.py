"""The press room: its terms, its members, what is shared with them, and who opened what when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from scicomm.assets.models import Asset
from scicomm.core.text import pick
from scicomm.newsroom.enums import PressNoticeKind, PressState
from scicomm.newsroom.models.stories import Dossier
from scicomm.newsroom.rules.press import FIRST_TERMS_EN, FIRST_TERMS_ZH, FIRST_VERSION
from scicomm.organisation.models import Unit


class PressTerms(models.Model):
    """One version of what a journalist promises; the newest one holds, and every member accepts it anew."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    text_zh = models.TextField(_("terms, in Chinese"))
    text_en = models.TextField(_("terms, in English"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("in force since"), auto_now_add=True)

    class Meta:
        verbose_name = _("terms of the press room")
        verbose_name_plural = _("terms of the press room")
        ordering = ["-version"]

    def __str__(self) -> str:
        return str(self.version)

    @property
    def text(self) -> str:
        """The terms in the reader's language."""
        return pick(self.text_zh, self.text_en)


@dataclass(frozen=True)
class Terms:
    """The terms as they are in force."""

    version: int
    text_zh: str
    text_en: str

    @property
    def text(self) -> str:
        return self.text_en if (get_language() or "").startswith("en") else self.text_zh


def terms_in_force() -> Terms:
    """The newest terms, or those the house begins with."""
    row = PressTerms.objects.order_by("-version").values_list("version", "text_zh", "text_en").first()
    return Terms(*row) if row else Terms(FIRST_VERSION, FIRST_TERMS_ZH, FIRST_TERMS_EN)


class PressMember(models.Model):
    """A journalist whom a unit invited and answers for. The account has no role on the staff; what it may see stands here."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="press_members", verbose_name=_("unit"))
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="press_member",
        verbose_name=_("account"),
    )
    name = models.CharField(_("name"), max_length=120)
    medium = models.CharField(_("medium"), max_length=160)
    email = models.EmailField(_("e-mail address"), unique=True)
    beats = models.CharField(_("beats"), max_length=300, blank=True, help_text=_("What this person writes about."))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="zh-hans")
    state = models.CharField(_("state"), max_length=10, choices=PressState.choices, default=PressState.INVITED)
    state_reason = models.CharField(_("why"), max_length=500, blank=True)
    terms_version = models.PositiveIntegerField(_("accepted terms, version"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    # Part of the link in the invitation; a new invitation makes older links void, and so does joining.
    invite_key = models.CharField(max_length=32, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("invited by")
    )
    invited_at = models.DateTimeField(_("invited at"), default=timezone.now)
    expires_on = models.DateField(_("admitted until"), null=True, blank=True)

    class Meta:
        verbose_name = _("member of the press room")
        verbose_name_plural = _("members of the press room")
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["unit", "state"], name="newsroom_press_unit")]

    def __str__(self) -> str:
        return f"{self.name} ({self.medium})"

    def is_over(self, today: dt.date) -> bool:
        """Whether the time of admission has passed."""
        return self.expires_on is not None and self.expires_on < today


class PressShare(models.Model):
    """A unit shows one held story to the press room."""

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="press_share", verbose_name=_("story"))
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("shared by")
    )
    shared_at = models.DateTimeField(_("shared at"), default=timezone.now)
    ended_at = models.DateTimeField(_("taken out at"), null=True, blank=True)

    class Meta:
        verbose_name = _("story in the press room")
        verbose_name_plural = _("stories in the press room")
        ordering = ["-shared_at", "-id"]

    def __str__(self) -> str:
        return str(self.dossier)


class PressOpening(models.Model):
    """One line of the register: a member opened a held story, or one of its files. Rows are only ever added."""

    member = models.ForeignKey(PressMember, models.PROTECT, related_name="openings", verbose_name=_("member"))
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="openings", verbose_name=_("story"))
    asset = models.ForeignKey(Asset, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("file"))
    file_title = models.CharField(_("file"), max_length=255, blank=True)
    revision_id = models.BigIntegerField(_("revision"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)

    class Meta:
        verbose_name = _("opening in the press room")
        verbose_name_plural = _("openings in the press room")
        ordering = ["-opened_at", "-id"]
        indexes = [models.Index(fields=["dossier", "-opened_at"], name="newsroom_opening_story")]

    def __str__(self) -> str:
        return f"{self.member_id} · {self.dossier_id}"


class PressNotice(models.Model):
    """One mail to one member. `key` makes it the only one of its kind, however often the fact behind it is delivered."""

    member = models.ForeignKey(PressMember, models.CASCADE, related_name="notices", verbose_name=_("member"))
    dossier = models.ForeignKey(
        Dossier, models.PROTECT, null=True, blank=True, related_name="press_notices", verbose_name=_("story")
    )
    kind = models.CharField(_("what"), max_length=12, choices=PressNoticeKind.choices)
    key = models.CharField(max_length=60, editable=False)
    made_at = models.DateTimeField(_("at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("mail to a member of the press room")
        verbose_name_plural = _("mails to members of the press room")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["member", "key"], name="newsroom_press_notice_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.member_id}"
