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
from scicomm.audiences.actions.consents import note_consent
from scicomm.audiences.actions.deliverability import lift_suspension, note_report, try_again
from scicomm.audiences.actions.digest_readers import ProfileChoice, Topic, ask_for_digest, change_profile
from scicomm.audiences.actions.erasing import (
    erase_reader,
    erase_readers_again,
    erase_subscription,
    forget_unanswered,
    forget_unconfirmed,
    note_reader_erased,
)
from scicomm.audiences.actions.guardians import agree_as_guardian, end_as_guardian, refuse_as_guardian
from scicomm.audiences.actions.holding import NEEDS_CONFIRMED, Hold, held_back_now
from scicomm.audiences.actions.issues import NothingToSend, build_due_issues, build_issue, send_issue_now
from scicomm.audiences.actions.mails import (
    Outcomes,
    claim_mails,
    drop_mails,
    note_journal,
    note_outcomes,
    retry_mail,
    take_over,
    when_settled,
)
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
from scicomm.audiences.actions.segments import save_mail_rules, save_segment
from scicomm.audiences.actions.snapshots import Busy, refresh_snapshot
from scicomm.audiences.actions.subscriptions import (
    ask_to_subscribe,
    change_preferences,
    confirm_subscription,
    end_everything,
    end_subscription,
)

__all__ = [
    "NEEDS_CONFIRMED",
    "Busy",
    "Hold",
    "NothingAsked",
    "NothingToSend",
    "Outcomes",
    "ProfileChoice",
    "Topic",
    "agree_as_guardian",
    "ask_for_digest",
    "ask_to_save_search",
    "ask_to_subscribe",
    "build_due_issues",
    "build_issue",
    "change_preferences",
    "change_profile",
    "change_search",
    "check_queries",
    "claim_mails",
    "confirm_search",
    "confirm_subscription",
    "delete_search",
    "drop_mails",
    "end_as_guardian",
    "end_everything",
    "end_search",
    "end_subscription",
    "erase_reader",
    "erase_readers_again",
    "erase_subscription",
    "finish_round",
    "forget_old_searches",
    "forget_unanswered",
    "forget_unconfirmed",
    "held_back_now",
    "lift_suspension",
    "note_consent",
    "note_journal",
    "note_matches",
    "note_new_item",
    "note_notice",
    "note_outcomes",
    "note_problem",
    "note_reader_erased",
    "note_report",
    "open_round",
    "pause_search",
    "refresh_snapshot",
    "refuse_as_guardian",
    "resume_search",
    "retry_mail",
    "save_mail_rules",
    "save_segment",
    "send_issue_now",
    "take_over",
    "tell_change",
    "tell_search",
    "try_again",
    "when_settled",
]
