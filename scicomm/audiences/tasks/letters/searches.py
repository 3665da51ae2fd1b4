"""Writes the mails about saved searches, in the reader's language; what is told is looked up anew at the moment of sending."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from scicomm.audiences.enums import ItemNotice, Purpose, SearchState, SubscriptionState, Told
from scicomm.audiences.models import OutgoingMail, SavedSearch, Subscription, ToldItem
from scicomm.audiences.queries import public_documents, words_of
from scicomm.audiences.rules import CONFIRM_WITHIN, confirm_token
from scicomm.audiences.tasks.letters.registry import writes_one
from scicomm.audiences.tasks.links import Written, link, outside
from scicomm.channels.rules import one_line
from scicomm.core.text import is_english
from scicomm.search.documents import SearchDocument

_HAN = re.compile(r"[\u3400-\u9fff]")
_LONGEST = 180


@dataclass(frozen=True)
class AlertItem:
    """An item as an alert shows it. `notice` says in words what is against it; without an address it can no longer be read."""

    title: str
    url: str = ""
    about: str = ""
    summary: str = ""
    notice: str = ""


def _own_words(first: str, second: str) -> str:
    """Of two texts the one in the letters of the reader's language, else the one there is."""
    wanted = not is_english()
    return next((text for text in (first, second) if text and bool(_HAN.search(text)) == wanted), first or second)


def _address(document: SearchDocument) -> str:
    """Papers and answers stand in both languages under twin addresses; a story stands in its own."""
    path = document.url
    if is_english() and document.kind != "story" and not path.startswith("/en/"):
        path = f"/en{path}"
    return outside(path)


def _kind(document: SearchDocument) -> str:
    return {"story": pgettext("public", "Story"), "article": _("Paper"), "answer": _("Answer")}.get(document.kind, "")


def _about(document: SearchDocument) -> str:
    journal = _own_words(document.journal, document.extra.get("journal_other", ""))
    people = [name for name in document.people if bool(_HAN.search(name)) != is_english()] or list(document.people)
    names = pgettext("list", ", ").join(people[:3]) if document.kind == "article" else ""
    day = timezone.localtime(document.date).strftime("%Y-%m-%d") if document.date else ""
    return " · ".join(part for part in (_kind(document), names, journal, day) if part)


def _item(document: SearchDocument) -> AlertItem:
    summary = next(iter(_own_summary(document)), "")
    state = document.extra.get("state", "")
    words = {"retracted": _("Retracted"), "concern": _("Expression of concern")}
    return AlertItem(
        title=one_line(_own_words(document.title, document.title_other)),
        url=_address(document),
        about=_about(document),
        summary=summary[:_LONGEST].rstrip() + ("…" if len(summary) > _LONGEST else ""),
        notice=words.get(state, ""),
    )


def _own_summary(document: SearchDocument) -> list[str]:
    """The parts of the summary, those in the reader's letters first."""
    parts = [one_line(part) for part in document.summary.splitlines() if part.strip()]
    return sorted(parts, key=lambda part: bool(_HAN.search(part)) == is_english())


def _noticed(told: ToldItem, documents: dict[str, SearchDocument]) -> AlertItem:
    """What became of something the reader was told of before."""
    words = {
        ItemNotice.RETRACTED: _("Retracted since we told you of it."),
        ItemNotice.CONCERN: _("An expression of concern was published since we told you of it."),
        ItemNotice.WITHDRAWN: _("Withdrawn since we told you of it."),
    }
    document = documents.get(told.item.key)
    notice = words[ItemNotice(told.item.notice)]
    if document is None:
        return AlertItem(title=one_line(told.item.title), notice=notice)
    shown = _item(document)
    return AlertItem(title=shown.title, url=shown.url, about=shown.about, notice=notice)


def _links(search: SavedSearch, reader: Subscription) -> dict[str, Any]:
    return {
        "search": search,
        "confirmed_on": date_format(localtime(search.confirmed_at), "DATE_FORMAT") if search.confirmed_at else "",
        "words": words_of(search.query),
        "results_url": outside(search.query.get_absolute_url()),
        "stop_url": link("unsubscribe_search", search.leave_token),
        "manage_url": link("preferences", reader.manage_token) + "#searches",
    }


def _running(mail: OutgoingMail, reader: Subscription) -> SavedSearch | None:
    """The search a mail speaks of, if its reader still wants it."""
    search = mail.saved_search
    wanted = search is not None and search.state == SearchState.ACTIVE
    return search if wanted and reader.state == SubscriptionState.CONFIRMED else None


@writes_one(Purpose.SEARCH_ALERT)
def alert(mail: OutgoingMail, reader: Subscription) -> Written | None:
    search, told_in = _running(mail, reader), mail.alert
    if search is None or told_in is None:
        return None
    told = list(told_in.items.select_related("item"))
    documents = public_documents([row.item.key for row in told])
    fresh = [_item(documents[row.item.key]) for row in told if row.kind == Told.NEW and row.item.key in documents]
    notices = [_noticed(row, documents) for row in told if row.kind == Told.NOTICE and row.item.notice]
    if not fresh and not notices:
        return None
    listed = sum(row.kind == Told.NEW for row in told)
    more = told_in.total - listed
    count = len(fresh) + more
    if fresh:
        subject = ngettext("%(count)d new for “%(name)s”: %(title)s", "%(count)d new for “%(name)s”: %(title)s", count)
    else:
        subject = _("Changed since we told you (“%(name)s”): %(title)s")
    values = {"count": count, "name": search.name, "title": (fresh or notices)[0].title[:120]}
    context = {"fresh": fresh, "notices": notices, "more": more, "count": count, "language": get_language()}
    return subject % values, "search_alert", {**context, **_links(search, reader)}


@writes_one(Purpose.SEARCH_CONFIRM)
def confirm(mail: OutgoingMail, reader: Subscription) -> Written | None:
    search = mail.saved_search
    # A newer request has its own mail; the older one would hold a dead link.
    if search is None or search.state != SearchState.PENDING or search.confirm_key[:12] not in mail.message_id:
        return None
    context = {
        **_links(search, reader),
        "confirm_url": link("confirm_search", confirm_token(search.pk, search.confirm_key)),
        "days": CONFIRM_WITHIN.days,
    }
    return _("Please confirm: news of “%(name)s”?") % {"name": search.name}, "search_confirm", context


@writes_one(Purpose.SEARCH_KNOWN)
def known(mail: OutgoingMail, reader: Subscription) -> Written | None:
    search = mail.saved_search
    if search is None or search.state not in {SearchState.ACTIVE, SearchState.PAUSED}:
        return None
    return _("You watch this search already"), "search_known", _links(search, reader)


@writes_one(Purpose.SEARCH_TROUBLE)
def trouble(mail: OutgoingMail, reader: Subscription) -> Written | None:
    search = _running(mail, reader)
    if search is None or not search.query.problem:
        return None
    context = {**_links(search, reader), "problem": search.query.get_problem_display()}
    return _("Your saved search “%(name)s” cannot run") % {"name": search.name}, "search_trouble", context
