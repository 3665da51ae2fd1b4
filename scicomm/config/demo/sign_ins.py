"""Which of the demonstration's accounts are worth trying, in the words of the terminal's language."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from scicomm.config.demo.organisation import ADMIN
from scicomm.config.demo.press import EMAIL as PRESS
from scicomm.organisation.models import User
from scicomm.organisation.permissions import Role

# One account for each side of the house, in the order of a story's way.
SHOWN = (
    "luosongcuomu",
    "shenzhixia",
    "chenyiheng",
    "liangshuhe",
    "zhouyanqiu",
    "wenruochu",
    "baizhengyan",
    "kangminxing",
)


def _roles(user: User) -> Iterable[str]:
    """The user's roles, each with the unit it is held in."""
    for held in user.person.appointments.current().select_related("unit"):
        yield _("%(role)s, %(unit)s") % {"role": Role(held.role).label, "unit": held.unit.short_name}


def sign_in_lines() -> list[str]:
    """The sign-ins of the demonstration, one a line, with what each may do; empty where it has not been built."""
    users = {
        user.username: user
        for user in User.objects.filter(username__in=[*SHOWN, PRESS, ADMIN]).select_related("person")
    }
    if ADMIN not in users:
        return []
    width = max(len(name) for name in users)
    lines = [_("Sign in as one of these; the password is %(password)s") % {"password": settings.SCICOMM_DEMO_PASSWORD}]
    for name in SHOWN:
        if name in users:
            words = _("; ").join(_roles(users[name]))
            lines.append(f"  {name:<{width}}  {users[name].person.name}  {words}")
    if PRESS in users:
        words = _("a journalist: the press room at %(path)s") % {"path": "/press/"}
        lines.append(f"  {PRESS:<{width}}  {words}")
    return [*lines, f"  {ADMIN:<{width}}  {_('all rights')}"]
