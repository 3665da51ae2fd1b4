"""What a release would send now: the account with its credentials, the package, the bytes of its pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import override

from scicomm.assets.models import Asset, AssetImage, Use
from scicomm.assets.queries import full_metadata_of
from scicomm.assets.rules import metadata
from scicomm.channels.enums import ChannelKind
from scicomm.channels.models import Channel, Release
from scicomm.channels.queries.accounts import account_of
from scicomm.channels.queries.content import content_of
from scicomm.channels.rules.kept import without_hindered
from scicomm.channels.rules.packages import Package, Picture, Platform, Sent, StoryContent
from scicomm.channels.rules.platforms import PLATFORMS
from scicomm.newsroom.models import StoryPage


def platform_of(channel: Channel) -> Platform:
    """The pure half of a channel's kind; what the system cannot speak to is as any other outlet."""
    return PLATFORMS.get(channel.kind) or PLATFORMS[ChannelKind.OTHER]


def wanted_use(channel: Channel) -> str:
    """What a channel's pictures are asked for: the press for wires, social media for the rest."""
    return str(Use.PRESS if channel.kind == ChannelKind.WIRE else Use.SOCIAL)


def story_now(story: StoryPage) -> StoryPage:
    """What is public; of a story that is not, its newest draft."""
    return story if story.live else story.get_latest_revision_as_object()


def content_for(channel: Channel, story: StoryPage, version: int = 1) -> StoryContent:
    return content_of(story_now(story), wanted_use(channel), version)


def package_for(channel: Channel, content: StoryContent, edits: Mapping[str, str]) -> Package:
    """What a channel would send of a story, in the channel's language; never a picture that may not go."""
    with override(channel.language):
        return without_hindered(platform_of(channel).adapt(content, account_of(channel), edits))


def package_of(release: Release) -> Package:
    """What a release would send at this moment."""
    content = content_for(release.channel, release.dossier.story, release.round)
    return package_for(release.channel, content, release.edits or {})


def sent_of(release: Release) -> Sent:
    """What is known of an earlier sending."""
    return Sent(release.key, release.outside_id, release.url, release.memory or {})


def read_picture(picture: Picture) -> bytes:
    """The bytes of a package's picture in the form and size it asks for, with its rights written into them.

    Raises LookupError where the picture is gone, OSError where its file is.
    """
    image = AssetImage.objects.filter(pk=picture.key).first() if picture.key.isdigit() else None
    if image is None:
        raise LookupError(f"picture {picture.key} is gone")
    data = _drawn(image, picture)
    asset = Asset.objects.filter(image=image).first()
    kind = metadata.kind_of(data)
    if asset is None or kind not in metadata.WRITTEN_FORMATS:
        return data
    return metadata.write_rights(data, kind, full_metadata_of(asset))


def _drawn(image: AssetImage, picture: Picture) -> bytes:
    form = picture.mime.rpartition("/")[2] or "jpeg"
    width = min(picture.width or image.width, image.width)
    height = min(picture.height or image.height, image.height)
    # A picture of another shape was cut for the channel: around the focal point, as everywhere in the house.
    same_shape = abs(width / height - image.width / image.height) < 0.02
    cut = f"{'max' if same_shape else 'fill'}-{width}x{height}"
    rendition: Any = image.get_rendition(f"{cut}|format-{form}")
    with rendition.file.storage.open(rendition.file.name) as file:
        return bytes(file.read())
