"""The staff lists of the newsroom behind their units' walls, and the windows in which a story's things are chosen."""

from scicomm.newsroom.viewsets.choosers import ArticleChoosers, PersonChoosers, RecordingChoosers, TermChoosers
from scicomm.newsroom.viewsets.profiles import ProfileRuleViewSet
from scicomm.newsroom.viewsets.terms import TermViewSet

__all__ = [
    "ArticleChoosers",
    "PersonChoosers",
    "ProfileRuleViewSet",
    "RecordingChoosers",
    "TermChoosers",
    "TermViewSet",
]
