"""Tells receivers of webhooks, signed as Standard Webhooks wants it (github.com/standard-webhooks, version 1).

A message keeps its id over all tries, and receivers drop an id they have had: sending again after a lost answer is right. The
signature is made anew at each try, with its time, because receivers refuse an old one.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from standardwebhooks import Webhook as Signer

from scicomm.channels.clients.answers import limited, no_answer
from scicomm.channels.clients.outlets import Outlet, OutletError, ReadPicture, Wrong
from scicomm.channels.rules.packages import Account, Answer, Came, Package, Sent
from scicomm.channels.rules.platforms.webhook import PUBLISHED, UPDATED, WITHDRAWN, secret_problem, stamp
from scicomm.core.outside import OutsideClient, OutsideError

# The specification wants a bound of 15 to 30 seconds on the receiver's answer.
SECONDS = 20.0
MOST_ANSWER = 64 * 1024


class WebhookOutlet(Outlet):
    """2xx is delivered; 410 switches the channel off; anything else is tried again."""

    kind = "webhook"

    def __init__(self, client: OutsideClient | None = None) -> None:
        self.client = client or OutsideClient(
            allow_private=settings.SCICOMM_FETCH_PRIVATE, seconds=SECONDS, most_bytes=MOST_ANSWER
        )

    def send(self, package: Package, account: Account, *, key: str, read: ReadPicture) -> Answer:
        """`story.published`."""
        self._tell(account, key, _message(PUBLISHED, package.fields["at"], json.loads(package.fields["data"])))
        return Answer(Came.PUBLISHED, package.fields["uri"], package.fields["link"])

    def update(self, package: Package, account: Account, sent: Sent, *, key: str, read: ReadPicture) -> Answer:
        """`story.updated`, with the whole story as it is now."""
        self._tell(account, key, _message(UPDATED, package.fields["at"], json.loads(package.fields["data"])))
        return Answer(Came.PUBLISHED, package.fields["uri"], package.fields["link"])

    def recall(self, account: Account, sent: Sent, *, reason: str) -> Answer:
        """`story.withdrawn`: which story, where it stood, and the public reason; nothing of what it held."""
        data = {
            "uri": sent.outside_id,
            "pubstatus": "canceled",
            "links": [{"rel": "canonical", "href": sent.url}],
            "ednote": reason,
        }
        self._tell(account, f"{sent.key}-withdrawn", _message(WITHDRAWN, stamp(dt.datetime.now(dt.UTC)), data))
        return Answer(Came.RECALLED, sent.outside_id, sent.url)

    def _tell(self, account: Account, message_id: str, body: str) -> None:
        address = account.settings.get("address", "").strip()
        now = dt.datetime.now(dt.UTC)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "SciComm-Webhooks/1",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(_signatures(account, message_id, now, body)),
        }
        try:
            answer = self.client.post(address, headers, body.encode())
        except OutsideError as error:
            # It may have been taken: the same id tells the receiver.
            raise no_answer(error, began=True) from error
        if 200 <= answer.status < 300:
            return
        if answer.status == 410:
            raise OutletError(
                _("The receiver wants no more messages (410 Gone): the channel is off until its address is set anew."),
                Wrong.GONE,
            )
        if answer.status in {401, 403}:
            raise OutletError(
                _("The receiver does not accept our signature (%(status)d): do both have the same secret?")
                % {"status": answer.status},
                Wrong.CREDENTIALS,
            )
        if answer.status == 429 or (answer.status in {502, 503, 504} and answer.retry_after is not None):
            raise limited(answer, now)
        words = _("The receiver answered %(status)d; it is tried again.") % {"status": answer.status}
        raise OutletError(words, Wrong.LATER)


def _message(kind: str, at: str, data: dict[str, Any]) -> str:
    return json.dumps({"type": kind, "timestamp": at, "data": data}, ensure_ascii=False, separators=(",", ":"))


def _signatures(account: Account, message_id: str, now: dt.datetime, body: str) -> list[str]:
    """One signature for each secret: while it is being changed, the receiver may have the old one or the new."""
    secrets = [secret for name in ("secret", "old_secret") if (secret := account.secrets.get(name, "").strip())]
    if not secrets:
        raise OutletError(_("The channel has no signing secret."), Wrong.CREDENTIALS)
    for secret in secrets:
        if problem := secret_problem(secret):
            raise OutletError(problem, Wrong.CREDENTIALS)
    return [Signer(secret).sign(message_id, now, body) for secret in secrets]
