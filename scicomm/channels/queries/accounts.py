"""An account as the code of its platform needs it, credentials opened; and who answers for a unit's accounts."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from wagtail.users.models import UserProfile

from scicomm.channels.enums import BUILT_IN
from scicomm.channels.models import Channel, ChannelSecret
from scicomm.channels.rules.packages import Ability, Account
from scicomm.channels.rules.platforms import PLATFORMS
from scicomm.core import secrets
from scicomm.organisation.models import Person, Unit
from scicomm.organisation.permissions import EDITORS

PURPOSE = "channels.secret"
HIDDEN = "█"


def secrets_of(channel: Channel) -> dict[str, str]:
    """The credentials of an account by name; empty where there are none or no key of this site opens them."""
    row = ChannelSecret.objects.filter(channel=channel).first()
    plain = secrets.unseal(row.sealed, settings.SCICOMM_PASSWORD_KEYS, PURPOSE) if row else None
    found = json.loads(plain) if plain else {}
    return {str(name): str(value) for name, value in found.items()}


def account_of(channel: Channel) -> Account:
    """The account of a channel with its credentials: only for handing to the code of its platform."""
    return Account(
        channel_id=channel.pk,
        kind=channel.kind,
        language=channel.language,
        handle=channel.handle,
        url=channel.url,
        name=channel.name,
        settings={str(name): str(value) for name, value in channel.settings.items()},
        secrets=secrets_of(channel),
    )


def without_secrets(words: str, hidden: Mapping[str, str]) -> str:
    """Words without any credential in them: a platform that repeats what it was sent must not put it on our pages."""
    for value in sorted(hidden.values(), key=len, reverse=True):
        if value:
            words = words.replace(value, HIDDEN)
    return words


def kinds_that(ability: Ability) -> list[str]:
    """The kinds of channels whose platform can do something."""
    return [kind for kind, platform in PLATFORMS.items() if ability in platform.abilities]


def lacks_secrets(account: Account) -> bool:
    """Whether credentials that the platform needs are missing: then it need not be asked."""
    platform = PLATFORMS.get(account.kind)
    return platform is not None and any(
        spec.required and not account.secrets.get(spec.name) for spec in platform.secrets
    )


def askable(ability: Ability) -> Q:
    """Conditions on channels that can be asked for something: the platform can, and has credentials where it needs some."""
    kinds = kinds_that(ability)
    free = [kind for kind in kinds if not any(spec.required for spec in PLATFORMS[kind].secrets)]
    return Q(kind__in=free) | Q(kind__in=kinds, secret__isnull=False)


def open_accounts() -> Q:
    """Conditions on channels that are registered accounts in use."""
    return ~Q(kind__in=BUILT_IN) & Q(closed_at=None)


def people_in_office(people: Iterable[int], day: dt.date | None = None) -> frozenset[int]:
    """Which of some people hold a role anywhere on a day and can still sign in. One query."""
    on = day or timezone.localdate()
    current = Q(appointments__ends_on__isnull=True) | Q(appointments__ends_on__gte=on)
    rows = Person.objects.filter(current, pk__in=set(people), appointments__starts_on__lte=on)
    return frozenset(rows.exclude(user__is_active=False).values_list("pk", flat=True))


def officers_of(unit: Unit, *, above: bool = False) -> list[Person]:
    """The editors of a unit who can sign in; where it has none, those of the nearest unit above (`above`: only these)."""
    today = timezone.localdate()
    paths = unit.ancestor_paths()[1 if above else 0 :]
    duty = Q(appointments__role__in=EDITORS, appointments__unit__path__in=paths, appointments__starts_on__lte=today)
    current = Q(appointments__ends_on__isnull=True) | Q(appointments__ends_on__gte=today)
    held = list(
        Person.objects.filter(duty & current, user__is_active=True).values_list("pk", "appointments__unit__path")
    )
    nearest = max((len(path) for _pk, path in held), default=0)
    return list(Person.objects.filter(pk__in={pk for pk, path in held if len(path) == nearest}).select_related("user"))


def language_of(person: Person) -> str:
    """The language a person reads the desk in; the house's where they chose none."""
    chosen = UserProfile.objects.filter(user=person.user_id).values_list("preferred_language", flat=True).first()
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def address_of(person: Person) -> str:
    """Where a person gets mail; empty where nothing is known."""
    return (person.user.email if person.user else "") or person.email
