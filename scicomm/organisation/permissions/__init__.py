"""Who may do what where: duties from appointments, the policy of all models with a unit, and fetching with permission."""

from scicomm.organisation.enums import EDITORS, OVERSEERS, REVIEWERS, STAFF, Role, TokenScope
from scicomm.organisation.permissions.appointments import (
    duties,
    forget_duties,
    holds,
    holds_anywhere,
    holds_at_the_top,
    holds_here,
    is_staff,
    may_administer,
    may_set_up,
    rules_the_house,
)
from scicomm.organisation.permissions.pages import choosable_pages_for, pages_for
from scicomm.organisation.permissions.people import current_holders, get_person_for, person_of
from scicomm.organisation.permissions.policies import AdministeredPolicy, HousePolicy, UnitPermissionPolicy
from scicomm.organisation.permissions.refusals import allowed, require
from scicomm.organisation.permissions.tokens import can_revoke_token, get_token_for, token_of, token_units, tokens_for
from scicomm.organisation.permissions.units import get_unit_for, units_here, units_under

__all__ = [
    "EDITORS",
    "OVERSEERS",
    "REVIEWERS",
    "STAFF",
    "AdministeredPolicy",
    "HousePolicy",
    "Role",
    "TokenScope",
    "UnitPermissionPolicy",
    "allowed",
    "can_revoke_token",
    "choosable_pages_for",
    "current_holders",
    "duties",
    "forget_duties",
    "get_person_for",
    "get_token_for",
    "get_unit_for",
    "holds",
    "holds_anywhere",
    "holds_at_the_top",
    "holds_here",
    "is_staff",
    "may_administer",
    "may_set_up",
    "pages_for",
    "person_of",
    "require",
    "rules_the_house",
    "token_of",
    "token_units",
    "tokens_for",
    "units_here",
    "units_under",
]
