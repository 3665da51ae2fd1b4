"""What the answers of a platform that speaks JSON over HTTP mean for a sending; shared by the clients of this room."""

from __future__ import annotations

import datetime as dt
import json
import math
from typing import Any

from django.utils.translation import gettext as _

from scicomm.channels.clients.outlets import OutletError, Wrong
from scicomm.core.outside import AddressRefused, OutsideAnswer, OutsideError

LONGEST_WAIT = 6 * 3600


def json_of(answer: OutsideAnswer) -> Any:
    """The answer as JSON; None where it is none, as an error page of a proxy is."""
    try:
        return json.loads(answer.content)
    except (ValueError, UnicodeDecodeError):
        return None


def dict_of(answer: OutsideAnswer) -> dict[str, Any]:
    """The answer as a JSON object; empty where it is none."""
    found = json_of(answer)
    return found if isinstance(found, dict) else {}


def no_answer(error: OutsideError, *, began: bool) -> OutletError:
    """There was no answer. Where the sending had begun, it may have been taken all the same."""
    if isinstance(error, AddressRefused):
        return OutletError(str(error), Wrong.REFUSED)
    return OutletError(str(error), Wrong.UNSURE if began else Wrong.LATER)


def wait_of(answer: OutsideAnswer, now: dt.datetime) -> int:
    """Seconds to wait: Retry-After, else until the moment in X-RateLimit-Reset, else five minutes."""
    if answer.retry_after is not None:
        return max(1, min(answer.retry_after, LONGEST_WAIT))
    said = answer.headers.get("x-ratelimit-reset", "").strip()
    try:
        moment = dt.datetime.fromisoformat(said)
    except ValueError:
        return 300
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return max(1, min(math.ceil((moment - now).total_seconds()), LONGEST_WAIT))


def limited(answer: OutsideAnswer, now: dt.datetime) -> OutletError:
    """The platform counts our calls."""
    return OutletError(_("The platform asks us to slow down."), Wrong.LIMITED, wait=wait_of(answer, now))


def short(text: object, most: int = 300) -> str:
    """Words of another server on one line, so long that they fit into ours."""
    return " ".join(str(text).split())[:most]
