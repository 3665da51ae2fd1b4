"""The staff lists of subscriptions, issues and mails: records to read; every change is a button that calls an action."""

from scicomm.audiences.viewsets.readers import (
    ButtonsInspect,
    IssueIndex,
    IssueViewSet,
    MailInspect,
    MailViewSet,
    SubscriptionInspect,
    SubscriptionViewSet,
)
from scicomm.audiences.viewsets.segments import SegmentViewSet

__all__ = [
    "ButtonsInspect",
    "IssueIndex",
    "IssueViewSet",
    "MailInspect",
    "MailViewSet",
    "SegmentViewSet",
    "SubscriptionInspect",
    "SubscriptionViewSet",
]
