"""States of what the library does: uploads, likenesses, imports, bulk edits; and the fields that a table or an edit can set."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class UploadState(models.TextChoices):
    RECEIVING = "receiving", _("being sent")
    ASKING = "asking", _("waits for a decision")
    DONE = "done", _("in the library")
    USED = "used", _("was here already")
    REFUSED = "refused", pgettext_lazy("file", "refused")


class LikenessState(models.TextChoices):
    OPEN = "open", pgettext_lazy("possible duplicates", "to be decided")
    KEPT = "kept", _("different: both are kept")
    MERGED = "merged", _("the same: one is kept")


class ImportState(models.TextChoices):
    MAPPING = "mapping", _("columns to be told")
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")


class ItemState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    DONE = "done", _("taken in")
    KNOWN = "known", _("was here already")
    REFUSED = "refused", pgettext_lazy("file", "refused")


class EditState(models.TextChoices):
    PREVIEW = "preview", _("not applied yet")
    RUNNING = "running", _("being applied")
    DONE = "done", _("applied")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")


class AssetField(models.TextChoices):
    """What a column of a table, or a bulk edit, can set; where it stands is the business of actions."""

    TITLE = "title", _("title")
    CAPTION_ZH = "caption_zh", _("caption, in Chinese")
    CAPTION_EN = "caption_en", _("caption, in English")
    ALT_ZH = "alt_zh", _("what it shows, in Chinese")
    ALT_EN = "alt_en", _("what it shows, in English")
    CREATOR = "creator", _("creator")
    CREDIT = "credit", _("credit")
    COPYRIGHT = "copyright_notice", _("copyright notice")
    TERMS = "usage_terms", _("terms of use")
    LICENCE = "licence", _("licence")
    PERSONS = "persons_named", _("other persons shown")
    PLACE_ZH = "place_zh", _("place, in Chinese")
    PLACE_EN = "place_en", _("place, in English")
    TAKEN_AT = "taken_at", _("made at")
    SUBJECTS = "subjects", _("subjects")
    KEYWORDS = "keywords", _("keywords")
    SECRECY = "secrecy", _("secrecy")
