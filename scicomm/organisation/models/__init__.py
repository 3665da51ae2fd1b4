"""The tables of the organisation: units, their pages, people, accounts and appointments."""

from scicomm.organisation.models.people import Appointment, Person, User
from scicomm.organisation.models.tokens import ApiToken
from scicomm.organisation.models.units import AcademyPage, Unit, UnitKind, UnitPage

__all__ = [
    "AcademyPage",
    "ApiToken",
    "Appointment",
    "Person",
    "Unit",
    "UnitKind",
    "UnitPage",
    "User",
]
