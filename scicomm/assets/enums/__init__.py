"""Kinds, secrecy levels and states of image resources."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scicomm.assets.enums.rights import BlockedBy, DataMining, DigitalSource, Direction, Signed, Use, Where

__all__ = [
    "AssetKind",
    "AssetState",
    "BlockedBy",
    "ConsentKind",
    "DataMining",
    "DigitalSource",
    "Direction",
    "Secrecy",
    "Signed",
    "Use",
    "Where",
]


class AssetKind(models.TextChoices):
    IMAGE = "image", _("image")
    VIDEO = "video", pgettext_lazy("kind of asset", "video")
    AUDIO = "audio", _("audio")
    DOCUMENT = "document", _("document")
    MODEL = "model", _("3D model")


class Secrecy(models.TextChoices):
    PUBLIC = "public", _("may be shown to anyone")
    INTERNAL = "internal", _("for the organisation only")
    CLASSIFIED = "classified", _("classified: may not be used")


class AssetState(models.TextChoices):
    ACTIVE = "active", _("in use")
    BLOCKED = "blocked", _("blocked")
    ARCHIVED = "archived", _("archived")


class ConsentKind(models.TextChoices):
    MODEL = "model", _("of a person shown")
    PROPERTY = "property", _("of the owner of a thing or place shown")
