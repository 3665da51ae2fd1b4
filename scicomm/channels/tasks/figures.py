"""Asking platforms for the numbers of releases: 1 h, 6 h, 1 d, 3 d, 7 d and 30 d after they came out."""

from __future__ import annotations

import time

from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.channels import actions
from scicomm.channels.clients import OUTLETS, OutletError
from scicomm.channels.enums import ChannelKind
from scicomm.channels.models import FigurePull
from scicomm.channels.queries.accounts import account_of, lacks_secrets, without_secrets
from scicomm.channels.queries.fediverse import reactions_of
from scicomm.channels.queries.figures import due_pulls
from scicomm.channels.queries.packages import sent_of
from scicomm.core.periodic import AGAIN, Again, every

RUN_SECONDS = 10.0
A_RUN = 50


@every(minutes=2)
def pull_figures() -> int | Again:
    """Ask for what is due. Killed in between, nothing is lost: what was not kept is due still."""
    actions.plan_pulls(timezone.now())
    began, done = time.monotonic(), 0
    due = due_pulls(timezone.now(), A_RUN + 1)
    for pull in due[:A_RUN]:
        if done and time.monotonic() - began > RUN_SECONDS:
            return AGAIN
        pull_one(pull)
        done += 1
    return AGAIN if len(due) > A_RUN else done


def pull_one(pull: FigurePull) -> int:
    """Ask for the numbers of one release and keep them, or why there are none."""
    channel = pull.release.channel
    if channel.kind == ChannelKind.FEDIVERSE:
        # Our own actor: other servers told us, nobody has to be asked.
        return actions.keep_pull(pull, reactions_of(pull.release))
    outlet = OUTLETS.get(channel.kind)
    if outlet is None:
        actions.keep_pull_failure(pull, _("Outlets of this kind cannot be asked; enter their figures by hand."))
        return 0
    account = account_of(channel)
    if lacks_secrets(account):
        actions.keep_pull_failure(
            pull, _("Its credentials are missing, or were sealed with a key this site no longer has.")
        )
        return 0
    try:
        figures = outlet().measure(account, sent_of(pull.release))
    except OutletError as error:
        actions.keep_pull_failure(pull, without_secrets(error.words, account.secrets), error.wait)
        return 0
    except Exception as error:  # noqa: BLE001 - whatever a platform's code raises is kept, and the next release has its turn
        actions.keep_pull_failure(pull, _("Unexpected error: %(name)s") % {"name": type(error).__name__})
        return 0
    return actions.keep_pull(pull, figures)
