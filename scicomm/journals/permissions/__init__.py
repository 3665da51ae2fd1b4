"""Who may do what with journals, articles and refused files, and fetching them with permission."""

from scicomm.journals.permissions.articles import can_take_in, can_take_in_anywhere, get_article_for, units_to_take_in
from scicomm.journals.permissions.journals import (
    MENU_ROLES,
    WRITERS,
    JournalPolicy,
    ReadOnlyPolicy,
    can_create_journal,
    can_edit_journal,
    get_journal_for,
    get_public_journal,
    journals_for,
)
from scicomm.journals.permissions.quarantine import can_mend, get_quarantined_for, quarantined_for

__all__ = [
    "MENU_ROLES",
    "WRITERS",
    "JournalPolicy",
    "ReadOnlyPolicy",
    "can_create_journal",
    "can_edit_journal",
    "can_mend",
    "can_take_in",
    "can_take_in_anywhere",
    "get_article_for",
    "get_journal_for",
    "get_public_journal",
    "get_quarantined_for",
    "journals_for",
    "quarantined_for",
    "units_to_take_in",
]
