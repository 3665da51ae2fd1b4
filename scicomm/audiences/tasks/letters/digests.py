"""Writes the mails of digests: many at once, with a constant number of queries, and every item asked again whether it is public.

What is the same for many (an item with its reasons) is rendered once and filled with each reader's own links.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext, override

from scicomm.audiences.enums import Purpose, SubscriptionKind, SubscriptionState
from scicomm.audiences.models import Digest, DigestEdition, DigestItem, OutgoingMail, Subscription
from scicomm.audiences.queries.digest_lines import (
    Group,
    Line,
    digest_token,
    grouped,
    items_by_id,
    lines_of,
)
from scicomm.audiences.queries.digest_sources import still_public
from scicomm.audiences.queries.digests import unpacked
from scicomm.audiences.queries.reasons import Names
from scicomm.audiences.rules import Letter, LetterStencil
from scicomm.audiences.rules.digest_marks import edition_mark, marked
from scicomm.audiences.tasks.letters.layout import render_part
from scicomm.audiences.tasks.letters.registry import Outcome, writes
from scicomm.audiences.tasks.letters.writing import READER_HOLES, cut, list_headers, reader_values
from scicomm.audiences.tasks.links import outside
from scicomm.channels.rules import one_line

# Stands for the reader's own link until it is known; no title can hold it, because the parts are filled before they are joined.
_TOKEN = "0digest0token0"  # noqa: S105 - a place, not a secret
_PREVIEW_TOKEN = "preview"  # noqa: S105 - nobody's


@dataclass(frozen=True)
class DigestLetter:
    """What one reader's letter is made of: the subject line, and the parts that the templates digest.html and .txt take."""

    subject: str
    items_html: SafeString
    items_text: str
    web_url: str
    is_personal: bool
    day: str
    language: str
    list_name: str

    def filled(self, stencil: LetterStencil, to: str, reader: dict[str, str]) -> Letter:
        """The whole letter, with the reader's own links."""
        values = {"line": self.subject, "day": self.day, "web_url": self.web_url, "items": self.items_text, **reader}
        headers = list_headers(f"{self.language}.digest", reader["unsubscribe_url"], feedback=self.list_name)
        return stencil.fill(to, values, html={"items": self.items_html}, headers=headers)


class Stencils:
    """The frames of digests, cut once for a language and a way of choosing."""

    def __init__(self) -> None:
        self._cut: dict[tuple[str, bool], LetterStencil] = {}

    def of(self, letter: DigestLetter) -> LetterStencil:
        key = (letter.language, letter.is_personal)
        if key not in self._cut:
            self._cut[key] = cut(
                "digest", {"is_personal": letter.is_personal}, subject="%(line)s", language=letter.language,
                names=["line", "day", "web_url", "items", *READER_HOLES],
            )  # fmt: skip
        return self._cut[key]


class Kitchen:
    """Everything that the letters of one language share; made for a batch of mails, in six queries."""

    def __init__(self, language: str, items: dict[int, DigestItem], public: set[int]) -> None:
        self.language = language
        self.items = items
        self.public = public
        with override(language):
            self.names = Names.now()
            self.item_path = reverse("audiences:digest_item", args=[_TOKEN, 0])
            self.web_path = reverse("audiences:digest_web", args=[_TOKEN])
        self._parts: dict[tuple[Line, str], tuple[str, str]] = {}

    def letter(self, digest: Digest, edition: DigestEdition, token: str) -> DigestLetter | None:
        """The letter in this second; None where nothing of it may be shown any more. Call in the language."""
        lines = lines_of(unpacked(digest.items), self.items, self.names, self.public)
        if not lines:
            return None
        mark = edition_mark(edition.pk or 0, digest.variant)
        html, text = [], []
        for group in grouped(lines):
            html.append(_heading_html(group))
            text.append(_heading_text(group))
            for line in group.lines:
                one_html, one_text = self._part(line, mark)
                html.append(one_html.replace(_TOKEN, token))
                text.append(one_text.replace(_TOKEN, token))
        return DigestLetter(
            subject=subject_line(edition, digest.variant, lines),
            items_html=mark_safe("".join(html)),
            items_text="\n".join(text).strip(),
            web_url=marked(outside(self.web_path.replace(_TOKEN, token)), mark),
            is_personal=digest.is_personal,
            day=date_format(timezone.localdate(digest.made_at), "DATE_FORMAT"),
            language=self.language,
            list_name=f"{edition.pk or 0}:{edition.frequency}:digest",
        )

    def _part(self, line: Line, mark: str) -> tuple[str, str]:
        """An item as HTML and text, with a place for the reader's token; rendered once for all whose reasons are the same."""
        if (line, mark) not in self._parts:
            base = outside(self.item_path.removesuffix("0/") + f"{line.item_id}/")
            context = {
                "line": line,
                "url": marked(line.url, mark),
                "why_url": marked(base, mark),
                "more_url": f"{base}more/",
                "less_url": f"{base}less/",
            }
            text = render_to_string("audiences/mail/digest_line.txt", context).strip() + "\n"
            self._parts[line, mark] = (render_part("digest_line", context), text)
        return self._parts[line, mark]


def _heading_html(group: Group) -> str:
    return render_part("digest_heading", {"heading": group.heading})


def _heading_text(group: Group) -> str:
    return f"== {group.heading} ==\n"


def subject_line(edition: DigestEdition, variant: str, lines: Sequence[Line]) -> str:
    """The editors' line, or the first title with how many more there are."""
    given = {"a": edition.subject_a, "b": edition.subject_b}.get(variant, "")
    if given:
        return one_line(given)
    title, more = one_line(lines[0].title)[:120], len(lines) - 1
    if not more:
        return title
    words = ngettext("%(title)s, and %(count)d more for you", "%(title)s, and %(count)d more for you", more)
    return words % {"title": title, "count": more}


def letters_for(mails: Sequence[OutgoingMail]) -> Iterator[tuple[OutgoingMail, DigestLetter | None]]:
    """The letters of many mails, each with its reader's consent asked again: still confirmed, still a digest, not on a pause."""
    rows = Digest.objects.filter(mail__in=[mail.pk for mail in mails])
    digests = {row.mail_id: row for row in rows.select_related("edition", "subscription__profile")}
    ids = {row[0] for digest in digests.values() for row in digest.items}
    items = items_by_id(ids)
    public = still_public(list(items.values()))
    kitchens: dict[str, Kitchen] = {}
    for mail in mails:
        digest = digests.get(mail.pk)
        if digest is None or not wants_digest(digest.subscription):
            yield mail, None
            continue
        language = digest.subscription.language
        with override(language):
            kitchen = kitchens.setdefault(language, Kitchen(language, items, public))
            letter = kitchen.letter(digest, digest.edition, digest_token(digest))
        yield mail, letter


def wants_digest(reader: Subscription) -> bool:
    """Whether a reader still wants a digest, from a row just read with its profile."""
    profile = getattr(reader, "profile", None)
    if reader.state != SubscriptionState.CONFIRMED or reader.kind != SubscriptionKind.DIGEST or profile is None:
        return False
    return profile.paused_until is None or profile.paused_until <= timezone.localdate()


@writes(Purpose.DIGEST)
def prepare(mails: Sequence[OutgoingMail]) -> Iterator[tuple[OutgoingMail, Outcome]]:
    """The mails of digests, as they are in this second."""
    stencils = Stencils()
    for mail, made in letters_for(mails):
        if made is None:
            yield mail, None
            continue
        reader = mail.subscription
        yield mail, made.filled(stencils.of(made), reader.email, reader_values(reader))


def previewed(digest: Digest, edition: DigestEdition, language: str) -> Letter | None:
    """The mail of a digest that is not stored, exactly as it would be sent; its links lead nowhere. For staff who look at it."""
    items = items_by_id(row[0] for row in digest.items)
    with override(language):
        kitchen = Kitchen(language, items, still_public(list(items.values())))
        made = kitchen.letter(digest, edition, _PREVIEW_TOKEN)
        if made is None:
            return None
        day = date_format(timezone.localdate(), "DATE_FORMAT")
        nowhere = {"confirmed_on": day, "preferences_url": "#", "unsubscribe_url": "#"}
        return made.filled(Stencils().of(made), "", nowhere)
