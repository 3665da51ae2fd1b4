"""What follows when an account is opened: its owner gets a link to choose a password."""

from __future__ import annotations

from urllib.parse import urlsplit

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.core.ledger import on
from scicomm.facts.base import ref_parts
from scicomm.facts.organisation import AccountOpened
from scicomm.organisation.clients import MailPostman
from scicomm.organisation.models import User


def password_link(user: User) -> str:
    """An address at which the user, and nobody else, chooses a password once: a new password makes it void."""
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
    return f"{settings.SITE_URL}{path}"


@on(AccountOpened)
def on_account_opened(fact: AccountOpened, *, delivery_id: int) -> None:
    """The link is made when it is sent, so that it never stands in the ledger."""
    user = User.objects.select_related("person").filter(person__pk=ref_parts(fact.subject)[1], is_active=True).first()
    if user is None or user.has_usable_password():
        return
    with override(fact.language):
        context = {"person": user.person, "username": user.username, "link": password_link(user)}
        subject = _("Your account at %(site)s") % {"site": settings.WAGTAIL_SITE_NAME}
        text = render_to_string("organisation/mail/account.txt", context)
    host = urlsplit(settings.SITE_URL).hostname
    MailPostman().send(to=user.email, subject=subject, text=text.strip(), message_id=f"<account-{delivery_id}@{host}>")
