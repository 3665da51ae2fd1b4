"""What has most of the words: when too little has all of them, or when a whole question was asked; reads no index.

A reader's question is seldom answered in its own words, so from some words on the best few matter and not the last one
missing. Ranking is the sum of BM25 over the words (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework"), which
by itself puts what has more and rarer words first; a floor of words that must be there keeps chance finds out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from tantivy import Occur, Query

from scicomm.search import analysis, folding, forms, stemming
from scicomm.search.matching import GRAM_BOOST, PLACES, WORD_BOOST, Matcher, any_of, is_stop, term_query
from scicomm.search.tree import And, Node, Not, ParsedQuery, Term

QUESTION_WORDS = 6
"""From so many words on a query is a question, ranked by what has most of them."""
ENOUGH = 10
"""With fewer hits than these that have all words, those with some of them follow."""
COMMON_SHARE, COMMON_NUMBER = 0.05, 5_000
"""A word that stands in more than this part of all things, and in more than this many, finds nothing by itself in a question.
A small collection about one subject is spared: there the frequent words are the subject."""
_WORDS_A_FLOOR = 5
_MOST_WORDS = 48
_Clause = tuple[Occur, Query]


@dataclass(frozen=True, slots=True)
class Loosened:
    """A query read loosely: ``query`` finds and ranks what has some words, ``finding`` finds the same without ranking, and
    ``words`` is how many there are to have."""

    query: Query
    finding: Query
    words: int

    @property
    def is_question(self) -> bool:
        return self.words >= QUESTION_WORDS


def loosen(parsed: ParsedQuery, is_common: Callable[[str], bool]) -> Loosened | None:
    """The loose reading, or None when there is nothing to loosen: one word, or nothing but phrases, fields and operators.

    Phrases in quotation marks, fields, negations, OR and AND bind as ever; only plain words side by side are loosened.
    In a question, words that stand nearly everywhere (``is_common``) rank but find nothing by themselves: they are stop words
    that the index knows.
    """
    if parsed.node is None or parsed.bound:
        return None
    nodes = parsed.node.nodes if isinstance(parsed.node, And) else (parsed.node,)
    plain = [node for node in nodes if _is_plain(node)]
    units = _units([node for node in plain if not is_stop(node)] or plain)
    if len(units) < 2:
        return None
    common = [word for word in units if is_common(word)] if len(units) >= QUESTION_WORDS else []
    if len(common) == len(units):
        common = []
    binding: list[_Clause] = []
    for node in nodes:
        if isinstance(node, Not):
            binding.append((Occur.MustNot, Matcher().build(node.node)))
        elif not _is_plain(node):
            binding.append((Occur.Must, Matcher().build(node)))
    # One of the words at least, else a year beside them would let in everything of that year.
    wanted = [unit for word, unit in units.items() if word not in common]
    finding: list[_Clause] = [(Occur.Must, _some([unit.finding for unit in wanted])), *binding]
    ranking: list[_Clause] = [(Occur.Must, _some([unit.ranking for unit in wanted])), *binding]
    ranking += [(Occur.Should, units[word].ranking) for word in common]
    ranking += [(Occur.Should, pair) for pair in _across(plain)]
    return Loosened(_joined(ranking), _joined(finding), len(units))


def _some(queries: list[Query]) -> Query:
    """What has at least the floor of these."""
    floor = max(1, len(queries) // _WORDS_A_FLOOR)
    return Query.boolean_query([(Occur.Should, query) for query in queries], minimum_number_should_match=floor)


def _joined(clauses: list[_Clause]) -> Query:
    return clauses[0][1] if len(clauses) == 1 else Query.boolean_query(clauses)


def any_gram(run: str, field: str) -> Query:
    """What has any pair of characters of a Chinese run in a field."""
    pairs = [gram for gram in analysis.grams(run) if len(gram) > 1] or list(run)
    return any_of(term_query(place.grams, pair, option="freq") for place in PLACES[field] for pair in pairs)


def _is_plain(node: Node) -> bool:
    return isinstance(node, Term) and node.field is None


@dataclass(frozen=True, slots=True)
class _Unit:
    """One word: ``ranking`` counts it in the text and again in the title; ``finding`` finds the same things with less work,
    since what stands in the title stands in the text."""

    ranking: Query
    finding: Query


def _units(terms: Iterable[Node]) -> dict[str, _Unit]:
    """The words, each once, with what finds it. A very long question counts its first words only."""
    units: dict[str, _Unit] = {}
    for term in terms:
        for name, unit in _words_of(term):
            if name and name not in units and len(units) < _MOST_WORDS:
                units[name] = unit
    return units


def _words_of(term: Node) -> Iterator[tuple[str, _Unit]]:
    if not isinstance(term, Term):
        return
    if term.prefix or term.fuzzy:
        query = Matcher().build(term)
        yield term.text, _Unit(query, query)
        return
    for token in analysis.tokens(folding.normalise(term.text)):
        if not token.han:
            if token.text not in analysis.STOP_WORDS:
                yield stemming.stem(token.text), _latin_unit(token.text)
            continue
        for word in analysis.segment(token.text):
            if word not in analysis.STOP_WORDS:
                yield word, _chinese_unit(word)


def _latin_unit(word: str) -> _Unit:
    everywhere = PLACES[None][0]
    stems = dict.fromkeys(stemming.stem(spelling) for spelling in (word, *forms.alternatives(word)))
    return _Unit(Matcher().build(Term(word)), any_of(term_query(everywhere.words, stem) for stem in stems if stem))


def _chinese_unit(word: str) -> _Unit:
    """A Chinese word, or any pair inside it: the document may say it in part, or have been cut elsewhere."""
    everywhere, *others = PLACES[None]
    pieces = [gram for gram in analysis.grams(word) if len(gram) > 1] or [word]
    parts = [term_query(everywhere.grams, piece, GRAM_BOOST, option="freq") for piece in pieces]
    ranking = list(parts)
    if len(word) > 1:
        ranking += [term_query(place.words, word, place.boost * WORD_BOOST) for place in (everywhere, *others)]
    return _Unit(any_of(ranking), any_of(parts))


def _across(terms: Iterable[Node]) -> Iterator[Query]:
    """Pairs that reach from one Chinese word into the next: they tell words side by side from words far apart."""
    seen: set[str] = set()
    for term in terms:
        if not isinstance(term, Term) or term.prefix or term.fuzzy:
            continue
        for token in analysis.tokens(folding.normalise(term.text)):
            words = analysis.segment(token.text) if token.han else []
            for before, after in pairwise(words):
                pair = before[-1] + after[0]
                if pair not in seen and not {before, after} & analysis.STOP_WORDS and len(seen) < _MOST_WORDS:
                    seen.add(pair)
                    yield term_query(PLACES[None][0].grams, pair, GRAM_BOOST, option="freq")
