"""Outlets that the system cannot speak to: headline, text and link, for a person to copy."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from scicomm.channels.rules.packages import Account, FieldSpec, Package, Platform, Problem, Severity, StoryContent


class PlainPlatform(Platform):
    """Anything with an account and no door: a person posts the package there and writes down where it stands."""

    kind = "other"
    settings = (FieldSpec("limit", _("most characters"), _("Empty: as long as it is."), required=False),)
    editable = ("title", "text")

    def adapt(self, content: StoryContent, account: Account, edits: Mapping[str, str]) -> Package:
        title = edits.get("title") or content.title
        text = edits.get("text") or "\n\n".join(part for part in (content.standfirst, content.text) if part)
        limit = account.settings.get("limit", "")
        problems: tuple[Problem, ...] = ()
        if limit.isdigit() and len(text) > int(limit):
            words = _("The text has %(count)d characters; this outlet takes %(limit)d.")
            problems = (Problem("too-long", Severity.ERROR, words % {"count": len(text), "limit": int(limit)}, "text"),)
        preview = format_html("<p><strong>{}</strong></p><p>{}</p><p>{}</p>", title, text, content.url)
        fields = {"title": title, "text": text, "link": content.url}
        return Package(self.kind, fields, tuple(p for p in content.pictures if not p.problem), problems, str(preview))
