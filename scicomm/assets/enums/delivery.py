"""Kinds and states of what is given out: text tracks, requests, downloads."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TrackKind(models.TextChoices):
    """The kinds of `<track>` in HTML that have a use here."""

    CAPTIONS = "captions", _("captions (speech and sounds)")
    SUBTITLES = "subtitles", _("subtitles (a translation)")
    DESCRIPTIONS = "descriptions", _("descriptions of what is seen")
    CHAPTERS = "chapters", _("chapters")


class ProbeState(models.TextChoices):
    """How far looking into a recording's file has come."""

    WAITING = "waiting", _("being looked at")
    READY = "ready", _("ready to play")
    FAILED = "failed", _("cannot be played")


class RequestState(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("address not confirmed")
    WAITING = "waiting", pgettext_lazy("request for an asset", "waiting for an answer")
    APPROVED = "approved", pgettext_lazy("request for an asset", "approved")
    DECLINED = "declined", pgettext_lazy("request for an asset", "declined")
    ENDED = "ended", pgettext_lazy("request for an asset", "ended")


class Purpose(models.TextChoices):
    """For what somebody takes or asks for a file: coarse on purpose, so that counting says nothing about a person."""

    PRESS = "press", _("press and broadcasting")
    EDUCATION = "education", _("school and teaching")
    RESEARCH = "research", _("research and publication")
    EXHIBITION = "exhibition", _("exhibition or event")
    PERSONAL = "personal", _("personal use")
    OTHER = "other", pgettext_lazy("purpose", "something else")


class Way(models.TextChoices):
    """By which way a file went out."""

    BANK = "bank", _("image bank")
    LIGHTBOX = "lightbox", _("shared lightbox")
    REQUEST = "request", _("approved request")
    STAFF = "staff", _("own people")
