"""Letters to applicants and third parties, their templates, and redacted copies."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scicomm.responses.enums import LetterKind, Outcome
from scicomm.responses.models.disclosure.requests import DisclosureRequest
from scicomm.responses.rules.disclosure_letters import wrong_places


class LetterTemplate(models.Model):
    """The house's own wording of a letter; where there is none, the shipped one is used."""

    kind = models.CharField(_("kind"), max_length=14, choices=LetterKind.choices)
    language = models.CharField(_("language"), max_length=10, choices=[("zh-hans", "中文"), ("en", "English")])
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(
        _("text"),
        help_text=_(
            "A blank line begins a paragraph. Words in braces are filled in, for example {number} and {due_on}."
        ),
    )

    class Meta:
        verbose_name = _("letter template")
        verbose_name_plural = _("letter templates")
        ordering = ["kind", "language"]
        constraints = [models.UniqueConstraint(fields=["kind", "language"], name="responses_template_one")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_language_display()})"

    def clean(self) -> None:
        """Refuse placeholders that nobody fills, and a letter without what it must name."""
        if not self.kind:
            return
        unknown, lacking = wrong_places(self.kind, self.body)
        problems = []
        if unknown:
            problems.append(gettext("Nobody fills in: %(names)s.") % {"names": ", ".join(unknown)})
        if lacking:
            problems.append(
                gettext("The letter must name: %(names)s.") % {"names": ", ".join(f"{{{n}}}" for n in lacking)}
            )
        if problems:
            raise ValidationError({"body": problems})


class RequestLetter(models.Model):
    """One letter in its exact words. The PDF is set from them and from nothing else."""

    request = models.ForeignKey(DisclosureRequest, models.CASCADE, related_name="letters", verbose_name=_("request"))
    kind = models.CharField(_("kind"), max_length=14, choices=LetterKind.choices)
    number = models.CharField(_("number"), max_length=30, unique=True)
    language = models.CharField(_("language"), max_length=10)
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"))
    letterhead = models.CharField(_("letterhead"), max_length=200)
    outcome = models.CharField(_("decision"), max_length=14, choices=Outcome.choices, blank=True)
    days = models.PositiveSmallIntegerField(_("working days more"), default=0)
    until = models.DateField(_("answer wanted until"), null=True, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("drafted by")
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("signed by")
    )
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    returned_note = models.CharField(_("returned with"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Redaction(models.Model):
    """A document handed out with parts removed: the original stays with us, what was removed and why is listed."""

    request = models.ForeignKey(DisclosureRequest, models.CASCADE, related_name="redactions", verbose_name=_("request"))
    title = models.CharField(_("title"), max_length=200)
    is_pdf = models.BooleanField(default=False)
    original = models.BinaryField(_("original"), editable=False)
    handed_out = models.BinaryField(_("what is handed out"), editable=False)
    marks = models.JSONField(_("what was removed and why"), default=list)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    released_on = models.DateField(_("released on"), null=True, blank=True)

    class Meta:
        verbose_name = _("redacted copy")
        verbose_name_plural = _("redacted copies")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title
