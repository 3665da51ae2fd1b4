"""Why a reader got a mail: the rule that chose it, the consent it stands on, the limits it kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from scicomm.audiences.enums import MailState, Purpose, SubscriptionKind
from scicomm.audiences.models import Consent, OutgoingMail, ReaderProfile
from scicomm.audiences.permissions import rows_of_reader
from scicomm.audiences.queries.caps import CONSENT_OF_KIND, UNCAPPED, mail_rules
from scicomm.audiences.queries.searches import words_of
from scicomm.audiences.rules import WHY_SALT, ConsentText, consent_text, signed_token
from scicomm.audiences.rules.caps import WEEK


def why_token(mail: OutgoingMail) -> str:
    """The secret of the page that explains one mail: `/subscribe/why/<token>/`."""
    return signed_token(mail.pk, mail.subscription.key, WHY_SALT)


@dataclass(frozen=True)
class Given:
    """A consent as a page shows it, with the wording it was given to."""

    consent: Consent
    text: ConsentText | None

    @property
    def lines(self) -> tuple[str, ...]:
        """The wording in the language it was read in."""
        return self.text.lines(self.consent.text_language) if self.text else ()


@dataclass(frozen=True)
class Why:
    """The answer to "why am I getting this". `consent` is None for an answer to what the reader just did."""

    rule: str
    consent: Given | None
    capped: bool
    sent_this_week: int
    most_a_week: int


def why(mail: OutgoingMail) -> Why:
    """The rule, the consent and the limits of one mail; the week is the one before it went out."""
    at = mail.sent_at or mail.queued_at
    row = mail.subscription
    capped = mail.purpose not in UNCAPPED
    consent = None
    if capped:
        purpose = CONSENT_OF_KIND[SubscriptionKind(row.kind)]
        newest = row.consents.filter(purpose=purpose, is_given=True, at__lte=at).order_by("-at", "-pk").first()
        consent = given(newest) if newest else None
    sent, most = _week(mail, at)
    return Why(_rule(mail), consent, capped, sent, most)


def given(consent: Consent) -> Given:
    """A consent with its wording."""
    return Given(consent, consent_text(consent.purpose, consent.text_version))


def _week(mail: OutgoingMail, at: dt.datetime) -> tuple[int, int]:
    rows = list(rows_of_reader(mail.subscription).select_related("profile"))
    sent = OutgoingMail.objects.filter(
        subscription__in=rows, state=MailState.SENT, sent_at__gt=at - WEEK, sent_at__lte=at
    )
    wishes = [row.profile.most_a_week for row in rows if hasattr(row, "profile")]
    return sent.exclude(purpose__in=UNCAPPED).count(), min([mail_rules().most_a_week, *wishes])


def _rule(mail: OutgoingMail) -> str:
    """In the active language, what made us write."""
    if mail.issue:
        return _("You subscribed to the newsletter of %(unit)s.") % {"unit": mail.issue.unit.name}
    if mail.saved_search:
        words = " · ".join(words_of(mail.saved_search.query))
        return _("You saved a search and wanted to be told what is new: %(words)s") % {"words": words}
    if mail.purpose == Purpose.DIGEST:
        return _digest_rule(mail)
    rules = {
        Purpose.CONFIRM: _("Somebody typed this address into our form; the mail asked whether that was right."),
        Purpose.KNOWN: _("Somebody typed this address into our form, where it was known already."),
        Purpose.CHANGE: _("You had got a story from us, and it has changed since."),
        Purpose.GUARDIAN: _("A child named this address for its guardian."),
    }
    return rules.get(Purpose(mail.purpose), _("You agreed to letters of this kind."))


def _digest_rule(mail: OutgoingMail) -> str:
    profile = ReaderProfile.objects.filter(subscription=mail.subscription).first()
    if profile is None:
        return _("You subscribed to the digest.")
    often = profile.get_frequency_display()
    if not profile.is_personal:
        return _("You subscribed to the digest (%(often)s), the same for everybody.") % {"often": often}
    topics = [str(one.subject) for one in profile.interests.filter(weight__gt=0).select_related("subject")]
    segments = [segment.name for segment in profile.segments.all()]
    chosen = " · ".join([*segments, *topics, profile.get_level_display()])
    return _("You subscribed to the digest (%(often)s), chosen by what you told us: %(chosen)s") % {
        "often": often,
        "chosen": chosen,
    }
