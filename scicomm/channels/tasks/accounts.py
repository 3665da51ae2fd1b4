"""Asking accounts whether they still answer, and how many follow them: first the platform, then one action.

A run that was killed goes on where it was: a check that has no answer yet is asked again.
"""

from __future__ import annotations

import time

from django.db.models import F
from django.db.models.lookups import IsNull
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.channels import actions
from scicomm.channels.clients import OUTLETS, OutletError, Wrong
from scicomm.channels.enums import ChannelKind, Trouble
from scicomm.channels.models import AccountCheck
from scicomm.channels.queries.accounts import account_of, lacks_secrets, language_of, without_secrets
from scicomm.channels.queries.fediverse import followers_of
from scicomm.channels.rules.packages import Ability
from scicomm.channels.rules.platforms import PLATFORMS
from scicomm.core.periodic import AGAIN, Again, every

# The worker delivers facts between two runs, so a run takes what fits into this time and leaves the rest to the next.
RUN_SECONDS = 10.0
TROUBLES = {Wrong.CREDENTIALS: Trouble.CREDENTIALS, Wrong.LIMITED: Trouble.LIMITED}


@every(hours=1)
def note_checks() -> int:
    """Write down which accounts are to be asked today; each once a day."""
    return actions.note_daily_checks(timezone.now())


@every(seconds=5)
def check_accounts() -> int | Again:
    """Ask the accounts whose check waits, those that a person waits for first."""
    rows = AccountCheck.objects.filter(done_at=None).select_related("channel__unit", "asked_by__person")
    waiting = list(rows.order_by(IsNull(F("asked_by"), True), "asked_at", "pk")[:51])
    began, done = time.monotonic(), 0
    for check in waiting[:50]:
        if done and time.monotonic() - began > RUN_SECONDS:
            return AGAIN
        person = getattr(check.asked_by, "person", None)
        with override(language_of(person) if person else check.channel.language):
            check_account(check)
        done += 1
    return AGAIN if len(waiting) > 50 else done


def check_account(check: AccountCheck) -> AccountCheck:
    """Ask one account and keep what it said; no word of it holds a credential."""
    channel = check.channel
    if channel.kind == ChannelKind.FEDIVERSE:
        return actions.keep_check(check, followers=followers_of(channel).value)
    platform, outlet = PLATFORMS.get(channel.kind), OUTLETS.get(channel.kind)
    if platform is None or outlet is None or Ability.FOLLOWERS not in platform.abilities:
        words = _("Outlets of this kind cannot be asked; enter their figures by hand.")
        return actions.keep_check(check, known=False, words=words)
    account = account_of(channel)
    if lacks_secrets(account):
        words = _("Its credentials are missing, or were sealed with a key this site no longer has.")
        return actions.keep_check(check, trouble=Trouble.CREDENTIALS, words=words)
    try:
        figure = outlet().followers(account)
    except OutletError as error:
        words = without_secrets(error.words, account.secrets)
        return actions.keep_check(check, trouble=TROUBLES.get(error.wrong, Trouble.BROKEN), words=words)
    except Exception as error:  # noqa: BLE001 - whatever a platform's code raises is kept, without its words, which may hold anything
        words = _("Unexpected error: %(name)s") % {"name": type(error).__name__}
        return actions.keep_check(check, trouble=Trouble.BROKEN, words=words)
    return actions.keep_check(check, followers=figure.value)
