"""The kinds of channels, the states of releases, and the words of the registry of outlets."""

from scicomm.channels.enums.channels import AT_ONCE, BUILT_IN, ChannelKind, TellChanges, Trouble
from scicomm.channels.enums.outlets import (
    Duty,
    FigureSource,
    FindingKind,
    FindingSeverity,
    FindingState,
    InspectionState,
    LicenceKind,
    Medium,
    NoticeAbout,
)
from scicomm.channels.enums.releases import ENDED, OUT, STANDING, ReleaseState, Todo

__all__ = [
    "AT_ONCE",
    "BUILT_IN",
    "ENDED",
    "OUT",
    "STANDING",
    "ChannelKind",
    "Duty",
    "FigureSource",
    "FindingKind",
    "FindingSeverity",
    "FindingState",
    "InspectionState",
    "LicenceKind",
    "Medium",
    "NoticeAbout",
    "ReleaseState",
    "TellChanges",
    "Todo",
    "Trouble",
]
