"""From the parsed query to the engine's query: which fields a word is looked for in, and how much each counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import groupby
from operator import attrgetter
from typing import Any

import tantivy
from django.utils import timezone
from tantivy import Occur, Query

from scicomm.search import analysis, folding, forms, stemming
from scicomm.search.schema import build_schema, language_of
from scicomm.search.tree import And, DateRange, Doi, Exact, Node, Not, Or, Phrase, Term, YearRange

TITLE_BOOST = 0.6
KEYWORD_BOOST = 0.6
WORD_BOOST = 0.7
GRAM_BOOST = 0.5
DOI_SCORE = 1000.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a logical field keeps its words, its Chinese grams and its unstemmed forms."""

    words: str
    grams: str
    forms: str
    boost: float = 1.0


_EVERYWHERE = Place("text", "grams", "terms")
_TITLE = Place("title", "title_grams", "title_terms", TITLE_BOOST)
_JOURNAL = Place("journal_words", "journal_grams", "journal_words")
_KEYWORD = Place("keywords", "keyword_grams", "keywords", KEYWORD_BOOST)
PLACES = {
    None: (_EVERYWHERE, _TITLE),
    "title": (_TITLE,),
    "journal": (_JOURNAL,),
    "keyword": (_KEYWORD,),
}


def term_query(field: str, text: str, boost: float = 1.0, *, option: str = "position") -> Query:
    query = Query.term_query(build_schema(), field, text, option)
    return query if boost == 1.0 else Query.boost_query(query, boost)


def any_of(queries: Iterable[Query]) -> Query:
    found = list(queries)
    if not found:
        return Query.empty_query()
    return found[0] if len(found) == 1 else Query.boolean_query([(Occur.Should, query) for query in found])


def all_of(queries: Iterable[Query]) -> Query:
    found = list(queries)
    if not found:
        return Query.all_query()
    return found[0] if len(found) == 1 else Query.boolean_query([(Occur.Must, query) for query in found])


def _beginning(field: str, text: str) -> Query:
    return Query.fuzzy_term_query(build_schema(), field, text, distance=0, prefix=True)


def filter_query(field: str, values: Collection[str]) -> Query:
    """Documents with one of the values in a raw field; counts nothing towards the score."""
    queries: list[Query] = []
    for value in values:
        if field == "year":
            if value.isascii() and value.isdigit() and len(value) <= 4:
                queries.append(Query.term_query(build_schema(), "year", int(value)))
        else:
            named = language_of(value) if field == "language" else value
            queries.append(term_query(field, named, option="basic"))
    return Query.const_score_query(any_of(queries), 0.0)


def restrict(query: Query, filters: Iterable[Query]) -> Query:
    """The query narrowed by filters."""
    return all_of([query, *filters])


def filters_for(filters: Mapping[str, Collection[str]], allowed_units: Collection[str] | None) -> dict[str, Query]:
    """One filter per field that has values, and the unit wall under ``units`` unless everything may be seen."""
    found = {field: filter_query(field, values) for field, values in filters.items() if values}
    if allowed_units is not None:
        found["units"] = filter_query("units", allowed_units)
    return found


def is_stop(node: Node) -> bool:
    if not isinstance(node, Term) or node.field is not None or node.prefix:
        return False
    return folding.normalise(node.text) in analysis.STOP_WORDS


class Matcher:
    """Builds the query of what has everything that was asked for; what has most of it is the business of `loosening`."""

    def build(self, node: Node | None) -> Query:
        """The engine's query for a tree; everything for an empty one."""
        if node is None:
            return Query.all_query()
        return self._conjunction((node,))

    def _node(self, node: Node) -> Query:
        match node:
            case And():
                return self._conjunction(node.nodes)
            case Or():
                return any_of(self.build(branch) for branch in node.nodes)
            case Not():
                return self._conjunction((node,))
            case Term():
                return self._term(node)
            case Phrase():
                return self._phrase(node)
            case Exact():
                return filter_query(node.field, node.values)
            case Doi():
                return self._doi(node)
            case YearRange():
                return self._years(node)
            case DateRange():
                return self._days(node)

    def _conjunction(self, nodes: tuple[Node, ...]) -> Query:
        clauses: list[tuple[Occur, Query]] = []
        telling = any(not isinstance(node, Not) and not is_stop(node) for node in nodes)
        for node in nodes:
            if isinstance(node, Not):
                clauses.append((Occur.MustNot, self.build(node.node)))
            elif not is_stop(node):
                clauses.append((Occur.Must, self._node(node)))
            elif not telling:
                # Beside other words they cost time and tell nothing.
                clauses.append((Occur.Should, self._node(node)))
        if all(occur == Occur.MustNot for occur, _query in clauses):
            clauses.append((Occur.Must, Query.all_query()))
        return clauses[0][1] if len(clauses) == 1 else Query.boolean_query(clauses)

    def _term(self, term: Term) -> Query:
        tokens = list(analysis.tokens(folding.normalise(term.text)))
        if not tokens:
            return Query.empty_query()
        if term.field == "author":
            return self._name(term)
        parts: list[Query] = []
        if term.prefix or term.fuzzy:
            parts.append(self._approximate(term, tokens.pop()))
        for han, together in groupby(tokens, key=attrgetter("han")):
            pieces = [token.text for token in together]
            parts += [self._run(run, term.field) for run in pieces] if han else [self._latin(pieces, term.field)]
        return all_of(parts)

    def _approximate(self, term: Term, token: analysis.Token) -> Query:
        """A word beginning so, or spelt nearly so."""
        text = stemming.plain(token.text)
        if not text:
            return Query.empty_query()
        distance = min(term.fuzzy, 0 if len(text) < 3 else 1 if len(text) < 5 else 2)
        queries = [self._run(token.text, term.field)] if token.han else [self._latin([token.text], term.field)]
        for place in PLACES.get(term.field, ()):
            near = (
                _beginning(place.forms, text)
                if term.prefix
                else Query.fuzzy_term_query(build_schema(), place.forms, text, distance=distance)
            )
            queries.append(Query.boost_query(near, place.boost))
        return any_of(queries)

    def _latin(self, words: list[str], field: str | None) -> Query:
        """One word, or several side by side or written as one (covid-19: covid19)."""
        stems = [form for word in words if (form := stemming.stem(word))]
        if not stems:
            return Query.empty_query()
        whole = stemming.stem(forms.joined(words)) if len(words) > 1 else ""
        other = [
            stemming.stem(spelling) for word in words[:1] for spelling in forms.alternatives(word) if len(words) == 1
        ]
        queries: list[Query] = []
        for place in PLACES.get(field, ()):
            if len(stems) == 1:
                queries += [term_query(place.words, stem, place.boost) for stem in dict.fromkeys([*stems, *other])]
            else:
                phrase = Query.phrase_query(build_schema(), place.words, list(stems))
                queries.append(Query.boost_query(phrase, place.boost))
            if whole:
                queries.append(term_query(place.words, whole, place.boost))
        return any_of(queries)

    def _run(self, run: str, field: str | None) -> Query:
        """An unbroken run of Chinese: all of its words."""
        words = analysis.segment(run)
        binding = [word for word in words if word not in analysis.STOP_WORDS] or words
        return all_of(self._han_word(word, field) for word in binding)

    def _han_word(self, word: str, field: str | None) -> Query:
        """A word as the dictionary cut it, or all its pairs: the document may have been cut elsewhere."""
        pairs = [word] if len(word) == 1 else [gram for gram in analysis.grams(word) if len(gram) > 1]
        queries: list[Query] = []
        for place in PLACES.get(field, ()):
            queries.append(term_query(place.words, word, place.boost * WORD_BOOST))
            together = all_of(term_query(place.grams, pair, option="freq") for pair in pairs)
            queries.append(Query.boost_query(together, place.boost * GRAM_BOOST))
        return any_of(queries)

    def _phrase(self, phrase: Phrase) -> Query:
        """Words side by side. Chinese is bound by all its pairs, since the dictionary may cut the sentence otherwise;
        documents cut the same way come first."""
        if phrase.field == "author":
            return self._name(phrase)
        tokens = list(analysis.tokens(folding.normalise(phrase.text)))
        if not any(token.han for token in tokens):
            return self._latin([token.text for token in tokens], phrase.field)
        return any_of(
            query
            for place in PLACES.get(phrase.field, ())
            for query in self._chinese_phrase(place, phrase.text, tokens)
        )

    def _chinese_phrase(self, place: Place, text: str, tokens: list[analysis.Token]) -> list[Query]:
        bound: list[Query] = []
        latin: list[str] = []
        for token in [*tokens, analysis.Token("", 0, 0, han=True)]:
            if not token.han:
                latin.append(stemming.stem(token.text))
                continue
            if latin:
                bound.append(self._side_by_side(place.words, latin))
                latin = []
            pairs = [gram for gram in analysis.grams(token.text) if len(gram) > 1] or list(token.text)
            bound.extend(term_query(place.grams, pair, option="freq") for pair in pairs)
        stems = [form for word in analysis.words(text) if (form := stemming.stem(word))]
        same_cut = self._side_by_side(place.words, stems)
        return [Query.boost_query(all_of(bound), place.boost * GRAM_BOOST), Query.boost_query(same_cut, place.boost)]

    @staticmethod
    def _side_by_side(field: str, words: list[str]) -> Query:
        if len(words) == 1:
            return term_query(field, words[0])
        return Query.phrase_query(build_schema(), field, list(words))

    def _name(self, part: Term | Phrase) -> Query:
        """A person: Chinese characters side by side; Latin words in any order (family names stand on either side)."""
        queries: list[Query] = []
        tokens = list(analysis.tokens(folding.normalise(part.text)))
        for number, token in enumerate(tokens):
            word = stemming.plain(token.text)
            if token.han:
                queries.append(self._side_by_side("people", list(token.text)))
            elif word:
                queries.append(self._name_word(part, word, last=number == len(tokens) - 1))
        # Xiao-Ming is also written Xiaoming.
        whole = [term_query("people", stemming.plain(other)) for other in analysis.name_spellings(part.text)]
        return any_of([all_of(queries), *whole]) if queries else Query.empty_query()

    @staticmethod
    def _name_word(part: Term | Phrase, word: str, *, last: bool) -> Query:
        if isinstance(part, Term) and part.prefix and last:
            return _beginning("people", word)
        if isinstance(part, Term) and part.fuzzy and len(word) > 2:
            distance = min(part.fuzzy, 1 if len(word) < 5 else 2)
            return Query.fuzzy_term_query(build_schema(), "people", word, distance=distance)
        return term_query("people", word)

    def _doi(self, doi: Doi) -> Query:
        """The thing with this DOI first, then the things that mention it."""
        own = _beginning("doi", doi.doi) if doi.prefix else term_query("doi", doi.doi, option="basic")
        mention = self._latin([token.text for token in analysis.tokens(folding.normalise(doi.doi))], None)
        return any_of([Query.const_score_query(own, DOI_SCORE), mention])

    @staticmethod
    def _years(years: YearRange) -> Query:
        found = Query.range_query(build_schema(), "year", tantivy.FieldType.Integer, years.first, years.last)
        return Query.const_score_query(found, 0.0)

    @staticmethod
    def _days(days: DateRange) -> Query:
        zone = timezone.get_default_timezone()
        bounds: list[Any] = [
            datetime.combine(day, moment, zone).astimezone(UTC) if day else None
            for day, moment in ((days.first, time.min), (days.last, time.max))
        ]
        found = Query.range_query(build_schema(), "date", tantivy.FieldType.Date, *bounds)
        return Query.const_score_query(found, 0.0)
