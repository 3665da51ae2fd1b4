"""The readers' query language: text in, a tree (`tree.py`) and remarks out; it knows no index and never raises."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from scicomm.search.documents import normalise_doi
from scicomm.search.fields import EXACT_FIELDS, FIELD_NAMES, dates_of, values_of
from scicomm.search.tree import And, DateRange, Doi, Exact, Node, Not, Or, ParsedQuery, Phrase, Term, YearRange

MAX_CHARACTERS = 800
MAX_TERMS = 120
MAX_DEPTH = 8

_OPERATORS = {"OR": "or", "|": "or", "或": "or", "AND": "and", "且": "and", "NOT": "not", "非": "not"}
_PUNCTUATION: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys((ord(mark) for mark in "“”„‟「」『』〝〞"), '"'),
    # Marks around the title of a book are no order to find it word by word.
    **dict.fromkeys((ord(mark) for mark in "\u3000、。，；《》〈〉\u0000"), " "),
    ord("−"): "-",
    ord("～"): "~",
    ord("【"): "(",
    ord("】"): ")",
}
_LEXEME = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<doi>(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?10\.\d{4,9}/[^\s\"*]+)(?P<doistar>\*?)"
    r"|\"(?P<phrase>[^\"]*)(?P<closed>\"?)"
    r"|(?P<open>\()|(?P<close>\))"
    r"|(?P<minus>-)(?=[^\s\-)\d])"
    r"|(?P<field>[^\W\d]\w*):(?=[^\s)])"
    r"|(?P<word>[^\s()\"|]+|\|)"
)
_BEFORE_PHRASE = frozenset("(:|-")
_AFTER_PHRASE = frozenset(")|.,;:?!")
_WORD = re.compile(r"^(?P<text>.*?)(?P<mark>\*+|~(?P<distance>\d?))?$", re.DOTALL)
_YEARS = re.compile(r"^(?P<sign>[<>]=?)?(?P<first>\d{4})?(?P<to>\.\.\.?|-|–|—|~|至|到)?(?P<last>\d{4})?年?$")


@dataclass(slots=True)
class _Parser:
    """Recursive descent over the lexemes; what does not fit is skipped with a remark."""

    lexemes: list[re.Match[str]]
    at: int = 0
    terms: int = 0
    depth: int = 0
    bound: bool = False
    problems: list[str] = field(default_factory=list)

    def remark(self, message: str) -> None:
        if message not in self.problems:
            self.problems.append(message)

    def operator(self) -> str | None:
        """The operator at this place, or None; case matters, "or" in lower case is a word."""
        if self.at >= len(self.lexemes):
            return None
        return _OPERATORS.get(self.lexemes[self.at]["word"] or "")

    def alternatives(self, inside: str | None) -> Node | None:
        """One or more sequences joined by OR, up to the closing bracket or the end."""
        branches = [self.sequence(inside)]
        while self.operator() == "or":
            self.at += 1
            branches.append(self.sequence(inside))
        found = tuple(branch for branch in branches if branch is not None)
        return Or(found) if len(found) > 1 else next(iter(found), None)

    def sequence(self, inside: str | None) -> Node | None:
        """Parts that must all be there."""
        found: list[Node] = []
        while self.at < len(self.lexemes) and self.operator() != "or":
            if self.lexemes[self.at]["close"]:
                if self.depth:
                    break
                self.at += 1
                self.remark(_("There is a closing bracket without an opening one; we left it out."))
                continue
            if self.operator() == "and":
                self.at += 1
                self.bound = True
                continue
            part = self.part(inside)
            if part is not None:
                found.extend(part.nodes if isinstance(part, And) else [part])
        return And(tuple(found)) if len(found) > 1 else next(iter(found), None)

    def part(self, inside: str | None) -> Node | None:
        """One part: negation, bracket, field or leaf. Always moves forward."""
        lexeme = self.lexemes[self.at]
        negation = bool(lexeme["minus"]) or self.operator() == "not"
        self.at += 1
        if negation:
            node = self.wanted(inside)
            if isinstance(node, Not):
                return node.node
            return Not(node) if node is not None else None
        if lexeme["open"]:
            return self.group(inside)
        if lexeme["field"]:
            return self.restricted(lexeme, inside)
        self.terms += 1
        if self.terms > MAX_TERMS:
            self.remark(_("The query is very long; we searched for its beginning only."))
            return None
        return self.leaf(lexeme, inside)

    def wanted(self, inside: str | None) -> Node | None:
        """The part after a "not" or a field name, if there is one."""
        if self.at >= len(self.lexemes) or self.lexemes[self.at]["close"] or self.operator() in ("or", "and"):
            return None
        if self.depth >= MAX_DEPTH:
            self.remark(_("The brackets are nested too deeply; we left some out."))
            return None
        self.depth += 1
        node = self.part(inside)
        self.depth -= 1
        return node

    def group(self, inside: str | None) -> Node | None:
        """What stands between brackets; a missing closing bracket is added at the end."""
        if self.depth >= MAX_DEPTH:
            self.remark(_("The brackets are nested too deeply; we left some out."))
            return None
        self.depth += 1
        node = self.alternatives(inside)
        self.depth -= 1
        if self.at < len(self.lexemes):
            self.at += 1
        else:
            self.remark(_("A bracket is not closed; we closed it at the end."))
        return node

    def restricted(self, lexeme: re.Match[str], inside: str | None) -> Node | None:
        """``field:something``; an unknown name is searched for as a word."""
        name = FIELD_NAMES.get(lexeme["field"].lower())
        if name is not None:
            return self.wanted(name)
        if lexeme["field"].lower() not in ("http", "https"):
            self.remark(
                _("There is no field “%(name)s”; we searched for it as a word.") % {"name": lexeme["field"][:40]}
            )
        return Term(lexeme["field"], inside)

    def leaf(self, lexeme: re.Match[str], inside: str | None) -> Node | None:
        """A phrase, a DOI, a year or a word."""
        if lexeme["doi"]:
            return Doi(normalise_doi(lexeme["doi"]), prefix=bool(lexeme["doistar"]))
        if lexeme["phrase"] is not None:
            if not lexeme["closed"]:
                self.remark(_("A quotation mark is not closed; we read the phrase to the end."))
            text, mark = lexeme["phrase"].strip(), None
        else:
            match = _WORD.match(lexeme["word"])
            text, mark = (match["text"], match) if match else (lexeme["word"], None)
        if inside in EXACT_FIELDS:
            values = values_of(inside, text)
            return Exact(inside, values) if values else None
        if inside == "date":
            return self.days(text + (mark["mark"] or "" if mark else ""))
        if inside == "year":
            return self.years(text + (mark["mark"] or "" if mark else ""))
        if inside == "doi":
            return Doi(text.lower(), prefix=bool(mark and mark["mark"])) if text else None
        if not re.search(r"[^\W_]", text):
            return None
        return Phrase(text, inside) if lexeme["phrase"] is not None else self.word(text, mark, inside)

    def word(self, text: str, mark: re.Match[str] | None, inside: str | None) -> Term:
        """A word with what hangs on it: ``*`` for a beginning, ``~`` or ``~2`` for similar spellings."""
        sign = (mark["mark"] if mark else None) or ""
        if sign.startswith("*"):
            if len(text) < 2 and text.isascii():
                self.remark(_("One letter before the star is too little; write at least two."))
                return Term(text, inside)
            return Term(text, inside, prefix=True)
        if sign.startswith("~"):
            distance = int(mark["distance"]) if mark and mark["distance"] else 0
            return Term(text, inside, fuzzy=min(distance, 2) or (2 if len(text) > 5 else 1))
        return Term(text, inside)

    def days(self, text: str) -> DateRange | None:
        """``2024-03``, ``2024-01..2024-06``, ``>=2024-03-05``; anything else is left out with a remark."""
        found = dates_of(text)
        if found is None:
            self.remark(
                _("“%(text)s” is not a date; write date:2024-03 or date:2024-01..2024-06.") % {"text": text[:40]}
            )
            return None
        return DateRange(*found)

    def years(self, text: str) -> YearRange | None:
        """``2020``, ``2020..2024``, ``2020..``, ``>=2020``; anything else is left out with a remark."""
        match = _YEARS.match(text)
        first, last = (match["first"], match["last"]) if match else (None, None)
        if match is None or not (first or last) or (match["sign"] and (match["to"] or not first)):
            self.remark(_("“%(text)s” is not a year; write year:2024 or year:2020..2024.") % {"text": text[:40]})
            return None
        low, high = (int(first) if first else None), (int(last) if last else None)
        if match["sign"]:
            step = 0 if match["sign"].endswith("=") else 1
            value = low or 0
            return YearRange(value + step, None) if match["sign"][0] == ">" else YearRange(None, value - step)
        if not match["to"]:
            return YearRange(low, low)
        return YearRange(high, low) if low is not None and high is not None and low > high else YearRange(low, high)


def _quoted(text: str) -> str:
    """The text without the quotation marks that only quote: those in the midst of running text (关于"白化"的研究).

    An order to find words side by side stands by itself, between blanks or brackets or after a field's name.
    """
    kept = list(text)
    start = text.find('"')
    while start >= 0:
        end = text.find('"', start + 1)
        opens = start == 0 or text[start - 1] in _BEFORE_PHRASE or text[start - 1].isspace()
        closes = end in (-1, len(text) - 1) or text[end + 1] in _AFTER_PHRASE or text[end + 1].isspace()
        if not (opens and closes):
            kept[start] = " "
            if end >= 0:
                kept[end] = " "
        start = text.find('"', end + 1) if end >= 0 else -1
    return "".join(kept)


def parse(text: str) -> ParsedQuery:
    """Understand what a reader typed. Never raises: what cannot be used is left out and said in ``problems``."""
    problems: list[str] = []
    if len(text) > MAX_CHARACTERS:
        text = text[:MAX_CHARACTERS]
        problems.append(_("The query is very long; we searched for its beginning only."))
    lexemes = [match for match in _LEXEME.finditer(_quoted(text.translate(_PUNCTUATION))) if not match["space"]]
    parser = _Parser(lexemes, problems=problems)
    node = parser.alternatives(None)
    return ParsedQuery(text=text.strip(), node=node, problems=tuple(parser.problems), bound=parser.bound)
