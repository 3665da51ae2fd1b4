"""Every change of state of the audiences, by noun."""

from scicomm.audiences.actions.alerts import (
    check_queries,
    finish_round,
    note_matches,
    note_new_item,
    note_notice,
    note_problem,
    open_round,
    tell_search,
)
from scicomm.audiences.actions.changes import tell_change
from scicomm.audiences.actions.issues import NothingToSend, build_due_issues, build_issue, send_issue_now
from scicomm.audiences.actions.mails import claim_mail, drop_mails, mail_failed, mail_sent, mail_unwanted, retry_mail
from scicomm.audiences.actions.saved_searches import (
    NothingAsked,
    ask_to_save_search,
    change_search,
    confirm_search,
    delete_search,
    end_search,
    forget_old_searches,
    pause_search,
    resume_search,
)
from scicomm.audiences.actions.subscriptions import (
    ask_to_subscribe,
    change_preferences,
    confirm_subscription,
    end_subscription,
    erase_reader,
    erase_subscription,
    forget_unconfirmed,
)

__all__ = [
    "NothingAsked",
    "NothingToSend",
    "ask_to_save_search",
    "ask_to_subscribe",
    "build_due_issues",
    "build_issue",
    "change_preferences",
    "change_search",
    "check_queries",
    "claim_mail",
    "confirm_search",
    "confirm_subscription",
    "delete_search",
    "drop_mails",
    "end_search",
    "end_subscription",
    "erase_reader",
    "erase_subscription",
    "finish_round",
    "forget_old_searches",
    "forget_unconfirmed",
    "mail_failed",
    "mail_sent",
    "mail_unwanted",
    "note_matches",
    "note_new_item",
    "note_notice",
    "note_problem",
    "open_round",
    "pause_search",
    "resume_search",
    "retry_mail",
    "send_issue_now",
    "tell_change",
    "tell_search",
]
