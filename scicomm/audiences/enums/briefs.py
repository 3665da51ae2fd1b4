"""Think-tank briefs: how far they may go, how they and their copies stand, what a reader did with one."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Circulation(models.TextChoices):
    """How far a brief may go. What is a state secret has no place in this system at all."""

    PUBLIC = "public", _("may be made public")
    INTERNAL = "internal", _("internal, not to be passed on")
    NAMED = "named", _("only for the named reader")


class BriefKind(models.TextChoices):
    FLASH = "flash", _("flash: one fact, one page")
    ANALYSIS = "analysis", _("analysis of one question")
    PROPOSAL = "proposal", _("proposal with measures")


class BriefState(models.TextChoices):
    DRAFT = "draft", _("being written")
    SUBMITTED = "submitted", _("waits for approval")
    APPROVED = "approved", _("approved")
    ISSUED = "issued", _("issued")
    EXPIRED = "expired", _("expired")
    RECALLED = "recalled", _("recalled")


class Adoption(models.TextChoices):
    """What the reader says became of it."""

    NOTED = "noted", _("read and noted")
    PASSED_ON = "passed_on", _("passed on with an instruction")
    PARTLY = "partly", _("adopted in part")
    ADOPTED = "adopted", _("adopted")
    NOT_ADOPTED = "not", _("not adopted")


class OpenedAs(models.TextChoices):
    PAGE = "page", _("on the page")
    PDF = "pdf", _("as a PDF")
