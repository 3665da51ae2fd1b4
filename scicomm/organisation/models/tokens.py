"""Tokens with which programs act for a person: what they may do is what that person may do in one unit, at most."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.organisation.enums import TokenScope
from scicomm.organisation.models.people import User
from scicomm.organisation.models.units import Unit


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def valid(self) -> ApiTokenQuerySet:
        """Tokens that still open the door: not revoked, not too old, of a person who may still sign in."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now(), user__is_active=True)


class ApiToken(models.Model):
    """A token: the secret is shown once and kept only as a hash."""

    user = models.ForeignKey(User, models.CASCADE, related_name="program_tokens", verbose_name=_("account"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="program_tokens", verbose_name=_("unit"))
    name = models.CharField(_("what for"), max_length=80)
    scopes = models.JSONField(_("may do"), default=list)
    prefix = models.CharField(_("beginning"), max_length=12)
    digest = models.CharField(_("hash"), max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("ends at"))
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["unit"], condition=Q(revoked_at=None), name="organisation_token_unit")]

    def __str__(self) -> str:
        return f"{self.prefix}…"

    @property
    def state(self) -> str:
        """`valid`, `revoked` or `ended`."""
        if self.revoked_at:
            return "revoked"
        return "valid" if self.expires_at > timezone.now() else "ended"

    @property
    def scope_words(self) -> list[str]:
        return [str(TokenScope(scope).label) for scope in self.scopes if scope in TokenScope.values]
