"""The doors to the mail system: one message to a reader, the folder that keeps it, the box that questions come in by."""

from scicomm.core.outside.boxes import BoxError, MailBox, ReceivedMail, box_of
from scicomm.responses.clients.postman import (
    KEPT_DISCLOSURE,
    BackendPostman,
    Postman,
    disclosure_id_of,
    forget_mails,
    host_of_site,
    message_id_of,
    postman,
)

__all__ = [
    "KEPT_DISCLOSURE",
    "BackendPostman",
    "BoxError",
    "MailBox",
    "Postman",
    "ReceivedMail",
    "box_of",
    "disclosure_id_of",
    "forget_mails",
    "host_of_site",
    "message_id_of",
    "postman",
]
