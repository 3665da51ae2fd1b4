"""Which image resources stand in a story: in its newest text, and in the one that was signed."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from wagtail.models import ReferenceIndex, Revision

from scicomm.assets.models import Asset, AssetDocument, AssetImage, Recording
from scicomm.newsroom.models import Dossier, StoryPage

MediaFile = AssetImage | AssetDocument | Recording
_MEDIA: tuple[type[MediaFile], ...] = (AssetImage, AssetDocument, Recording)


def files_of(dossier: Dossier, *, public: bool = False) -> list[MediaFile]:
    """The images, documents and recordings a story uses or would use, whatever block they stand in; or those of its public text.

    Wagtail's index of references knows public texts only, and those late, so texts are read with the same extraction.
    """
    revisions = {dossier.story.latest_revision_id, dossier.reviewed_revision_id} - {None}
    if public:
        revisions = set()
    wanted: dict[int, set[str]] = {}
    texts = [revision.as_object() for revision in Revision.objects.filter(pk__in=revisions)]
    for text in texts or [StoryPage.objects.get(pk=dossier.story_id)]:
        for content_type, identifier, _model_path, _path in ReferenceIndex._extract_references_from_object(text):
            wanted.setdefault(content_type, set()).add(identifier)
    found = [media for model in _MEDIA for media in model.objects.filter(pk__in=_of(wanted, model))]
    for asset in Asset.objects.filter(pk__in=_of(wanted, Asset)).select_related("image", "document", "recording"):
        found.append(asset.media)
    posters = [media.poster for media in found if isinstance(media, Recording) and media.poster]
    return [*found, *posters]


def _of(wanted: dict[int, set[str]], model: type[MediaFile] | type[Asset]) -> set[str]:
    return wanted.get(ContentType.objects.get_for_model(model).pk, set())
