"""The press package of a release as a zip, for the person who hands it in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from scicomm.channels.clients.wire import package_zip
from scicomm.channels.models import ChannelKind
from scicomm.channels.permissions import get_release_for
from scicomm.channels.queries.packages import package_of, read_picture


@require_safe
def wire_package(request: HttpRequest, pk: int) -> HttpResponse:
    """`releases/<pk>/package.zip`: the story as the wire gets it, as it is public now."""
    release = get_release_for(request.user, pk)
    if release.channel.kind != ChannelKind.WIRE:
        raise Http404
    zipped, _problems = package_zip(package_of(release), read_picture)
    answer = HttpResponse(zipped, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="release-{release.pk}.zip"'
    answer["Cache-Control"] = "private, no-store"
    return answer
