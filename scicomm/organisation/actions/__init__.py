"""Every change of state of units, people, appointments and tokens."""

from scicomm.organisation.actions.structure import (
    APPOINTED,
    appoint,
    change_unit,
    create_home_pages,
    create_unit,
    end_appointment,
    open_account,
    save_kind,
    save_person,
    staff_group,
    sync_all_groups,
    sync_groups_of,
)
from scicomm.organisation.actions.tokens import make_token, note_token_use, revoke_token

__all__ = [
    "APPOINTED",
    "appoint",
    "change_unit",
    "create_home_pages",
    "create_unit",
    "end_appointment",
    "make_token",
    "note_token_use",
    "open_account",
    "revoke_token",
    "save_kind",
    "save_person",
    "staff_group",
    "sync_all_groups",
    "sync_groups_of",
]
