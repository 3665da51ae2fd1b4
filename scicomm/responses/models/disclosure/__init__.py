"""Information disclosure: what must be public, what is asked for by right, the letters about it, appeals, yearly reports."""

from scicomm.responses.models.disclosure.catalogue import DisclosureItem, DisclosureItemQuerySet, DisclosureKind
from scicomm.responses.models.disclosure.files import DisclosureFile
from scicomm.responses.models.disclosure.letters import LetterTemplate, Redaction, RequestLetter
from scicomm.responses.models.disclosure.reports import DisclosureReport
from scicomm.responses.models.disclosure.requests import (
    DisclosureRequest,
    DisclosureRequestQuerySet,
    RequestAppeal,
    RequestPause,
    RequestStep,
)

__all__ = [
    "DisclosureFile",
    "DisclosureItem",
    "DisclosureItemQuerySet",
    "DisclosureKind",
    "DisclosureReport",
    "DisclosureRequest",
    "DisclosureRequestQuerySet",
    "LetterTemplate",
    "Redaction",
    "RequestAppeal",
    "RequestLetter",
    "RequestPause",
    "RequestStep",
]
