"""Sets up an academy of one's own in an empty house: its unit, home pages, review workflow and first administrator."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from scicomm.newsroom.actions import set_up_review
from scicomm.organisation.actions import appoint, create_home_pages, create_unit
from scicomm.organisation.models import Person, Unit, UnitKind, User
from scicomm.organisation.permissions import Role

# The kinds a house begins with; more can be added by an administrator.
KINDS = {
    "academy": ("院", "academy", 1),
    "branch": ("分院", "branch", 2),
    "institute": ("研究所", "institute", 3),
    "office": ("处室", "office", 4),
}


@dataclass(frozen=True)
class NewAcademy:
    """What was made; the password is known here only and is shown once."""

    unit: Unit
    user: User
    password: str


def kind_of_unit(code: str) -> UnitKind:
    """One of the first kinds of unit by its code, made where it is missing."""
    name_zh, name_en, level = KINDS[code]
    defaults = {"name_zh": name_zh, "name_en": name_en, "level": level}
    return UnitKind.objects.get_or_create(code=code, defaults=defaults)[0]


def site_address() -> tuple[str, int]:
    """Host and port of the public address, as Wagtail's site keeps them."""
    parts = urlsplit(settings.SITE_URL)
    return parts.hostname or "localhost", parts.port or (443 if parts.scheme == "https" else 80)


@transaction.atomic
def create_academy(*, name_zh: str, name_en: str, email: str, username: str = "") -> NewAcademy:
    """Make the academy and its administrator, who appoints everybody else; refuses a house that has an academy.

    Raises ValidationError in words for a missing name, a wrong address, or an academy that is there already.
    """
    name_zh, name_en, email = name_zh.strip(), name_en.strip(), email.strip()
    if not name_zh or not name_en:
        raise ValidationError(_("Give the academy's name in Chinese and in English."))
    validate_email(email)
    username = _free_name(username.strip() or email.split("@")[0], email)
    there = Unit.objects.filter(depth=1).first()
    if there:
        raise ValidationError(
            _("There is an academy already: %(name)s. Another SCICOMM_HOME gives an empty house.") % {"name": there}
        )
    host, port = site_address()
    create_home_pages(title_zh=name_zh, title_en=name_en, host=host, port=port)
    set_up_review()
    for code in KINDS:
        kind_of_unit(code)
    slug = slugify(name_en)[:60].strip("-") or "academy"
    unit = create_unit(kind=kind_of_unit("academy"), parent=None, slug=slug, name_zh=name_zh, name_en=name_en)
    user, password = _administrator(unit, email, username)
    return NewAcademy(unit, user, password)


def _free_name(username: str, email: str) -> str:
    """The user name when it and the address are free and well written; else ValidationError in words."""
    User.username_validator(username)
    if User.objects.filter(username__iexact=username).exists():
        raise ValidationError(
            _("The user name %(username)s is taken. Give another one with --username.") % {"username": username}
        )
    if User.objects.filter(email__iexact=email).exists():
        raise ValidationError(_("Another account has the address %(email)s. Give another one.") % {"email": email})
    return username


def _administrator(unit: Unit, email: str, username: str) -> tuple[User, str]:
    password = secrets.token_urlsafe(12)
    user = User.objects.create_superuser(username=username, email=email, password=password)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    person = Person.objects.create(unit=unit, user=user, family_name_en=username, email=email)
    appoint(person, Role.ADMINISTRATOR, unit)
    return user, password
