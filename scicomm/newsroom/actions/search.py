"""What the search engine knows of stories: public ones are found by everyone, the rest is nobody's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from django.db import transaction

from scicomm.facts.base import ref
from scicomm.newsroom.blocks import body_words
from scicomm.newsroom.models import Dossier, StoryPage
from scicomm.organisation.models import Unit
from scicomm.search.actions import put_document, remove_document
from scicomm.search.documents import SearchDocument
from scicomm.search.sources import Source, register


def _unit_path(unit: Unit) -> tuple[str, ...]:
    """The slugs of every unit from the top of the tree down to this one."""
    return tuple(Unit.objects.filter(path__in=unit.ancestor_paths()).order_by("path").values_list("slug", flat=True))


def story_document(story: StoryPage) -> SearchDocument:
    """A public story as the search engine wants it."""
    dossier = story.dossier
    article = dossier.article
    people = [name for person in dossier.experts.all() for name in (person.name_zh, person.name_en) if name]
    keywords = [str(word) for word in (*article.keywords_zh, *article.keywords_en)] if article else []
    extra = {
        "seed": article.doi if article else story.slug,
        "formula": story.cover_formula,
        "pigment": story.cover_pigment,
    }
    if dossier.paper_notice:
        extra["state"] = f"paper-{dossier.paper_notice['kind']}"
    return SearchDocument(
        key=ref("newsroom", "story", story.pk),
        kind="story",
        url=urlsplit(story.get_url() or "").path,
        title=story.title,
        language="en" if dossier.language == "en" else "zh",
        summary=story.standfirst,
        body="\n".join(body_words(story.body)),
        people=tuple(people),
        keywords=tuple(keywords),
        unit=dossier.unit.slug,
        units=_unit_path(dossier.unit),
        subjects=tuple(subject.code for subject in article.subjects.all()) if article else (),
        date=dossier.published_at,
        extra={**extra, **({"doi": article.doi} if article else {})},
    )


@transaction.atomic
def index_story(story_id: int) -> bool:
    """Say what the public index should hold of a story now; returns whether it can be found. Repeating changes nothing."""
    key = ref("newsroom", "story", story_id)
    dossier = Dossier.objects.public().filter(story_id=story_id).first()
    if dossier is None:
        remove_document(key)
        return False
    story = StoryPage.objects.select_related("dossier__unit", "dossier__article").get(pk=story_id)
    put_document(story_document(story))
    return True


def _documents(ids: Sequence[int]) -> Iterator[SearchDocument]:
    public = set(Dossier.objects.public().filter(story_id__in=ids).values_list("story_id", flat=True))
    stories = StoryPage.objects.select_related("dossier__unit", "dossier__article").filter(pk__in=public)
    return (story_document(story) for story in stories)


register(
    Source("public", "newsroom.story", lambda: Dossier.objects.public().values_list("story_id", flat=True), _documents)
)
