"""Who may see subscriptions, issues and mails, and fetching them with permission.

Addresses belong to readers: only administrators and communication officers of the academy itself see them. An institute sees
its issues and numbers."""

from scicomm.audiences.permissions.deliverability import get_suspension_for, suspensions_for
from scicomm.audiences.permissions.matching import (
    digest_items_for,
    get_digest_item_for,
    get_profile_by_number_for,
    sees_reach,
)
from scicomm.audiences.permissions.readers import (
    KEEPERS,
    IssuePolicy,
    KeepersPolicy,
    can_send_issue,
    get_guardian,
    get_issue_for,
    get_mail_to_explain,
    get_outgoing_mail_for,
    get_subscription_for,
    get_subscription_to_leave,
    get_subscription_to_leave_all,
    get_subscription_to_manage,
    issues_for,
    keeps_addresses,
    mails_for,
    newsletters_for,
    reads_mail,
    rows_of_reader,
    sees_audience_figures,
    subscriptions_for,
)
from scicomm.audiences.permissions.searches import (
    get_search_to_leave,
    get_search_to_manage,
    searches_of,
    sees_watched_queries,
)

__all__ = [
    "KEEPERS",
    "IssuePolicy",
    "KeepersPolicy",
    "can_send_issue",
    "digest_items_for",
    "get_digest_item_for",
    "get_guardian",
    "get_issue_for",
    "get_mail_to_explain",
    "get_outgoing_mail_for",
    "get_profile_by_number_for",
    "get_search_to_leave",
    "get_search_to_manage",
    "get_subscription_for",
    "get_subscription_to_leave",
    "get_subscription_to_leave_all",
    "get_subscription_to_manage",
    "get_suspension_for",
    "issues_for",
    "keeps_addresses",
    "mails_for",
    "newsletters_for",
    "reads_mail",
    "rows_of_reader",
    "searches_of",
    "sees_audience_figures",
    "sees_reach",
    "sees_watched_queries",
    "subscriptions_for",
    "suspensions_for",
]
