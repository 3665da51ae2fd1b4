"""Every change of state of information disclosure: catalogue, requests, letters, redacted copies, appeals, reports."""

from scicomm.responses.actions.disclosure.catalogue import (
    mark_not_applicable,
    prepare_kinds,
    release_item,
    report_late_items,
    return_item,
    save_item,
    submit_item,
    withdraw_item,
)
from scicomm.responses.actions.disclosure.files import add_item_file, remove_item_file, why_not_taken
from scicomm.responses.actions.disclosure.letters import draft_letter, return_letter, send_letter
from scicomm.responses.actions.disclosure.outcomes import (
    decide_appeal,
    forget_applicants,
    keep_redaction,
    note_mail_sent,
    record_appeal,
    release_redaction,
    show_in_log,
)
from scicomm.responses.actions.disclosure.reference import save_reference
from scicomm.responses.actions.disclosure.reports import approve_report, publish_report, write_report
from scicomm.responses.actions.disclosure.requests import (
    clarify_request,
    confirm_receipt,
    file_request,
    lapse_requests,
    move_clocks,
    pause_clock,
    resume_clock,
    withdraw_request,
)

__all__ = [
    "add_item_file",
    "approve_report",
    "clarify_request",
    "confirm_receipt",
    "decide_appeal",
    "draft_letter",
    "file_request",
    "forget_applicants",
    "keep_redaction",
    "lapse_requests",
    "mark_not_applicable",
    "move_clocks",
    "note_mail_sent",
    "pause_clock",
    "prepare_kinds",
    "publish_report",
    "record_appeal",
    "release_item",
    "release_redaction",
    "remove_item_file",
    "report_late_items",
    "resume_clock",
    "return_item",
    "return_letter",
    "save_item",
    "save_reference",
    "send_letter",
    "show_in_log",
    "submit_item",
    "why_not_taken",
    "withdraw_item",
    "withdraw_request",
    "write_report",
]
