"""What kind of public source an item comes from, and how a source is read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceClass(models.TextChoices):
    """Who speaks: topics count and show by it, and how long items are kept depends on it."""

    NEWS = "news", _("news media")
    SCIENCE = "science", _("science media")
    INSTITUTION = "institution", _("research organisations")
    GOVERNMENT = "government", _("government")
    BLOG = "blog", _("blogs and columns")
    SOCIAL = "social", _("social platforms")
    FORUM = "forum", _("forums and questions sites")
    OWN = "own", _("our own outlets")
    OTHER = "other", _("other sources")


class SourceKind(models.TextChoices):
    """How a source is read."""

    FEED = "feed", _("feed (RSS, Atom, RDF, JSON Feed)")
    SITEMAP = "sitemap", _("news sitemap")
    HASHTAG = "hashtag", _("hashtag in the fediverse")
    API = "api", _("JSON interface")
    FILE = "file", _("a feed file")
    TABLE = "table", _("table of a monitoring service")
    PASTED = "pasted", _("addresses handed in")
