"""The tables of the audiences: subscriptions, newsletter issues and every mail that goes out."""

from scicomm.audiences.models.briefs import Brief, BriefCopy, BriefOpening
from scicomm.audiences.models.contacts import Contact, ContactList, Mailing
from scicomm.audiences.models.deliverability import Bounce, DomainDay, Suspension
from scicomm.audiences.models.digest_items import DigestItem
from scicomm.audiences.models.digests import Digest, DigestChoice, DigestEdition, EditionVisits
from scicomm.audiences.models.mail import Issue, IssueItem, OutgoingMail
from scicomm.audiences.models.matching import MatchRound, NewItem, SearchMatch
from scicomm.audiences.models.people import Guardian, MailRules
from scicomm.audiences.models.profiles import Consent, Interest, ReaderProfile, Segment
from scicomm.audiences.models.saved_searches import SavedSearch, SearchAlert, ToldItem, WatchedQuery
from scicomm.audiences.models.subscriptions import Subscription

__all__ = [
    "Bounce",
    "Brief",
    "BriefCopy",
    "BriefOpening",
    "Consent",
    "Contact",
    "ContactList",
    "Digest",
    "DigestChoice",
    "DigestEdition",
    "DigestItem",
    "DomainDay",
    "EditionVisits",
    "Guardian",
    "Interest",
    "Issue",
    "IssueItem",
    "MailRules",
    "Mailing",
    "MatchRound",
    "NewItem",
    "OutgoingMail",
    "ReaderProfile",
    "SavedSearch",
    "SearchAlert",
    "SearchMatch",
    "Segment",
    "Subscription",
    "Suspension",
    "ToldItem",
    "WatchedQuery",
]
