"""The newsroom's screens: the public-looking lead form, and the desk's leads, topics, stories and reviews."""

from scicomm.newsroom.views import press, press_desk, review_panels, sources, story_panels
from scicomm.newsroom.views.assignment_steps import (
    assignment_accept,
    assignment_again,
    assignment_begin,
    assignment_cancel,
    assignment_confirm,
    assignment_delegate,
    assignment_due,
    assignment_reopen,
    assignment_report,
    assignment_return,
    assignment_split,
)
from scicomm.newsroom.views.assignments import assignment, assignments, call
from scicomm.newsroom.views.changes import change, kill, withdraw
from scicomm.newsroom.views.checks import answer, mend
from scicomm.newsroom.views.coverages import add_source, edit_coverage, move_coverage, new_coverage, remove_source
from scicomm.newsroom.views.dates import addresses, calendar, dates, edit_date, new_date, revoke_address
from scicomm.newsroom.views.embargoes import breach, decide, embargo, release_time, share
from scicomm.newsroom.views.leads import accept, decline, lead, lead_mails, leads, merge
from scicomm.newsroom.views.plans import absences, end_absence, plan, plans, remove_plan
from scicomm.newsroom.views.profiles import set_profile
from scicomm.newsroom.views.reports import file, open_lead, report
from scicomm.newsroom.views.reviews import mark, rapid, record, review, review_page, secrecy, settle
from scicomm.newsroom.views.revisions import compare, restore, revisions
from scicomm.newsroom.views.sign_links import ask, revoke, sign
from scicomm.newsroom.views.starting import write
from scicomm.newsroom.views.stories import acknowledge, experts, story, submit
from scicomm.newsroom.views.submissions import (
    offer_lead,
    offer_story,
    submission,
    submission_csv,
    submission_figures,
    submission_step,
    submissions,
)
from scicomm.newsroom.views.take_downs import take_downs_panel
from scicomm.newsroom.views.topics import board, edit_topic, lane, move_topic, new_topic, start, topic

__all__ = [
    "absences",
    "accept",
    "acknowledge",
    "add_source",
    "addresses",
    "answer",
    "ask",
    "assignment",
    "assignment_accept",
    "assignment_again",
    "assignment_begin",
    "assignment_cancel",
    "assignment_confirm",
    "assignment_delegate",
    "assignment_due",
    "assignment_reopen",
    "assignment_report",
    "assignment_return",
    "assignment_split",
    "assignments",
    "board",
    "breach",
    "calendar",
    "call",
    "change",
    "compare",
    "dates",
    "decide",
    "decline",
    "edit_coverage",
    "edit_date",
    "edit_topic",
    "embargo",
    "end_absence",
    "experts",
    "file",
    "kill",
    "lane",
    "lead",
    "lead_mails",
    "leads",
    "mark",
    "mend",
    "merge",
    "move_coverage",
    "move_topic",
    "new_coverage",
    "new_date",
    "new_topic",
    "offer_lead",
    "offer_story",
    "open_lead",
    "plan",
    "plans",
    "press",
    "press_desk",
    "rapid",
    "record",
    "release_time",
    "remove_plan",
    "remove_source",
    "report",
    "restore",
    "review",
    "review_page",
    "review_panels",
    "revisions",
    "revoke",
    "revoke_address",
    "secrecy",
    "set_profile",
    "settle",
    "share",
    "sign",
    "sources",
    "start",
    "story",
    "story_panels",
    "submission",
    "submission_csv",
    "submission_figures",
    "submission_step",
    "submissions",
    "submit",
    "take_downs_panel",
    "topic",
    "withdraw",
    "write",
]
