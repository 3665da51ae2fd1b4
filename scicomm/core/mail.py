"""The folder backend for mail: each mail is a file named by its Message-ID, so that a mail sent twice is one file."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


def mail_folder() -> Path:
    return Path(settings.SCICOMM_HOME) / "mail"


def file_name(message_id: str) -> str:
    """A safe file name for a Message-ID; the hash keeps two ids apart that differ only in forbidden characters."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", message_id.strip("<> "))[:80]
    return f"{plain}-{hashlib.sha256(message_id.encode()).hexdigest()[:12]}.eml"


class FolderBackend(BaseEmailBackend):
    """Writes every mail into SCICOMM_HOME/mail, whole or not at all."""

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently, **kwargs)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = mail_folder()
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            built = message.message()
            target = folder / file_name(str(built["Message-ID"]))
            part = target.with_suffix(f".{os.getpid()}.part")
            part.write_bytes(built.as_bytes())
            part.replace(target)
        return len(email_messages)
