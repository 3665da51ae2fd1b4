"""The door to the mail system: sending one message, and the folder that keeps mails as files. What a mail says is not here."""

from scicomm.audiences.clients.bounces import bounce_box
from scicomm.audiences.clients.journal import Journal, abandoned_journals, own_journal
from scicomm.audiences.clients.mail import (
    BackendPostman,
    KeptMail,
    Postman,
    log,
    mail_names,
    read_mail,
    remove_mails,
)
from scicomm.audiences.clients.smtp import MailRefused

__all__ = [
    "BackendPostman",
    "Journal",
    "KeptMail",
    "MailRefused",
    "Postman",
    "abandoned_journals",
    "bounce_box",
    "log",
    "mail_names",
    "own_journal",
    "read_mail",
    "remove_mails",
]
