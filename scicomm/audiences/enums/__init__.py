"""The states of subscriptions, issues and mails, and what a mail is for."""

from scicomm.audiences.enums.briefs import Adoption, BriefKind, BriefState, Circulation, OpenedAs
from scicomm.audiences.enums.contacts import ContactKind, MailingState
from scicomm.audiences.enums.deliverability import BounceKind, SuspendedFor
from scicomm.audiences.enums.digests import EditionState, ItemChoice, NoDigest, VisitPlace
from scicomm.audiences.enums.people import GuardianState, HeldReason, NationalGroup, TopicWeight
from scicomm.audiences.enums.profiles import ConsentPurpose, ConsentSource, DigestFrequency, Level, Medium
from scicomm.audiences.enums.searches import Frequency, ItemNotice, QueryProblem, SearchState, Told
from scicomm.audiences.enums.subscriptions import (
    OPEN_MAILS,
    IssueState,
    MailState,
    Purpose,
    SubscriptionKind,
    SubscriptionState,
)

__all__ = [
    "OPEN_MAILS",
    "Adoption",
    "BounceKind",
    "BriefKind",
    "BriefState",
    "Circulation",
    "ConsentPurpose",
    "ConsentSource",
    "ContactKind",
    "DigestFrequency",
    "EditionState",
    "Frequency",
    "GuardianState",
    "HeldReason",
    "IssueState",
    "ItemChoice",
    "ItemNotice",
    "Level",
    "MailState",
    "MailingState",
    "Medium",
    "NationalGroup",
    "NoDigest",
    "OpenedAs",
    "Purpose",
    "QueryProblem",
    "SearchState",
    "SubscriptionKind",
    "SubscriptionState",
    "SuspendedFor",
    "Told",
    "TopicWeight",
    "VisitPlace",
]
