"""Words of information disclosure: items of the catalogue, requests and their outcomes, letters, appeals, reports."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ItemState(models.TextChoices):
    DRAFT = "draft", _("being prepared")
    REVIEW = "review", _("waits for review")
    PUBLIC = "public", _("published")
    NOT_APPLICABLE = "none", _("not applicable")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Standing(models.TextChoices):
    """How an item stands today; computed, never stored."""

    DUE = "due", pgettext_lazy("disclosure", "due")
    LATE = "late", _("late")
    PUBLISHED = "published", _("published")
    UPDATE = "update", _("to be updated")
    NOT_APPLICABLE = "none", _("not applicable")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ApplicantKind(models.TextChoices):
    """The columns of the yearly report's table of requests."""

    PERSON = "person", _("natural person")
    BUSINESS = "business", _("business")
    RESEARCH = "research", _("research institution")
    CHARITY = "charity", _("public-benefit organisation")
    LEGAL = "legal", _("legal-service institution")
    OTHER = "other", _("other organisation")


class Arrival(models.TextChoices):
    """How a request came; the day of receipt follows from it."""

    ONLINE = "online", _("online or by fax")
    IN_PERSON = "in_person", _("in person")
    REGISTERED = "registered", _("registered mail")
    ORDINARY = "ordinary", _("ordinary mail")


class Delivery(models.TextChoices):
    ELECTRONIC = "electronic", _("electronic copy")
    PAPER = "paper", _("copy on paper")
    INSPECTION = "inspection", _("to be read on the spot")


class RequestState(models.TextChoices):
    SUBMITTED = "submitted", _("receipt to be confirmed")
    OPEN = "open", _("being handled")
    CLARIFY = "clarify", _("applicant asked to clarify")
    ENDED = "ended", _("answered")
    WITHDRAWN = "withdrawn", _("withdrawn")


LIVE = frozenset({RequestState.SUBMITTED, RequestState.OPEN, RequestState.CLARIFY})


class Outcome(models.TextChoices):
    """How requests end, in the order of the yearly report (State Council Order 711, articles 14-17, 36, 39)."""

    GRANTED = "granted", _("granted")
    ALREADY_PUBLIC = "already_public", _("already public; where to find it")
    PARTLY = "partly", _("granted in part")
    SECRET = "secret", _("refused: state secret")
    FORBIDDEN = "forbidden", _("refused: forbidden by another law")
    SECURITY = "security", _("refused: harms national, public or economic security or social stability")
    THIRD_PARTY = "third_party", _("refused: rights of a third party")
    INTERNAL = "internal", _("refused: internal affairs")
    PROCESS = "process", _("refused: papers of an unfinished process")
    ENFORCEMENT = "enforcement", _("refused: files of law enforcement")
    ENQUIRY = "enquiry", _("refused: an enquiry under other rules")
    NOT_HELD = "not_held", _("not held by us")
    TO_BE_MADE = "to_be_made", _("does not exist and would have to be made")
    UNCLEAR = "unclear", _("still unclear after clarification")
    COMPLAINT = "complaint", _("not handled: a petition, report or complaint")
    REPEATED = "repeated", _("not handled: requested and answered before")
    PUBLICATION = "publication", _("not handled: asks for a publication")
    EXCESSIVE = "excessive", _("not handled: very many requests without good reason")
    CONFIRMATION = "confirmation", _("not handled: asks to confirm or re-issue what was given")
    NOT_CLARIFIED = "not_clarified", _("ended: not clarified in the time set")
    TRANSFERRED = "transferred", _("another organ is responsible")
    OTHER = "other", _("ended otherwise")


class LetterKind(models.TextChoices):
    RECEIPT = "receipt", _("acknowledgement")
    CLARIFICATION = "clarification", _("request to clarify")
    EXTENSION = "extension", _("notice of extension")
    THIRD_PARTY = "third_party", _("inquiry to a third party")
    DECISION = "decision", _("decision letter")
    TRANSFER = "transfer", _("notice of another organ")


# What binds the house or moves a deadline is signed by a second person.
TWO_PEOPLE = frozenset({LetterKind.EXTENSION, LetterKind.DECISION, LetterKind.TRANSFER})


class PauseKind(models.TextChoices):
    THIRD_PARTY = "third_party", _("view of a third party")
    ORGAN = "organ", _("view of another organ")


class StepKind(models.TextChoices):
    RECEIVED = "received", _("Request came in")
    CONFIRMED = "confirmed", _("Receipt confirmed")
    DRAFTED = "drafted", _("Letter drafted")
    RETURNED = "returned", _("Letter returned")
    SENT = "sent", _("Letter sent")
    CLARIFIED = "clarified", _("Applicant clarified")
    PAUSED = "paused", _("Clock stopped")
    RESUMED = "resumed", _("Clock runs again")
    MOVED = "moved", _("A holiday notice moved the deadline")
    WITHDRAWN = "withdrawn", _("Request withdrawn")
    ENDED = "ended", _("Request ended")
    REDACTED = "redacted", _("Copy with parts removed made")
    APPEAL = "appeal", _("Review or lawsuit recorded")
    LOGGED = "logged", _("Shown in the public log")
    TOLD = "told", _("Applicant told by e-mail")
    ERASED = "erased", _("Applicant's data erased")


class AppealKind(models.TextChoices):
    REVIEW = "review", _("administrative reconsideration")
    LAWSUIT = "lawsuit", _("lawsuit without reconsideration")
    LAWSUIT_AFTER = "lawsuit_after", _("lawsuit after reconsideration")


class AppealResult(models.TextChoices):
    UPHELD = "upheld", _("upheld")
    CORRECTED = "corrected", _("corrected")
    OTHER = "other", _("other result")
    PENDING = "pending", _("not decided yet")


class ReportState(models.TextChoices):
    DRAFT = "draft", _("draft")
    APPROVED = "approved", _("approved")
    PUBLIC = "public", _("published")
