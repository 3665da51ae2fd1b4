"""What can be wrong with a query, where, and what to do about it, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from html import escape
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SENTENCES: dict[str, str | Promise] = {
    "empty": gettext_lazy("Write at least one word to look for."),
    "too_long": gettext_lazy("This is too long: %(length)s characters, and %(most)s at most are read."),
    "too_deep": gettext_lazy("Too many parentheses inside each other."),
    "too_many": gettext_lazy("Too many words: %(most)s at most."),
    "unopened": gettext_lazy("This parenthesis was never opened. Remove it, or open one before."),
    "unclosed": gettext_lazy("This parenthesis is not closed. Add “)” where the group ends."),
    "nothing_inside": gettext_lazy("There is nothing between these parentheses."),
    "unclosed_quote": gettext_lazy("This quotation mark is not closed. Add another where the phrase ends."),
    "lonely": gettext_lazy("“%(word)s” needs something on both sides. To look for the word itself, write \"%(lower)s\"."),
    "lonely_not": gettext_lazy("“%(word)s” needs something behind it that must not be there."),
    "unknown_field": gettext_lazy("There is no field “%(name)s”. There are: %(known)s."),
    "unknown_field_like": gettext_lazy("There is no field “%(name)s”. Do you mean “%(like)s”?"),
    "empty_field": gettext_lazy("Nothing stands behind “%(name)s:”."),
    "unknown_value": gettext_lazy("“%(value)s” is not known here. There are: %(known)s."),
    "short_wildcard": gettext_lazy("Too little before the asterisk: at least %(least)s letters, else half a dictionary fits."),
    "odd_wildcard": gettext_lazy("An asterisk can stand at the end of one word only."),
    "no_word": gettext_lazy("There is no word in this, only signs."),
    "near_what": gettext_lazy("Only words and phrases of one field can be near each other."),
    "near_far": gettext_lazy("A distance is a whole number from 1 to %(most)s."),
    "near_mixed": gettext_lazy("Give one distance for all of a row, or put it in two watches."),
    "only_forbids": gettext_lazy(
        "This only says what must not be there, which fits nearly everything. Add a word that must be there."
    ),
    "only_narrows": gettext_lazy("This only narrows (by language, class, unit or kind). Add a word to look for."),
}  # fmt: skip


@dataclass(eq=False)
class QueryError(ValueError):
    """What is wrong with a query: the kind, and from which character to which it stands in what was written."""

    kind: str
    start: int = 0
    end: int = 0
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.kind} at {self.start}"

    @property
    def sentence(self) -> str:
        """In the language in force."""
        return str(SENTENCES[self.kind]) % self.values

    def marked(self, written: str, around: int = 40) -> SafeString:
        """The sentence, with the place in the query marked; safe HTML."""
        if not written.strip():
            return mark_safe(escape(self.sentence))
        start, end = min(self.start, len(written)), max(self.end, self.start)
        left, right = max(0, start - around), min(len(written), end + around)
        # A place at the very end gets a sign that can be seen.
        there = escape(written[start:end]) or "&nbsp;"
        before = ("…" if left else "") + escape(written[left:start])
        after = escape(written[end:right]) + ("…" if right < len(written) else "")
        place = _("character %(number)s") % {"number": start + 1}
        return mark_safe(f"{escape(self.sentence)} <code>{before}<mark>{there}</mark>{after}</code> ({escape(place)})")


def unknown_field(name: str, known: list[str], start: int, end: int) -> QueryError:
    """With the field that may have been meant."""
    like = get_close_matches(name, known, 1, 0.6)
    if like:
        return QueryError("unknown_field_like", start, end, {"name": name, "like": like[0]})
    return QueryError("unknown_field", start, end, {"name": name, "known": ", ".join(known)})
