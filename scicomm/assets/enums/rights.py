"""Kinds and states around rights: which way a licence goes, for which uses, what ended, what a signature says."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Direction(models.TextChoices):
    """Which way a licence goes: only one given to us limits what we may do."""

    TO_US = "to_us", _("given to us")
    BY_US = "by_us", _("given by us")


class Use(models.TextChoices):
    """For what a file may be used."""

    WEB = "web", _("website and feeds")
    PRINT = "print", _("print")
    SOCIAL = "social", _("social media")
    PRESS = "press", _("press and broadcasting")
    INTERNATIONAL = "international", _("abroad")
    INTERNAL = "internal", _("inside the organisation")


class BlockedBy(models.TextChoices):
    """What blocked an asset: what a term blocked is free again with a new term, what a person blocked by a person."""

    NOTHING = "", _("nothing")
    LICENCE = "licence", _("an ended licence")
    CONSENT = "consent", _("a consent that is no longer there")
    PERSON = "person", _("a decision")


class Signed(models.TextChoices):
    """What a file's C2PA manifest says of it."""

    NONE = "none", _("no manifest")
    VALID = "valid", _("valid: unchanged since it was signed")
    ALTERED = "altered", _("altered after it was signed")
    BAD_SIGNATURE = "bad", _("the signature is not valid")
    UNREADABLE = "unreadable", _("the manifest cannot be read")


class Where(models.TextChoices):
    """The channel on which a take-down waits."""

    PAGE = "page", pgettext_lazy("kind of channel", "website")
    FEED = "feed", pgettext_lazy("kind of channel", "feed")
    NEWSLETTER = "newsletter", pgettext_lazy("kind of channel", "newsletter")
    OTHER = "other", pgettext_lazy("kind of channel", "other")


class DigitalSource(models.TextChoices):
    """How a picture came about: terms of the IPTC NewsCodes "Digital Source Type" by their last part."""

    CAPTURE = "digitalCapture", _("taken by a camera")
    COMPUTATIONAL = "computationalCapture", _("computed from several exposures")
    NEGATIVE = "negativeFilm", _("scanned from a negative")
    POSITIVE = "positiveFilm", _("scanned from a slide")
    PRINT = "print", _("scanned from a print")
    EDITS = "humanEdits", _("edited by a person")
    WITH_AI = "compositeWithTrainedAlgorithmicMedia", _("edited with generative AI")
    ENHANCED = "algorithmicallyEnhanced", _("enhanced by an algorithm")
    CREATION = "digitalCreation", _("drawn by a person with software")
    DATA = "dataDrivenMedia", _("drawn from data")
    AI = "trainedAlgorithmicMedia", _("made by generative AI")
    ALGORITHM = "algorithmicMedia", _("made by an algorithm without training")
    SCREEN = "screenCapture", _("screenshot")
    VIRTUAL = "virtualRecording", _("recorded in a virtual world")
    COMPOSITE = "composite", _("put together from several sources")
    COMPOSITE_CAPTURE = "compositeCapture", _("put together from several photographs")
    COMPOSITE_SYNTHETIC = "compositeSynthetic", _("put together, partly synthetic")


class DataMining(models.TextChoices):
    """May programs learn from the picture: terms of the PLUS vocabulary "Data Mining" by their last part."""

    ALLOWED = "DMI-ALLOWED", _("allowed")
    NOT_AI = "DMI-PROHIBITED-AIMLTRAINING", _("not for training of AI")
    NOT_GENERATIVE = "DMI-PROHIBITED-GENAIMLTRAINING", _("not for training of generative AI")
    SEARCH_ONLY = "DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING", _("only for search engines")
    PROHIBITED = "DMI-PROHIBITED", _("prohibited")
    SEE = "DMI-PROHIBITED-SEECONSTRAINT", _("see the terms of use")
