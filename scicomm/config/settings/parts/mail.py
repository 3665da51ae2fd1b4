"""Mail: to a folder that the desk shows as an inbox, or to an SMTP server."""

from __future__ import annotations

from scicomm.config.settings.environment import flag, number, text

# "folder" keeps every mail as a file under SCICOMM_HOME/mail; "smtp" sends it.
SCICOMM_MAIL = text("SCICOMM_MAIL", "folder")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if SCICOMM_MAIL == "smtp" else "scicomm.core.mail.FolderBackend"
)
EMAIL_HOST = text("SMTP_HOST", "localhost")
EMAIL_PORT = number("SMTP_PORT", 25, least=1, most=65535)
EMAIL_HOST_USER = text("SMTP_USER")
EMAIL_HOST_PASSWORD = text("SMTP_PASSWORD")
EMAIL_USE_TLS = flag("SMTP_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = text("SCICOMM_MAIL_FROM", "SciComm <news@demo.example>")
# The sender's postal address at the foot of every mail to readers; laws on mail ask for one.
SCICOMM_MAIL_ADDRESS = text("SCICOMM_MAIL_ADDRESS")
# Where reports of undeliverable mails and complaints go: the address, and the box it is delivered to (as for leads below).
SCICOMM_BOUNCES_ADDRESS = text("SCICOMM_BOUNCES_ADDRESS")
SCICOMM_BOUNCES_MAIL = text("SCICOMM_BOUNCES_MAIL")
SCICOMM_BOUNCES_MAIL_PASSWORD = text("SCICOMM_BOUNCES_MAIL_PASSWORD")
# Where leads come in by mail: the full path of a maildir, or imaps://name@host/folder; empty: nowhere.
SCICOMM_LEADS_MAIL = text("SCICOMM_LEADS_MAIL")
SCICOMM_LEADS_MAIL_PASSWORD = text("SCICOMM_LEADS_MAIL_PASSWORD")
# The address people write to, named in answers; and what becomes of mails by people the house does not know.
SCICOMM_LEADS_MAIL_ADDRESS = text("SCICOMM_LEADS_MAIL_ADDRESS")
SCICOMM_LEADS_MAIL_OUTSIDE = text("SCICOMM_LEADS_MAIL_OUTSIDE", "keep")
# Where questions come in by mail, as for leads; the address that people write to and answer to.
SCICOMM_QUESTIONS_MAIL = text("SCICOMM_QUESTIONS_MAIL")
SCICOMM_QUESTIONS_MAIL_PASSWORD = text("SCICOMM_QUESTIONS_MAIL_PASSWORD")
SCICOMM_QUESTIONS_MAIL_ADDRESS = text("SCICOMM_QUESTIONS_MAIL_ADDRESS")
