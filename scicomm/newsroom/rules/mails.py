"""Reads a mail to the leads' address: who wrote, what, with which files, and whether a machine did; pure.

Automatic mails are known by RFC 3834 (Auto-Submitted), RFC 3464 (reports) and the habits of list and bounce programs.
"""

from __future__ import annotations

import datetime as dt
import email.policy
import hashlib
import re
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr

import nh3

from scicomm.newsroom.rules.files import MOST_FILES, Sent, shown_name

MOST_WORDS = 20_000
MOST_PARTS = 200
MOST_HEADERS = 600
_ADDRESS = re.compile(r"[^@\s<>\",;:\\]{1,64}@[A-Za-z0-9.-]{1,190}")
_MACHINES = re.compile(
    r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|listserv|majordomo)\b", re.IGNORECASE
)
_BREAKS = re.compile(r"(?i)<(?:br|/p|/div|/li|/tr|/h[1-6])[^>]*>")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069]")
_SECRET = re.compile(
    r"(?:保密(?:至|到)|(?:keep\s+)?confidential\s+until)\s*[:：]?\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})",
    re.IGNORECASE,
)
_MARKED = re.compile(r"[\[【(（]\s*(?:保密|confidential)\s*[\]】)）]", re.IGNORECASE)
MARKED_DAYS = 30
_REPLY = re.compile(r"^\s*((re|fw|fwd|答复|回复|转发)\s*[:：]\s*)+", re.IGNORECASE)


class BrokenMail(ValueError):
    """A mail that cannot be read. `code`: `large`, `unreadable`, `no_sender`, `empty`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class IncomingMail:
    """What a mail says. `key` is the same for the same mail however often it is read; `is_doubtful`: the receiving server could
    not confirm that the sender wrote it."""

    key: str
    message_id: str
    sender: str
    sender_name: str
    subject: str
    text: str
    files: tuple[Sent, ...]
    files_left_out: int
    is_automatic: bool
    is_doubtful: bool
    language: str


def read_mail(data: bytes, *, most_bytes: int) -> IncomingMail:
    """The mail in these bytes. Raises BrokenMail where nothing can be made of it."""
    if len(data) > most_bytes:
        raise BrokenMail("large")
    try:
        message = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(data)
        return _read(message, data)
    except BrokenMail:
        raise
    # The library raises nearly anything on hostile headers and encodings; whatever it is, the mail is set aside.
    except (
        MessageError,
        ValueError,
        LookupError,
        AttributeError,
        TypeError,
        KeyError,
        IndexError,
        RecursionError,
    ) as error:
        raise BrokenMail("unreadable") from error


def _read(message: EmailMessage, data: bytes) -> IncomingMail:
    if len(message.keys()) > MOST_HEADERS:
        raise BrokenMail("unreadable")
    name, address = parseaddr(_line(message, "From"))
    automatic = _is_automatic(message, address)
    if not _ADDRESS.fullmatch(address) and not automatic:
        raise BrokenMail("no_sender")
    parts = [part for _number, part in zip(range(MOST_PARTS), message.walk(), strict=False)]
    text = _text(message)
    subject = _REPLY.sub("", _line(message, "Subject")).strip()
    files = [found for part in parts if (found := _file(part)) is not None]
    if not subject and not text and not files and not automatic:
        raise BrokenMail("empty")
    return IncomingMail(
        key=key_of(message, data),
        message_id=_line(message, "Message-ID")[:300],
        sender=address.lower()[:254],
        sender_name=_clean(name)[:200],
        subject=subject[:300],
        text=text[:MOST_WORDS],
        files=tuple(files[:MOST_FILES]),
        files_left_out=max(len(files) - MOST_FILES, 0),
        is_automatic=automatic,
        is_doubtful=_is_doubtful(message),
        language=language_of(f"{subject} {text}"),
    )


def key_of(message: EmailMessage, data: bytes) -> str:
    """One mail, one key: its Message-ID with its sender and date, or all its bytes where it has none."""
    identifier = _line(message, "Message-ID")
    if not identifier:
        return hashlib.sha256(data).hexdigest()
    return hashlib.sha256("\n".join((identifier, _line(message, "From"), _line(message, "Date"))).encode()).hexdigest()


def broken_key(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def language_of(text: str) -> str:
    """The language to answer in: Chinese where there is any Chinese."""
    return "zh-hans" if re.search(r"[\u3400-\u9fff]", text) or not text.strip() else "en"


def confidential_day(text: str, now: dt.datetime) -> dt.datetime | None:
    """Until when a mail asks to be kept confidential: "保密至 2026-12-01", "confidential until 2026-12-01", the end of that day;
    or marked "[confidential]", "【保密】" without a day, for thirty days. `now` is in the house's time."""
    found = _SECRET.search(text)
    if found:
        try:
            day = dt.date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            day = now.date() + dt.timedelta(days=MARKED_DAYS)
        end = now.replace(year=day.year, month=day.month, day=day.day, hour=0, minute=0, second=0, microsecond=0)
        end += dt.timedelta(days=1)
        return end if end > now else None
    return now + dt.timedelta(days=MARKED_DAYS) if _MARKED.search(text) else None


def _line(message: EmailMessage, name: str) -> str:
    """A header as one line. Headers that cannot be understood are read as they stand."""
    try:
        value = message[name]
        return _clean(" ".join(str(value).split())) if value is not None else ""
    except (ValueError, AttributeError, TypeError, IndexError, KeyError, MessageError):
        raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
        return _clean(" ".join(str(raw).split()))


def _clean(text: str) -> str:
    """Text without control characters, and without what no database takes."""
    return _CONTROLS.sub("", text).encode("utf-8", "replace").decode("utf-8").strip()


def _is_automatic(message: EmailMessage, address: str) -> bool:
    submitted = _line(message, "Auto-Submitted").lower()
    precedence = _line(message, "Precedence").lower()
    return bool(
        (submitted and not submitted.startswith("no"))
        or precedence in {"bulk", "junk", "list", "auto_reply"}
        or _line(message, "Return-Path") == "<>"
        or _line(message, "List-Id")
        or _line(message, "X-Autoreply")
        or message.get_content_type() == "multipart/report"
        or _MACHINES.match(address)
    )


def _is_doubtful(message: EmailMessage) -> bool:
    """RFC 8601: any server on the way said that the sender's domain did not send this. What it confirms is not believed, for
    anybody may write such a line; a line that accuses its own mail nobody writes."""
    said = " ".join(str(value) for key, value in message.raw_items() if key.lower() == "authentication-results").lower()
    if "dmarc=fail" in said:
        return True
    return "spf=fail" in said and "dkim=pass" not in said


def _text(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None or body.is_attachment():
        return ""
    content = str(body.get_content())[: MOST_WORDS * 10]
    return html_text(content) if body.get_content_type() == "text/html" else _tidy(_clean(content))


def html_text(html: str) -> str:
    """The words of a page, in lines: no markup, nothing of scripts and styles, no hidden marks."""
    broken = _BREAKS.sub("\n", html)
    kept = nh3.clean(broken, tags=set(), attributes={}, clean_content_tags={"script", "style", "title", "head"})
    for mark, char in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&quot;", '"'), ("&amp;", "&")):
        kept = kept.replace(mark, char)
    return _tidy(_clean(kept))


def _tidy(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.replace("\r\n", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _file(part: EmailMessage) -> Sent | None:
    """A part that is a file; the text of the mail and pictures of its layout are none."""
    name = part.get_filename()
    if part.is_multipart() or not (
        part.get_content_disposition() == "attachment" or (name and not part.get("Content-ID"))
    ):
        return None
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return None
    return Sent(shown_name(_clean(str(name or ""))) or "file", payload)
