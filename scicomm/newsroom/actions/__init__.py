"""Every change of state in the newsroom, by noun."""

from scicomm.newsroom.actions.assignment_notices import keep_notice, note_due, note_given
from scicomm.newsroom.actions.assignment_work import (
    accept_assignment,
    begin_assignment,
    confirm_assignment,
    count_story,
    delegate_assignment,
    reopen_assignment,
    report_assignment,
    return_assignment,
)
from scicomm.newsroom.actions.assignments import (
    NotThatMove,
    Share,
    cancel_assignment,
    give_again,
    move_due_day,
    open_call,
    split_assignment,
)
from scicomm.newsroom.actions.attachments import Refused, keep_attachments, leave_out_attachments, sweep_attachments
from scicomm.newsroom.actions.calendars import make_calendar_address, revoke_calendar_address
from scicomm.newsroom.actions.changes import kill_story, submit_change
from scicomm.newsroom.actions.checks import (
    FindingsStand,
    answer_finding,
    mend_finding,
    note_link_answers,
    record_findings,
    want_links,
)
from scicomm.newsroom.actions.coverages import add_source, move_coverage, remove_source, set_coverage
from scicomm.newsroom.actions.dates import set_important_date
from scicomm.newsroom.actions.embargo_rows import follow_holds
from scicomm.newsroom.actions.embargoes import (
    follow_article_embargo,
    lift_embargo,
    lift_embargoes,
    remind_of_embargoes,
    set_embargo,
    set_release_time,
)
from scicomm.newsroom.actions.lead_care import age_leads, forget_senders, merge_lead, open_due_leads, open_lead
from scicomm.newsroom.actions.lead_mails import mark_mail_answered, set_mail_aside, take_in_mail
from scicomm.newsroom.actions.lead_sources import mine_date, mine_talk
from scicomm.newsroom.actions.leads import accept_lead, day_of, decline_lead, mine_lead, report_lead
from scicomm.newsroom.actions.marks import MarkMade, tick_mark
from scicomm.newsroom.actions.paper_notices import acknowledge_notice, follow_paper
from scicomm.newsroom.actions.plans import StepWanted, end_absence, note_absence, remove_review_plan, set_review_plan
from scicomm.newsroom.actions.press import (
    accept_terms,
    invite_member,
    join_press_room,
    readmit_member,
    stop_member,
    write_terms,
)
from scicomm.newsroom.actions.press_notices import make_notice, notice_sent, tell_press
from scicomm.newsroom.actions.press_stories import (
    decide_breach,
    lift_after_breach,
    note_press_opening,
    record_breach,
    share_with_press,
    unshare_with_press,
)
from scicomm.newsroom.actions.profiles import delete_profile_rule, save_profile_rule, set_profile
from scicomm.newsroom.actions.rapid import decide_after_review, release_rapidly, settle_objection
from scicomm.newsroom.actions.releases import publish_story, withdraw_story
from scicomm.newsroom.actions.reminders import note_asked, remind_due
from scicomm.newsroom.actions.reviews import approve_story, finish_review, return_story, set_up_review, submit_story
from scicomm.newsroom.actions.revisions import restore_revision
from scicomm.newsroom.actions.search import index_story
from scicomm.newsroom.actions.sign_links import (
    ask_scientist,
    decide_by_link,
    note_link_sent,
    note_opening,
    revoke_link,
    token_of_link,
)
from scicomm.newsroom.actions.staff_index import index_lead, index_story_for_staff, index_topic
from scicomm.newsroom.actions.stories import AlreadyDone, revise_story, set_experts, start_story
from scicomm.newsroom.actions.submissions import (
    OfferMoved,
    adopt,
    ask_for_changes,
    decline_offer,
    end_adoption,
    offer_again,
    offer_lead,
    offer_story,
    take_back_offer,
)
from scicomm.newsroom.actions.talk import note_talk
from scicomm.newsroom.actions.topics import ChangedMeanwhile, change_topic, is_told, move_topic, open_topic

__all__ = [
    "AlreadyDone",
    "ChangedMeanwhile",
    "FindingsStand",
    "MarkMade",
    "NotThatMove",
    "OfferMoved",
    "Refused",
    "Share",
    "StepWanted",
    "accept_assignment",
    "accept_lead",
    "accept_terms",
    "acknowledge_notice",
    "add_source",
    "adopt",
    "age_leads",
    "answer_finding",
    "approve_story",
    "ask_for_changes",
    "ask_scientist",
    "begin_assignment",
    "cancel_assignment",
    "change_topic",
    "confirm_assignment",
    "count_story",
    "day_of",
    "decide_after_review",
    "decide_breach",
    "decide_by_link",
    "decline_lead",
    "decline_offer",
    "delegate_assignment",
    "delete_profile_rule",
    "end_absence",
    "end_adoption",
    "finish_review",
    "follow_article_embargo",
    "follow_holds",
    "follow_paper",
    "forget_senders",
    "give_again",
    "index_lead",
    "index_story",
    "index_story_for_staff",
    "index_topic",
    "invite_member",
    "is_told",
    "join_press_room",
    "keep_attachments",
    "keep_notice",
    "kill_story",
    "leave_out_attachments",
    "lift_after_breach",
    "lift_embargo",
    "lift_embargoes",
    "make_calendar_address",
    "make_notice",
    "mark_mail_answered",
    "mend_finding",
    "merge_lead",
    "mine_date",
    "mine_lead",
    "mine_talk",
    "move_coverage",
    "move_due_day",
    "move_topic",
    "note_absence",
    "note_asked",
    "note_due",
    "note_given",
    "note_link_answers",
    "note_link_sent",
    "note_opening",
    "note_press_opening",
    "note_talk",
    "notice_sent",
    "offer_again",
    "offer_lead",
    "offer_story",
    "open_call",
    "open_due_leads",
    "open_lead",
    "open_topic",
    "publish_story",
    "readmit_member",
    "record_breach",
    "record_findings",
    "release_rapidly",
    "remind_due",
    "remind_of_embargoes",
    "remove_review_plan",
    "remove_source",
    "reopen_assignment",
    "report_assignment",
    "report_lead",
    "restore_revision",
    "return_assignment",
    "return_story",
    "revise_story",
    "revoke_calendar_address",
    "revoke_link",
    "save_profile_rule",
    "set_coverage",
    "set_embargo",
    "set_experts",
    "set_important_date",
    "set_mail_aside",
    "set_profile",
    "set_release_time",
    "set_review_plan",
    "set_up_review",
    "settle_objection",
    "share_with_press",
    "split_assignment",
    "start_story",
    "stop_member",
    "submit_change",
    "submit_story",
    "sweep_attachments",
    "take_back_offer",
    "take_in_mail",
    "tell_press",
    "tick_mark",
    "token_of_link",
    "unshare_with_press",
    "want_links",
    "withdraw_story",
    "write_terms",
]
