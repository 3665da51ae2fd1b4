"""What a piece may need beside its text, in words; the rules that ask for it are in rules/profiles.py."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Need(models.TextChoices):
    STANDFIRST = "standfirst", _("a standfirst")
    PAPER = "paper", _("a paper")
    EXPERT = "expert", _("an expert who can speak on it")
    PICTURE = "picture", _("a picture")
    COVER = "cover", _("a cover picture")
    ALT = "alt", _("words for each picture, for those who cannot see it")
    RECORDING = "recording", _("a recording")
    TRANSCRIPT = "transcript", _("a transcript of each recording")
    DATE_PLACE = "date_place", _("date and place")
    UNKNOWNS = "unknowns", _("what is not known yet")
    SOURCE = "source", _("where it comes from: a paper, an expert or a link")
