"""The newsroom's doors to other systems."""

from scicomm.core.outside.boxes import BoxError, ImapBox, MailBox, MaildirBox, NoBox, ReceivedMail, box_of
from scicomm.newsroom.clients.letters import LogPostman, MailPostman, Postman, postman
from scicomm.newsroom.clients.links import HttpLinkClient, LinkClient, LoggedLinkClient, link_client
from scicomm.newsroom.clients.press_mail import PressMail, PressPostman

__all__ = [
    "BoxError",
    "HttpLinkClient",
    "ImapBox",
    "LinkClient",
    "LogPostman",
    "LoggedLinkClient",
    "MailBox",
    "MailPostman",
    "MaildirBox",
    "NoBox",
    "Postman",
    "PressMail",
    "PressPostman",
    "ReceivedMail",
    "box_of",
    "link_client",
    "postman",
]
