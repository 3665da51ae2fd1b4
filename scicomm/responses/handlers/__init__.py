"""What the responses room does because of facts."""

from scicomm.responses.handlers.answers import (
    document_of,
    on_answer_published,
    on_answer_withdrawn,
    on_statement_withdrawn,
    tell_asker,
    tell_asker_again,
    tell_asker_of_reuse,
    tell_asker_withdrawn,
)
from scicomm.responses.handlers.cases import (
    send_receipt,
    tell_named,
    tell_of_handing_over,
    tell_of_mail,
    tell_of_part,
    tell_officer_of_case,
)
from scicomm.responses.handlers.claims import propose_for_repeated_claim
from scicomm.responses.handlers.clocks import tell_of_late_case, tell_of_moved_deadline
from scicomm.responses.handlers.disclosure import acknowledge_request, tell_of_appeal, tell_of_copy, tell_of_letter
from scicomm.responses.handlers.disclosure_search import find_item, find_item_no_more, find_logged_request
from scicomm.responses.handlers.erased import list_erased_asker
from scicomm.responses.handlers.statements import remind_expert, tell_officer, write_to_expert

__all__ = [
    "acknowledge_request",
    "document_of",
    "find_item",
    "find_item_no_more",
    "find_logged_request",
    "list_erased_asker",
    "on_answer_published",
    "on_answer_withdrawn",
    "on_statement_withdrawn",
    "propose_for_repeated_claim",
    "remind_expert",
    "send_receipt",
    "tell_asker",
    "tell_asker_again",
    "tell_asker_of_reuse",
    "tell_asker_withdrawn",
    "tell_named",
    "tell_of_appeal",
    "tell_of_copy",
    "tell_of_handing_over",
    "tell_of_late_case",
    "tell_of_letter",
    "tell_of_mail",
    "tell_of_moved_deadline",
    "tell_of_part",
    "tell_officer",
    "tell_officer_of_case",
    "write_to_expert",
]
