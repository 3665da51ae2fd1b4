"""The press package of a release as a zip, for the person who hands it in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from scicomm.assets.models import AssetImage
from scicomm.channels.clients.wire import package_zip
from scicomm.channels.models import ChannelKind
from scicomm.channels.permissions import get_release_for
from scicomm.channels.queries.content import content_of
from scicomm.channels.rules.packages import Account, Picture
from scicomm.channels.rules.platforms import PLATFORMS


def read_original(picture: Picture) -> bytes:
    """The file as it was taken in, with the rights it carries; a missing one is an OSError."""
    image = AssetImage.objects.filter(pk=int(picture.key)).first() if picture.key.isdecimal() else None
    if image is None:
        raise FileNotFoundError(picture.key)
    with image.file.open("rb") as file:
        return bytes(file.read())


@require_safe
def wire_package(request: HttpRequest, pk: int) -> HttpResponse:
    """`releases/<pk>/package.zip`: the story as the wire gets it, as it is public now."""
    release = get_release_for(request.user, pk)
    if release.channel.kind != ChannelKind.WIRE:
        raise Http404
    channel = release.channel
    account = Account(
        channel.pk, channel.kind, channel.language, channel.handle, channel.url, channel.name, channel.settings
    )
    content = content_of(release.dossier.story, "press")
    package = PLATFORMS[channel.kind].adapt(content, account, release.edits or {})
    zipped, _problems = package_zip(package, read_original)
    answer = HttpResponse(zipped, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="release-{release.pk}.zip"'
    answer["Cache-Control"] = "private, no-store"
    return answer
