"""What the reader may have meant: completions of a beginning, and another spelling when nothing was found."""

from __future__ import annotations

import re
from collections import Counter

import tantivy

from scicomm.search import analysis, folding, schema, spelling, stemming
from scicomm.search.loosening import any_gram
from scicomm.search.matching import Matcher, restrict
from scicomm.search.query import parse
from scicomm.search.tree import ParsedQuery, Term

_LAST_WORD = re.compile(rf"([{analysis.HAN}]+|[^\s{analysis.HAN}\"()]+)$")
_MANY = 200
_SIMILAR_TITLES = 30


def completions(searcher: tantivy.Searcher, text: str, wall: tantivy.Query | None, limit: int = 8) -> list[str]:
    """Ways to go on from what was typed: whole keywords first, then words of titles, the more frequent first.

    ``wall`` narrows to the documents that may be seen. The words before the last one are kept as typed, and only
    titles with all of them count.
    """
    text = text.lstrip()[:80]
    match = _LAST_WORD.search(text)
    if match is None:
        return []
    found = [
        schema.completion_text(term)
        for term, _count in _frequent(searcher, "completions", folding.fold(text), wall, limit)
    ]
    before, last = text[: match.start()], stemming.plain(folding.normalise(match.group()))
    if last and len(found) < limit:
        context = Matcher().build(parse(before).node) if before.strip() else None
        narrowing = wall if context is None else context if wall is None else restrict(context, [wall])
        for term, _count in _frequent(searcher, "title_terms", last, narrowing, limit):
            if len(term) > 1 and term not in analysis.STOP_WORDS:
                found.append(before + term)
    return _distinct(found, typed=text)[:limit]


def _frequent(
    searcher: tantivy.Searcher, field: str, prefix: str, wall: tantivy.Query | None, limit: int
) -> list[tuple[str, int]]:
    # The engine lists terms by alphabet, so more are read than shown, and the frequent ones kept.
    terms = searcher.terms_with_prefix(field, prefix, filter_query=wall, limit=_MANY)
    return sorted(terms, key=lambda pair: (-pair[1], len(pair[0]), pair[0]))[:limit]


def _distinct(texts: list[str], *, typed: str) -> list[str]:
    seen = {folding.normalise(typed).strip()}
    kept: list[str] = []
    for text in texts:
        form = folding.normalise(text).strip()
        if form not in seen:
            seen.add(form)
            kept.append(text)
    return kept


def did_you_mean(searcher: tantivy.Searcher, query: ParsedQuery, wall: tantivy.Query | None) -> str | None:
    """The query with misspelt words put right by the words of titles and keywords, or None when none is near.

    Meant for a query that found nothing. Only documents that may be seen lend their words.
    """
    corrected = query.text
    for leaf in query.leaves():
        if not isinstance(leaf, Term) or leaf.prefix or leaf.fuzzy:
            continue
        for token in analysis.tokens(folding.normalise(leaf.text)):
            better = _better_run(searcher, token.text, wall) if token.han else _better_word(searcher, token.text, wall)
            if better is not None:
                corrected = _replaced(corrected, token.text, better)
    return corrected if corrected != query.text else None


def _replaced(text: str, old: str, new: str) -> str:
    normalised, offsets = folding.normalise_with_offsets(text)
    at = normalised.find(old)
    return text if at < 0 else text[: offsets[at]] + new + text[offsets[at + len(old)] :]


def _exists(searcher: tantivy.Searcher, query: tantivy.Query, wall: tantivy.Query | None) -> bool:
    return bool(searcher.search(restrict(query, [wall] if wall is not None else []), limit=1, count=False).hits)


def _better_word(searcher: tantivy.Searcher, word: str, wall: tantivy.Query | None) -> str | None:
    """A title word near a Latin word that no visible document has."""
    form = stemming.plain(word)
    known = bool(searcher.doc_freq("terms", form))
    if len(form) < 4 or (known and (wall is None or _exists(searcher, Matcher().build(Term(word)), wall))):
        return None
    most = 1 if len(form) < 6 else 2
    similar = tantivy.Query.fuzzy_term_query(schema.build_schema(), "title_terms", form, distance=most)
    counted = Counter(title_word for title_word in _title_words(searcher, similar, wall) if title_word.isascii())
    return spelling.nearest(form, counted.items(), most)


def _better_run(searcher: tantivy.Searcher, run: str, wall: tantivy.Query | None) -> str | None:
    """A title's words of the same length that differ from a Chinese run in one character."""
    if not 3 <= len(run) <= 12 or _exists(searcher, Matcher().build(Term(run)), wall):
        return None
    similar = any_gram(run, "title")
    counted: Counter[str] = Counter()
    words = _title_words(searcher, similar, wall)
    for first in range(len(words)):
        window = ""
        for word in words[first:]:
            window += word
            if len(window) >= len(run):
                break
        if len(window) == len(run):
            counted[window] += 1
    return spelling.nearest(run, counted.items(), 1)


def _title_words(searcher: tantivy.Searcher, query: tantivy.Query, wall: tantivy.Query | None) -> list[str]:
    narrowed = restrict(query, [wall] if wall is not None else [])
    found: list[str] = []
    for _score, address in searcher.search(narrowed, limit=_SIMILAR_TITLES, count=False).hits:
        document = schema.from_row(searcher.doc(address))
        for text in (document.title, document.title_other, *document.keywords):
            # The mark between texts keeps a window from reaching from one into the next.
            found += [*(stemming.plain(word) for word in analysis.words(text)), "\n"]
    return found
