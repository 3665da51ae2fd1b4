"""The rules of EurekAlert! for a news release, checked before anybody fills in its form.

Source: its news release eligibility guidelines and its guidelines on multimedia, as read in 2026. It has no public interface for
submitting, so the package is made to be copied into the form; what it answers is recorded by hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.channels.rules.packages import Picture, Problem, Severity, StoryContent

FIRST_TOLD_WITHIN = dt.timedelta(days=90)
LONGEST_TITLE, LONGEST_SUBTITLE, LONGEST_SUMMARY = 200, 200, 800

CATEGORIES = {
    "peer-reviewed": gettext_lazy("Peer-reviewed publication"),
    "reports": gettext_lazy("Reports and proceedings"),
    "meeting": gettext_lazy("Meeting announcement"),
    "grant": gettext_lazy("Grant announcement"),
    "award": gettext_lazy("Award announcement"),
    "business": gettext_lazy("Business announcement"),
    "book": gettext_lazy("Book announcement"),
    "feature": gettext_lazy("Feature story"),
}
# JATS article types that nobody has reviewed.
_NOT_REVIEWED = frozenset({"preprint", "posted-content", "working-paper"})
# Licence schemes that its form offers for a picture, by ours.
LICENCE_SCHEMES = {
    "cc-by-4.0": "CC BY",
    "cc-by-nc-4.0": "CC BY-NC",
    "cc0-1.0": "Public domain",
    "all-rights-reserved": "Usage restrictions",
}


def category_of(content: StoryContent) -> str:
    """The category that fits by the kind of piece and whether the paper was reviewed; an editor may choose another."""
    if content.profile == "event":
        return "meeting"
    if (
        content.profile in {"feature", "photo_story", "explainer", "questions", "comic", "podcast", "video"}
        and not content.doi
    ):
        return "feature"
    return "peer-reviewed" if content.doi and content.article_type not in _NOT_REVIEWED else "reports"


def eurekalert_problems(
    content: StoryContent, fields: Mapping[str, str], pictures: tuple[Picture, ...]
) -> list[Problem]:
    """What it would refuse (errors) or ask about (warnings), in the order of its form."""
    found = [*_eligibility(content, fields), *_words(fields)]
    for picture in pictures:
        found += _picture(picture)
    return found


def _error(code: str, words: str, where: str = "") -> Problem:
    return Problem(code, Severity.ERROR, words, where)


def _warning(code: str, words: str, where: str = "") -> Problem:
    return Problem(code, Severity.WARNING, words, where)


def _eligibility(content: StoryContent, fields: Mapping[str, str]) -> list[Problem]:
    found = []
    category = fields.get("category", "")
    if category not in CATEGORIES:
        found.append(_error("category", _("There is no such category: %(name)s") % {"name": category[:60]}, "category"))
    if content.article_type in _NOT_REVIEWED:
        found.append(_error("preprint", _("The wire takes no release about a preprint alone."), "doi"))
    if category == "peer-reviewed" and not content.doi:
        found.append(_error("no-paper", _("This category needs the reviewed paper: its journal and DOI."), "doi"))
    first = content.article_published_on or content.published_at.date()
    if content.published_at.date() - first > FIRST_TOLD_WITHIN:
        words = _("The paper came out on %(day)s; the wire takes only what was first told within 90 days.")
        found.append(_error("too-old", words % {"day": first.isoformat()}, "doi"))
    if content.doi and not (content.funders or fields.get("funders")):
        found.append(_warning("no-funder", _("Name who funded the research; journalists ask for it."), "funders"))
    return found


def _words(fields: Mapping[str, str]) -> list[Problem]:
    found = []
    for name, most in (("title", LONGEST_TITLE), ("subtitle", LONGEST_SUBTITLE), ("summary", LONGEST_SUMMARY)):
        if (length := len(fields.get(name, ""))) > most:
            words = _("%(length)d characters; the form takes %(most)d.") % {"length": length, "most": most}
            found.append(_error("too-long", words, name))
    if not fields.get("contact_name") or "@" not in fields.get("contact_mail", ""):
        found.append(
            _error("no-contact", _("A release needs a contact with a name and an e-mail address."), "contact_mail")
        )
    return found


def _picture(picture: Picture) -> list[Problem]:
    where, found = f"picture:{picture.key}", []
    if picture.problem:
        return [_warning("picture-rights", _("Left out: %(why)s") % {"why": picture.problem}, where)]
    if not picture.caption:
        found.append(_error("no-caption", _("The picture has no caption."), where))
    if not picture.credit:
        found.append(_error("no-credit", _("The picture has no credit line."), where))
    if picture.licence not in LICENCE_SCHEMES:
        found.append(_error("no-licence", _("Say under which licence the picture may be used."), where))
    return found
