"""The staff lists of channels and releases, behind their units' walls."""

from scicomm.channels.viewsets.channels import ChannelEdit, ChannelIndex, ChannelViewSet
from scicomm.channels.viewsets.releases import ReleaseIndex, ReleaseInspect, ReleaseViewSet

__all__ = [
    "ChannelEdit",
    "ChannelIndex",
    "ChannelViewSet",
    "ReleaseIndex",
    "ReleaseInspect",
    "ReleaseViewSet",
]
