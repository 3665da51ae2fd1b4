"""Reading what mail systems send back: delivery reports (RFC 3464) and complaints (RFC 5965). Pure.

A report counts only when it names a mail of ours by its signed token: in the return path it was sent to, or in the copy of our
mail that it carries. Whatever else lies in the box (answers of machines, advertising, forgeries) is nothing.
"""

from __future__ import annotations

import email
import email.policy
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from scicomm.audiences.rules.bounces import read_bounce_token
from scicomm.audiences.rules.mails import without_addresses

# RFC 3463, and what large providers mean by it: the mailbox is not there, or is closed. Everything else may pass: full (5.2.2),
# too large (5.3.4), and policy (5.7.x), which says something of us and nothing of the reader.
_GONE = re.compile(r"5\.(0\.0|1\.\d+|2\.1|4\.1)")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_ARRIVED_AT = ("to", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
_OURS = ("cfbl-feedback-id", "return-path", "list-unsubscribe")


@dataclass(frozen=True)
class Report:
    """`kind`: a value of BounceKind. `key` is the same for the same report, read twice."""

    mail_id: int
    kind: str
    status: str
    words: str
    key: str


def severity(status: str) -> str:
    """Whether a status means that the address is dead (`hard`) or that it did not work this time (`soft`)."""
    return "hard" if _GONE.fullmatch(status) else "soft"


def refusal_report(mail_id: int, words: str) -> Report | None:
    """What a server said at once to the reader's address, as a report; None unless it says clearly that the address is dead."""
    found = _STATUS.search(words)
    if found is None or severity(found[1]) != "hard":
        return None
    return Report(mail_id, "hard", found[1], words[:300], hashlib.sha256(f"refused {mail_id}".encode()).hexdigest())


def read_report(data: bytes) -> Report | None:
    """The report in a mail; None for everything that is none, is not about a mail of ours, or reports no failure."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    if message.get_content_type() != "multipart/report":
        return None
    parts = list(message.walk())
    mail_id = next((found for found in map(read_bounce_token, _places(message, parts)) if found is not None), None)
    if mail_id is None:
        return None
    key = hashlib.sha256(str(message.get("Message-ID") or "").encode() + str(mail_id).encode()).hexdigest()
    for part in parts:
        if part.get_content_type() == "message/feedback-report":
            return _complaint(mail_id, part, key)
        if part.get_content_type() == "message/delivery-status":
            return _failure(mail_id, part, key)
    return None


def _places(message: Message, parts: list[Message]) -> Iterator[str]:
    """Where a token may stand: the addresses the report came to, and the headers of our mail in it."""
    yield from (str(value) for name in _ARRIVED_AT for value in message.get_all(name, []))
    for part in parts[1:]:
        yield from (str(value) for name in _OURS for value in part.get_all(name, []))
        kind = part.get_content_type()
        if kind in {"text/rfc822-headers", "message/feedback-report"}:
            yield from _lines_of_ours(_text(part))


def _lines_of_ours(text: str) -> Iterator[str]:
    names = (*_OURS, "original-mail-from")
    return (line for line in text.splitlines() if line.partition(":")[0].strip().lower() in names)


def _text(part: Message) -> str:
    payload = part.get_payload()
    if isinstance(payload, list):
        return "\n".join(str(one) for one in payload)
    return str(payload)


def _complaint(mail_id: int, part: Message, key: str) -> Report | None:
    fields = email.message_from_string(_text(part).lstrip())
    kind = str(fields.get("Feedback-Type") or "").strip().lower()
    return None if kind in {"", "not-spam"} else Report(mail_id, "complaint", "", kind[:300], key)


def _failure(mail_id: int, part: Message, key: str) -> Report | None:
    """The block about the reader; a delay or a delivery is no failure."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Message) or str(block.get("Action") or "").strip().lower() != "failed":
            continue
        found = _STATUS.search(str(block.get("Status") or ""))
        said = " ".join(str(block.get("Diagnostic-Code") or "").split())
        # Some servers write 5.0.0 and the true status into what they quote.
        better = _STATUS.search(said)
        status = (
            better[1]
            if better and (found is None or found[1] in {"5.0.0", "4.0.0"})
            else found[1]
            if found
            else "5.0.0"
        )
        return Report(mail_id, severity(status), status, without_addresses(said)[:300], key)
    return None
