"""The tables of the channels: channels of units, and what was released on them."""

from scicomm.channels.enums import OUT, ChannelKind, ReleaseState, TellChanges, Todo, Trouble
from scicomm.channels.models.accounts import AccountCheck, FollowerCount
from scicomm.channels.models.campaigns import Campaign
from scicomm.channels.models.channels import Channel, ChannelSecret
from scicomm.channels.models.fediverse import (
    Activity,
    Actor,
    BlockedDomain,
    Bringing,
    FarInbox,
    Follower,
    Post,
    Reaction,
    SeenActivity,
)
from scicomm.channels.models.figures import FigurePull, ReleaseFigure
from scicomm.channels.models.inspections import Inspection, InspectionRound
from scicomm.channels.models.matrix_notices import MatrixNotice
from scicomm.channels.models.outlets import OutletLicence, Responsible
from scicomm.channels.models.patrol import Finding, PatrolSample, PermalinkCheck
from scicomm.channels.models.receipts import Receipt
from scicomm.channels.models.releases import Release, ReleaseQuerySet

__all__ = [
    "OUT",
    "AccountCheck",
    "Activity",
    "Actor",
    "BlockedDomain",
    "Bringing",
    "Campaign",
    "Channel",
    "ChannelKind",
    "ChannelSecret",
    "FarInbox",
    "FigurePull",
    "Finding",
    "Follower",
    "FollowerCount",
    "Inspection",
    "InspectionRound",
    "MatrixNotice",
    "OutletLicence",
    "PatrolSample",
    "PermalinkCheck",
    "Post",
    "Reaction",
    "Receipt",
    "Release",
    "ReleaseFigure",
    "ReleaseQuerySet",
    "ReleaseState",
    "Responsible",
    "SeenActivity",
    "TellChanges",
    "Todo",
    "Trouble",
]
