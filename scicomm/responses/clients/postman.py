"""The door to the mail system for one message to a reader."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from scicomm.core.mail import mail_folder

# The files that the folder backend makes of the mails whose readers are forgotten one day: `message_id_of`, `disclosure_id_of`.
_KEPT = re.compile(r"answer-[0-9]+-([0-9]{1,18})(?:-[a-z]+[0-9]*)?_.*\.eml")
KEPT_DISCLOSURE = re.compile(r"disclosure-([0-9]{1,18})-.*\.eml")


def message_id_of(answer_id: int, asker_id: int, host: str, what: str = "") -> str:
    """The Message-ID of the mail about an answer: the same whenever it is sent; it leads to a row, not to a person.

    `what` tells later mails from the first: `r2` for its second text, `withdrawn`.
    """
    return f"<answer-{answer_id}-{asker_id}{'-' if what else ''}{what}@{host}>"


def disclosure_id_of(request_id: int, what: str) -> str:
    """The Message-ID of a mail about a request for information: the same whenever it is sent."""
    return f"<disclosure-{request_id}-{what}@{host_of_site()}>"


def host_of_site() -> str:
    """The name after the `@` of our Message-IDs."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def forget_mails(known: Callable[[set[int]], set[int]], kept: re.Pattern[str] = _KEPT) -> int:
    """Delete the kept answer mails of askers whose rows are gone; returns how many files went.

    `known` tells which of these askers there are still; it is asked after the folder was read, so that a new mail is never lost.
    `kept`: which files are meant, with the number in its first group.
    """
    folder = mail_folder()
    if not folder.is_dir():
        return 0
    found = {path: int(match[1]) for path in folder.iterdir() if (match := kept.fullmatch(path.name))}
    gone = set(found.values()) - known(set(found.values())) if found else set()
    doomed = [path for path, asker in found.items() if asker in gone]
    for path in doomed:
        path.unlink(missing_ok=True)
    return len(doomed)


class Postman(ABC):
    """Hands one plain-text message over to the mail system."""

    @abstractmethod
    def send(
        self, *, to: str, subject: str, text: str, message_id: str, answers: str = "", to_asker: bool = False
    ) -> None:
        """Send; raises what the mail backend raises, so that the delivery is tried again.

        `answers`: the Message-ID that is answered. `to_asker`: a reply goes to the address for questions."""


class BackendPostman(Postman):
    """Sends through Django's mail backend. The Message-ID is the caller's: a message sent twice is the same message."""

    def send(
        self, *, to: str, subject: str, text: str, message_id: str, answers: str = "", to_asker: bool = False
    ) -> None:
        headers = {"Message-ID": message_id, "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
        if answers:
            headers |= {"In-Reply-To": answers, "References": answers, "Auto-Submitted": "auto-replied"}
        if to_asker and settings.SCICOMM_QUESTIONS_MAIL_ADDRESS:
            headers["Reply-To"] = settings.SCICOMM_QUESTIONS_MAIL_ADDRESS
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [to], headers=headers).send()


def postman() -> Postman:
    """The postman in use."""
    return BackendPostman()
