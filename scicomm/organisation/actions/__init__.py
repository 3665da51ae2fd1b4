"""Every change of state of units, people, appointments and tokens."""

from scicomm.organisation.actions.appointments import APPOINTED, appoint, end_appointment
from scicomm.organisation.actions.groups import staff_group, sync_all_groups, sync_groups_of
from scicomm.organisation.actions.pages import create_home_pages
from scicomm.organisation.actions.people import open_account, save_person
from scicomm.organisation.actions.tokens import make_token, note_token_use, revoke_token
from scicomm.organisation.actions.units import change_unit, create_unit, save_kind

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
