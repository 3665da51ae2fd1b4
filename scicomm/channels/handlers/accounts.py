"""Who keeps an account hears when it cannot be used any more."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.channels.clients.owner_mail import MailPostman
from scicomm.channels.models import Channel, Trouble
from scicomm.channels.rules import absolute
from scicomm.core.ledger import on
from scicomm.facts.base import ref_parts
from scicomm.facts.channels import ChannelTroubled
from scicomm.organisation.permissions import Role, current_holders


@on(ChannelTroubled)
def on_channel_troubled(fact: ChannelTroubled, *, delivery_id: int) -> None:
    """One letter to the person who keeps the account; without one, to the communication officers of its unit."""
    rows = Channel.objects.select_related("unit", "owner__user")
    channel = rows.filter(pk=int(ref_parts(fact.subject)[1])).first()
    # Mended meanwhile: a letter would only send somebody after nothing.
    if channel is None or channel.trouble != fact.trouble:
        return
    to = _addresses(channel)
    if not to:
        return
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    with override(channel.language):
        subject = _("%(channel)s cannot be used") % {"channel": channel.name}
        MailPostman().send(
            to=to, subject=subject, text=_letter(channel, fact), message_id=f"<channel-trouble-{delivery_id}@{host}>"
        )


def _addresses(channel: Channel) -> list[str]:
    user = channel.owner.user if channel.owner else None
    if user is not None and user.is_active and user.email:
        return [user.email]
    holders = current_holders(channel.unit, Role.COMMUNICATION_OFFICER).select_related("user")
    return sorted({person.user.email for person in holders if person.user and person.user.email})


def _letter(channel: Channel, fact: ChannelTroubled) -> str:
    address = absolute(reverse("channels_account", args=[channel.pk]), settings.SITE_URL)
    if not channel.is_on:
        what = _(
            "It was switched off. Nothing is lost: what should go out waits until you set it right and switch it on again."
        )
    elif fact.trouble == Trouble.CREDENTIALS:
        what = _(
            "Its credentials have expired or were refused. Nothing is lost: what should go out waits until you renew them."
        )
    else:
        what = _("It did not answer several times in a row. It is tried again by itself; what should go out waits.")
    return "\n\n".join([channel.name, what, fact.words, address]) + "\n"
