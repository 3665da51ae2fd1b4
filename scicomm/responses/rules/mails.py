"""What a mail to the address for questions says beside its words: which mail it answers, what is quoted, what is asked. Pure."""

from __future__ import annotations

import email.policy
import re
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser

MOST_REFERENCES = 50
MOST_PARTS = 60
_ID = re.compile(r"<[^<>\s]{3,298}>")
_QUOTE_BEGINS = re.compile(
    r"^\s*(-{2,}\s*(original message|forwarded message|原始邮件|原邮件|转发邮件)\s*-{2,}"
    r"|on .{4,160} wrote:|在\s?.{4,160}写道[:：]|于\s?.{4,160}写道[:：]|_{20,})\s*$",
    re.IGNORECASE,
)
_HEADER_BLOCK = re.compile(r"^\s*(from|发件人|寄件人)\s*[:：].+$", re.IGNORECASE)
_HEADER_NEXT = re.compile(r"^\s*(sent|to|date|发送时间|收件人|日期|时间)\s*[:：]", re.IGNORECASE)
_SIGNATURE = re.compile(r"^--\s?$")
_SENTENCE = re.compile(r"[^。！？!?\n]{3,280}[？?]")
_PLAIN_SUBJECT = re.compile(
    r"^(咨询|请教|提问|问题|您好|你好|无主题|（无主题）|question|enquiry|inquiry|hello|hi|\(no subject\)|no subject)?$",
    re.IGNORECASE,
)


def threads_of(data: bytes) -> tuple[tuple[str, ...], bool]:
    """The Message-IDs that a mail answers, and whether it is a report of a mail system (RFC 3464) about one of them.

    Of a report those of the mail that it brings back count. Whatever cannot be read names nothing.
    """
    try:
        message = BytesParser(policy=email.policy.compat32).parsebytes(data)
        report = message.get_content_type() == "multipart/report"
        found = _ids(message, "In-Reply-To") + _ids(message, "References")
        if report:
            found += _returned(message)
    # The library raises nearly anything on hostile headers; such a mail answers nothing.
    except (MessageError, ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return (), False
    return tuple(dict.fromkeys(found))[:MOST_REFERENCES], report


def _ids(message: Message, name: str) -> list[str]:
    return [one for value in message.get_all(name, []) for one in _ID.findall(str(value)[:20_000])]


def _returned(message: Message) -> list[str]:
    """Message-IDs of the mail that a report brings back, whole or its headers."""
    found: list[str] = []
    for _number, part in zip(range(MOST_PARTS), message.walk(), strict=False):
        if part is message:
            continue
        found += _ids(part, "Message-ID")
        if part.get_content_type() == "text/rfc822-headers":
            text = str(part.get_payload())[:20_000]
            lines = [line for line in text.splitlines() if line.lower().startswith("message-id:")]
            found += [one for line in lines for one in _ID.findall(line)]
    return found


def without_quotes(text: str) -> str:
    """What somebody wrote themselves: nothing that they quote of an earlier mail, and no signature."""
    lines = text.split("\n")
    kept: list[str] = []
    for place, line in enumerate(lines):
        following = lines[place + 1] if place + 1 < len(lines) else ""
        if _QUOTE_BEGINS.match(line) or _SIGNATURE.match(line):
            break
        if _HEADER_BLOCK.match(line) and _HEADER_NEXT.match(following):
            break
        if not line.lstrip().startswith((">", "＞")):
            kept.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def question_in(subject: str, text: str) -> str:
    """The question of a mail in one line of 300 characters at most: its subject where that asks or says something, else the
    first sentence that asks, else the first line."""
    own, words = " ".join(subject.split()), without_quotes(text)
    asking = _SENTENCE.search(words)
    if own and not _PLAIN_SUBJECT.fullmatch(own) and (own[-1] in "?？" or asking is None):
        return own[:300]
    if asking:
        return " ".join(asking[0].split())[:300]
    first = next((line for line in words.split("\n") if line.strip()), "")
    return (" ".join(first.split()) or own)[:300]
