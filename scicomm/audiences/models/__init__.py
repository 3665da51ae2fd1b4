"""The tables of the audiences: subscriptions, newsletter issues and every mail that goes out."""

from scicomm.audiences.models.mail import Issue, IssueItem, OutgoingMail
from scicomm.audiences.models.matching import MatchRound, NewItem, SearchMatch
from scicomm.audiences.models.saved_searches import SavedSearch, SearchAlert, ToldItem, WatchedQuery
from scicomm.audiences.models.subscriptions import Subscription

__all__ = [
    "Issue",
    "IssueItem",
    "MatchRound",
    "NewItem",
    "OutgoingMail",
    "SavedSearch",
    "SearchAlert",
    "SearchMatch",
    "Subscription",
    "ToldItem",
    "WatchedQuery",
]
