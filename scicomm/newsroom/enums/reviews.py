"""Who signs a step of review, where they stand, and how far a round and its steps have come."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Who(models.TextChoices):
    """How a step of a plan finds its people."""

    ROLE = "role", _("whoever holds the role")
    NAMED = "named", _("each of these people")
    ANY_OF = "any_of", _("some of these people")


class Reach(models.TextChoices):
    """Where the holders of a role may stand, seen from the story's unit."""

    ANY = "any", _("in the unit or above it")
    ABOVE = "above", _("above the unit only")


class RoundState(models.TextChoices):
    """One round is one revision's way through its plan."""

    OPEN = "open", _("under way")
    SIGNED = "signed", _("complete")
    RETURNED = "returned", _("returned")
    VOID = "void", _("ended by a later edit")


class StepState(models.TextChoices):
    WAITING = "waiting", _("not yet its turn")
    OPEN = "open", pgettext_lazy("review step", "waits")
    SIGNED = "signed", _("signed")
    RETURNED = "returned", _("returned")
    SKIPPED = "skipped", _("was not needed")
    AFTER = "after", _("to be reviewed after release")
    OBJECTED = "objected", _("objected")
