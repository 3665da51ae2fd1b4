"""Whether a text fits a standing query, and which words decided it; who is told is not here."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scicomm.search import analysis

_SEPARATOR = re.compile(r"[,，、;；\n\r]+")
_HAN = re.compile(f"[{analysis.HAN}]")
_GLUE = rf"[^\W_{analysis.HAN}]"
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Verdict:
    """Whether a watch fits, and why: the words that were found, missing or forbidden, as their owner wrote them."""

    fits: bool
    matched: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()


def terms(written: str) -> list[str]:
    """The words and phrases of a field, once each, in order: separated by lines, commas (both kinds), 、 or semicolons."""
    pieces = (_BLANKS.sub(" ", piece).strip() for piece in _SEPARATOR.split(written))
    return list(dict.fromkeys(piece for piece in pieces if piece))


class Text:
    """A text prepared once, to be asked for many words."""

    def __init__(self, text: str) -> None:
        self.normalised = _BLANKS.sub(" ", analysis.normalise(text))
        # Blanks between Chinese characters are typesetting: they neither join nor part words.
        self.packed = re.sub(rf"(?<=[{analysis.HAN}]) (?=[{analysis.HAN}])", "", self.normalised)
        self.stems = [analysis.stem(word) for word in re.findall(rf"{_GLUE}+(?:'{_GLUE}+)*", self.normalised)]

    def holds(self, term: str) -> bool:
        """Whether a word or phrase stands in the text.

        Chinese words are found wherever they stand, because no blank marks where one begins; traditional characters are read as
        simplified ones where OpenCC is installed. English words are whole words whatever their ending (cell finds cells, not
        cellar), and a phrase is its words side by side.
        """
        wanted = _BLANKS.sub(" ", analysis.normalise(term)).strip()
        if not wanted:
            return False
        if _HAN.search(wanted):
            before = rf"(?<!{_GLUE})" if re.match(_GLUE, wanted) else ""
            after = rf"(?!{_GLUE})" if re.match(_GLUE, wanted[-1]) else ""
            return re.search(before + re.escape(wanted) + after, self.packed) is not None
        stems = [analysis.stem(word) for word in re.findall(rf"{_GLUE}+(?:'{_GLUE}+)*", wanted)]
        if not stems:
            return wanted in self.normalised
        last = len(self.stems) - len(stems)
        return any(self.stems[at : at + len(stems)] == stems for at in range(last + 1))


def match(
    text: Text, *, any_terms: list[str], all_terms: list[str], none_terms: list[str], language: str = "", of: str = ""
) -> Verdict:
    """Whether a text in the language `of` fits a query.

    At least one of `any_terms` (where there are any), every one of `all_terms`, none of `none_terms`; `language` is the
    query's scope, empty for all. A query with neither any nor all words fits nothing.
    """
    if (language and language != of) or not (any_terms or all_terms):
        return Verdict(False)
    forbidden = tuple(term for term in none_terms if text.holds(term))
    found_any = [term for term in any_terms if text.holds(term)]
    found_all = [term for term in all_terms if text.holds(term)]
    missing = tuple(term for term in all_terms if term not in found_all)
    fits = not forbidden and not missing and (bool(found_any) or not any_terms)
    return Verdict(fits, tuple(dict.fromkeys([*found_all, *found_any])), missing, forbidden)
