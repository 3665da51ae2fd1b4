"""Reasons of a match in words, for mails, preference pages and staff: the one place where they become sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scicomm.audiences.models import Segment
from scicomm.audiences.queries.profile_rows import LANGUAGES
from scicomm.audiences.rules import region_of
from scicomm.audiences.rules.matching import Reason, Why, is_said
from scicomm.core.models import Subject
from scicomm.core.text import pick


@dataclass(frozen=True, slots=True)
class Names:
    """Names of subjects and segments in the active language, read once for any number of reasons: two queries."""

    subjects: dict[int, str]
    segments: dict[int, str]

    @classmethod
    def now(cls) -> Names:
        return cls(
            {pk: pick(zh, en) for pk, zh, en in Subject.objects.values_list("pk", "name_zh", "name_en")},
            {pk: pick(zh, en) for pk, zh, en in Segment.objects.values_list("pk", "name_zh", "name_en")},
        )


def words_for(reason: Reason, names: Names | None = None) -> str:
    """One reason as a sentence in the active language; empty for a subject or segment that is no more."""
    if reason.code in _NAMED:
        return _NAMED[reason.code](reason, names or Names.now())
    return _PLAIN[reason.code](reason) if reason.code in _PLAIN else ""


def words_of_reasons(reasons: tuple[Reason, ...], names: Names | None = None) -> list[str]:
    """All reasons that are worth a sentence, strongest first."""
    known = names or Names.now()
    return [words for reason in reasons if is_said(reason) and (words := words_for(reason, known))]


def _interest(reason: Reason, names: Names) -> str:
    name = names.subjects.get(reason.value)
    if name is None:
        return ""
    if reason.weight == 3:
        return _("You chose the subject %(name)s, most of all.") % {"name": name}
    return _("You chose the subject %(name)s.") % {"name": name}


def _segment(reason: Reason, names: Names) -> str:
    name = names.segments.get(reason.value)
    return _("It is written for %(name)s.") % {"name": name} if name else ""


def _near(reason: Reason) -> str:
    region = region_of(f"{reason.value:06}")
    return _("It takes place in your region: %(name)s.") % {"name": region.name} if region else ""


def _new(reason: Reason) -> str:
    if not reason.value:
        return _("It came out today.")
    words = ngettext("It is new: %(count)d day old.", "It is new: %(count)d days old.", reason.value)
    return words % {"count": reason.value}


def _soon(reason: Reason) -> str:
    if not reason.value:
        return _("It begins today or is open already.")
    return ngettext("It begins in %(count)d day.", "It begins in %(count)d days.", reason.value) % {
        "count": reason.value
    }


def _language(reason: Reason) -> str:
    name = dict(settings.LANGUAGES).get(LANGUAGES[reason.value] if reason.value < len(LANGUAGES) else "", "")
    return _("It is in %(language)s, your language.") % {"language": name} if name else ""


_NAMED: dict[str, Callable[[Reason, Names], str]] = {"interest": _interest, "segment": _segment}
_PLAIN: dict[str, Callable[[Reason], str]] = {
    "near": _near,
    "new": _new,
    "soon": _soon,
    "language": _language,
    "level": lambda reason: (
        _("It is close to the level you chose.") if reason.value else _("It is at the level you chose.")
    ),
    "pick": lambda _reason: _("Our editors picked it."),
    "many": lambda _reason: _("Many read it."),
    "common": lambda _reason: _("It is the same for all readers of this language: nothing was chosen for you."),
    "wide": lambda _reason: _("Something else for a change."),
}


def words_why(why: Why) -> str:
    """Why readers with an interest are not reached, for staff."""
    return {
        Why.REACHED: _("reached"),
        Why.UNREACHABLE: _("not confirmed, paused, left, or a guardian has not agreed"),
        Why.NEVER: _("said “never” to one of its subjects"),
        Why.COMMON: _("want nothing chosen for them, or are younger than 14: they get the common edition"),
        Why.LANGUAGE: _("do not read its language"),
        Why.LEVEL: _("its level is too far from theirs"),
        Why.MEDIUM: _("do not want this kind of thing"),
        Why.FAR: _("live in another province"),
        Why.FULL: _("have had as many mails this week as they want"),
    }[why]
