"""Every change of state of the audiences, by noun."""

from scicomm.audiences.actions.issues import (
    NothingToSend,
    build_due_issues,
    build_issue,
    send_issue_now,
)
from scicomm.audiences.actions.mails import claim_mail, drop_mails, mail_failed, mail_sent, mail_unwanted, retry_mail
from scicomm.audiences.actions.subscriptions import (
    ask_to_subscribe,
    change_preferences,
    confirm_subscription,
    end_subscription,
    erase_subscription,
    forget_unconfirmed,
)

__all__ = [
    "NothingToSend",
    "ask_to_subscribe",
    "build_due_issues",
    "build_issue",
    "change_preferences",
    "claim_mail",
    "confirm_subscription",
    "drop_mails",
    "end_subscription",
    "erase_subscription",
    "forget_unconfirmed",
    "mail_failed",
    "mail_sent",
    "mail_unwanted",
    "retry_mail",
    "send_issue_now",
]
