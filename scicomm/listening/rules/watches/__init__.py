"""Watches as pure rules: the query language, its errors, the printer, the matcher, why something matched, caps and clocks."""

from scicomm.listening.rules.watches.advice import words_to_exclude
from scicomm.listening.rules.watches.boxes import compiled, terms
from scicomm.listening.rules.watches.explaining import Why, explain, label, snippet
from scicomm.listening.rules.watches.items import Item, Scope
from scicomm.listening.rules.watches.matcher import Matcher
from scicomm.listening.rules.watches.plain import fits
from scicomm.listening.rules.watches.printing import render
from scicomm.listening.rules.watches.problems import QueryError
from scicomm.listening.rules.watches.reading import parse
from scicomm.listening.rules.watches.telling import fires_too_often, is_quiet, next_digest
from scicomm.listening.rules.watches.transfer import NoWatchFile, from_file, to_file
from scicomm.listening.rules.watches.tree import Node, leaves

__all__ = [
    "Item", "Matcher", "NoWatchFile", "Node", "QueryError", "Scope", "Why", "compiled", "explain", "fires_too_often", "fits",
    "from_file", "is_quiet", "label", "leaves", "next_digest", "parse", "render", "snippet", "terms", "to_file",
    "words_to_exclude",
]  # fmt: skip
