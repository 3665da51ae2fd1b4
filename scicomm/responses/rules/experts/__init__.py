"""Which people know about a question, by what they wrote: words, an index of documents, and the vote of documents for people.

Pure: no database and no clock; the year of today is given.
"""

from scicomm.responses.rules.experts.index import Document, ExpertIndex, build_index, load_index, save_index
from scicomm.responses.rules.experts.ranking import DEFAULTS, Found, Settings, Vote, rank_documents, rank_people
from scicomm.responses.rules.experts.words import Bridges, bridges_of, words_of

__all__ = [
    "DEFAULTS",
    "Bridges",
    "Document",
    "ExpertIndex",
    "Found",
    "Settings",
    "Vote",
    "bridges_of",
    "build_index",
    "load_index",
    "rank_documents",
    "rank_people",
    "save_index",
    "words_of",
]
