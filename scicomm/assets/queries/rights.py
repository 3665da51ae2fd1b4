"""Whether an asset may be used at a moment, and for what: blocked or secret assets, licences, consents; and what ends soon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.assets.enums import AssetState, BlockedBy, Direction, Secrecy, Use
from scicomm.assets.models import Asset, Consent, LicenceGrant

LICENCE, CONSENT, GUARDIAN = "licence", "consent", "guardian"


@dataclass(frozen=True)
class Problem:
    """One thing that stands against using an asset: a code that stays, and the words of the reader's language."""

    code: str
    words: str


def use_problems(assets: Iterable[Asset], moment: dt.datetime, use: str = "") -> dict[int, list[Problem]]:
    """What stands against using each asset at a moment, by its id; no entry where nothing does. Three queries.

    `use` (a value of `Use`) asks also whether licences and consents cover that use. Codes: blocked, secrecy, licence, consent,
    guardian (under age without a guardian).
    """
    found = Asset.objects.filter(pk__in=[asset.pk for asset in assets]).prefetch_related("grants", "consents")
    problems = {asset.pk: problems_of(asset, moment, use) for asset in found}
    return {pk: said for pk, said in problems.items() if said}


def problems_of(asset: Asset, moment: dt.datetime, use: str = "") -> list[Problem]:
    """The problems of one asset whose licences and consents have been fetched."""
    said = []
    if asset.state == AssetState.BLOCKED:
        said.append(Problem("blocked", _("The asset is blocked: %(reason)s") % {"reason": asset.why_blocked}))
    if asset.secrecy == Secrecy.CLASSIFIED or (asset.secrecy == Secrecy.INTERNAL and use != Use.INTERNAL):
        said.append(
            Problem("secrecy", _("The asset is not for the public: %(level)s") % {"level": asset.get_secrecy_display()})
        )
    return [*said, *term_problems(asset, moment, use)]


def term_problems(asset: Asset, moment: dt.datetime, use: str = "") -> list[Problem]:
    """What licences and consents say against it; an asset without any licence record is our own."""
    day = timezone.localdate(moment)
    grants = [grant for grant in asset.grants.all() if grant.direction == Direction.TO_US]
    said = _licence_problems(grants, day, use)
    for consent in asset.consents.all():
        problem = _consent_problem(consent, moment, day, use)
        if problem is not None:
            said.append(problem)
    return said


def in_force(grant: LicenceGrant, day: dt.date) -> bool:
    """Whether a licence holds on a day; its last day counts."""
    return (grant.starts_on is None or grant.starts_on <= day) and (grant.ends_on is None or day <= grant.ends_on)


def _covers(uses: list[str], use: str) -> bool:
    return not use or not uses or use in uses


def _licence_problems(grants: list[LicenceGrant], day: dt.date, use: str) -> list[Problem]:
    current = [grant for grant in grants if in_force(grant, day)]
    if grants and not current:
        return [Problem(LICENCE, _("No licence is in force on %(day)s.") % {"day": day.isoformat()})]
    if current and not any(_covers(grant.uses, use) for grant in current):
        return [Problem(LICENCE, _("No licence covers this use: %(use)s") % {"use": Use(use).label})]
    return []


def _consent_problem(consent: Consent, moment: dt.datetime, day: dt.date, use: str) -> Problem | None:
    name = {"name": consent.name}
    if consent.withdrawn_at is not None and consent.withdrawn_at <= moment:
        return Problem(CONSENT, _("%(name)s withdrew the consent.") % name)
    if consent.ends_on is not None and consent.ends_on < day:
        return Problem(CONSENT, _("The consent of %(name)s has ended.") % name)
    if consent.is_minor and not consent.guardian:
        return Problem(GUARDIAN, _("%(name)s is under age, and no guardian has agreed.") % name)
    if not _covers(consent.uses, use):
        return Problem(CONSENT, _("%(name)s did not agree to this use: %(use)s") % {**name, "use": Use(use).label})
    return None


def terms_over(moment: dt.datetime) -> QuerySet[Asset]:
    """Assets still in use of which some licence or consent is over; whether another one goes on is for the rule to say."""
    day = timezone.localdate(moment)
    over = (
        Q(grants__ends_on__lt=day, grants__direction=Direction.TO_US)
        | Q(consents__ends_on__lt=day)
        | Q(consents__withdrawn_at__lte=moment)
    )
    found = Asset.objects.filter(over).exclude(state=AssetState.BLOCKED)
    return found.distinct().prefetch_related("grants", "consents").order_by("pk")


def terms_back(moment: dt.datetime) -> QuerySet[Asset]:
    """Assets that a term blocked: free again once nothing stands against them any more."""
    by_term = [BlockedBy.LICENCE, BlockedBy.CONSENT]
    return Asset.objects.filter(state=AssetState.BLOCKED, blocked_by__in=by_term).prefetch_related("grants", "consents")


@dataclass(frozen=True)
class Ending:
    """A licence or consent that ends: on which asset, whose, when."""

    pk: int
    asset: Asset
    what: str
    name: str
    ends_on: dt.date
    days: int


def ending_within(assets: QuerySet[Asset], days: int, today: dt.date) -> list[Ending]:
    """What ends from today on within that many days, the soonest first. Two queries."""
    until = today + dt.timedelta(days=days)
    files = ("asset__unit", "asset__image", "asset__document", "asset__recording")
    grants = LicenceGrant.objects.filter(
        asset__in=assets, direction=Direction.TO_US, ends_on__range=(today, until)
    ).select_related(*files)
    consents = Consent.objects.filter(
        asset__in=assets, withdrawn_at=None, ends_on__range=(today, until)
    ).select_related(*files)
    found = [_ending(grant, LICENCE, grant.holder, today) for grant in grants]
    found += [_ending(consent, CONSENT, consent.name, today) for consent in consents]
    return sorted(found, key=lambda one: (one.ends_on, one.asset.pk))


def _ending(row: LicenceGrant | Consent, what: str, name: str, today: dt.date) -> Ending:
    assert row.ends_on is not None  # noqa: S101 - asked for above
    return Ending(row.pk, row.asset, what, name, row.ends_on, (row.ends_on - today).days)
