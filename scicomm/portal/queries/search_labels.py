"""The words for what search counts: units, journals, subjects, kinds, types and states, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scicomm.core.models import Subject
from scicomm.core.text import pick
from scicomm.journals.models import Journal
from scicomm.organisation.models import Unit


@dataclass(frozen=True, slots=True)
class Labels:
    units: dict[str, tuple[str, str]]
    journals: dict[str, tuple[str, str]]
    subjects: dict[str, tuple[str, str]]


def read_labels() -> Labels:
    units = {slug: (zh, en) for slug, zh, en in Unit.objects.values_list("slug", "name_zh", "name_en")}
    # The index knows a journal by its first title, as readers write it after journal:.
    journals = {zh or en: (zh, en) for zh, en in Journal.objects.values_list("title_zh", "title_en")}
    subjects = {code: (zh, en) for code, zh, en in Subject.objects.values_list("code", "name_zh", "name_en")}
    return Labels(units, journals, subjects)


def kinds() -> dict[str, str]:
    return {
        "story": pgettext("public", "Story"),
        "article": _("Paper"),
        "answer": _("Answer"),
        "disclosure": _("Information disclosure"),
        "person": _("Person"),
    }


def kinds_many() -> dict[str, str]:
    return {
        "story": pgettext("public", "Stories"),
        "article": _("Papers"),
        "answer": _("Answers"),
        "disclosure": _("Information disclosure"),
        "person": pgettext("public", "People"),
    }


def facet_labels() -> dict[str, str]:
    return {
        "unit": _("Unit"), "year": _("Year"), "subject": _("Subject"), "journal": _("Journal"),
        "language": _("Language"), "open_access": _("Access"), "article_type": _("Type"), "state": _("State"),
    }  # fmt: skip


def _types() -> dict[str, str]:
    """JATS's types of articles in words; the values are those that JATS recommends."""
    return {
        "research-article": _("Research article"), "review-article": pgettext("article type", "Review"),
        "letter": pgettext("article type", "Letter"),
        "editorial": _("Editorial"), "case-report": _("Case report"), "brief-report": _("Brief report"),
        "data-paper": _("Data paper"), "article-commentary": _("Commentary"), "correction": _("Correction notice"),
        "retraction": _("Retraction notice"), "book-review": _("Book review"), "meeting-report": _("Meeting report"),
        "news": _("News"), "other": _("Other"), "article": _("Article"),
    }  # fmt: skip


def states() -> dict[str, tuple[str, str]]:
    """States that a reader must know of before reading, with the kind of their badge."""
    return {
        "retracted": (_("Retracted"), "stop"),
        "concern": (_("Expression of concern"), "wait"),
        "corrected": (_("Corrected"), "info"),
        # Of a story: what happened to its paper.
        "paper-retracted": (_("Paper retracted"), "stop"),
        "paper-withdrawn": (_("Paper withdrawn"), "stop"),
        "paper-concern": (_("Concern about the paper"), "wait"),
        "paper-corrected": (_("Paper corrected"), "info"),
    }


def label_of(name: str, value: str, labels: Labels) -> str:
    """A facet's value in the reader's words; a value nobody knows stands as it is."""
    tables: Mapping[str, dict[str, tuple[str, str]]] = {
        "unit": labels.units, "journal": labels.journals, "subject": labels.subjects,
    }  # fmt: skip
    if name in tables:
        pair = tables[name].get(value)
        return pick(*pair) if pair else value
    fixed = {
        "language": {"zh": _("Chinese"), "en": _("English")},
        "open_access": {"yes": _("Open access"), "no": _("Other access")},
        "kind": kinds_many(),
        "article_type": _types(),
        "state": {"current": _("In force"), **{state: words for state, (words, _kind) in states().items()}},
    }
    return fixed.get(name, {}).get(value, value)
