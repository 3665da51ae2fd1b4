"""The tables of the audiences: subscriptions, newsletter issues and every mail that goes out."""

from scicomm.audiences.models.mail import Issue, IssueItem, OutgoingMail
from scicomm.audiences.models.subscriptions import Subscription

__all__ = ["Issue", "IssueItem", "OutgoingMail", "Subscription"]
