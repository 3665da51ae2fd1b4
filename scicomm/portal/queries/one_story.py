"""The rows behind the page of one story, read in one query whose SQL is kept; what the page makes of them is not here."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, QuerySet, prefetch_related_objects

from scicomm.assets.queries import renditions_for_covers
from scicomm.core.prepared import Prepared
from scicomm.journals.models import Article, Journal
from scicomm.newsroom.models import Dossier, StoryPage
from scicomm.organisation.models import Person, Unit, User

M = TypeVar("M", bound=Model)

# Where a row hangs on the story, whose it is, and which of its columns the page reads: a third of them, and none of the papers'
# full texts. What is missing here is read when asked for, at the price of a query.
_READ: tuple[tuple[str, type[Model], tuple[str, ...]], ...] = (
    ("", StoryPage, (
        "id", "page_ptr_id", "title", "url_path", "slug", "live", "live_revision_id", "search_description", "standfirst", "body",
        "cover_formula", "cover_pigment", "cover_caption", "cover_image_id",
    )),
    ("dossier__", Dossier, (
        "id", "story_id", "unit_id", "article_id", "author_id", "language", "published_at", "corrected_at", "correction_note",
        "change_kind", "state", "withdrawn_at", "withdrawal_reason", "paper_notice",
    )),
    ("dossier__unit__", Unit, ("id", "path", "slug", "name_zh", "name_en", "short_zh", "short_en")),
    ("dossier__author__", User, ("id", "username")),
    ("dossier__author__person__", Person, (
        "id", "family_name_zh", "given_name_zh", "family_name_en", "given_name_en",
    )),
    ("dossier__article__", Article, (
        "id", "doi", "title_zh", "title_en", "abstract_zh", "abstract_en", "summary_zh", "summary_en", "published_on", "volume",
        "issue", "pages", "state", "is_open_access", "licence_url", "journal_id",
    )),
    ("dossier__article__journal__", Journal, ("id", "title_zh", "title_en")),
)  # fmt: skip


def _columns(model: type[Model], names: tuple[str, ...]) -> list[str]:
    """The wanted columns in the model's own order, as `from_db` takes them."""
    return [field.attname for field in model._meta.concrete_fields if field.attname in names]


_COLUMNS = [(prefix, model, _columns(model, names)) for prefix, model, names in _READ]


def _rows(url_path: str) -> QuerySet[Any, Any]:
    names = [prefix + name for prefix, _model, columns in _COLUMNS for name in columns]
    return StoryPage.objects.filter(url_path=url_path).values_list(*names)


_FIND = Prepared(_rows, str)


def find_story(unit_slug: str, story_slug: str, root: str) -> StoryPage | None:
    """The story at an address, public or not, with what its page shows of it. One query, two more where it has a real picture."""
    found = _FIND(f"{root}{unit_slug}/{story_slug}/") if root else []
    if not found:
        return None
    rest = iter(found[0])
    made: dict[str, Any] = {}
    for prefix, model, columns in _COLUMNS:
        values = [next(rest) for _name in columns]
        made[prefix] = model.from_db(DEFAULT_DB_ALIAS, columns, values) if values[0] is not None else None
    return _joined(made)


def _joined(made: dict[str, Any]) -> StoryPage | None:
    """The rows hung together as `select_related` does it."""
    story: StoryPage = made[""]
    dossier, author, article = made["dossier__"], made["dossier__author__"], made["dossier__article__"]
    if dossier is None:
        return None
    dossier.story = story
    dossier.unit, dossier.author, dossier.article = made["dossier__unit__"], author, article
    if author is not None:
        person = made["dossier__author__person__"]
        author._state.fields_cache["person"] = person
    if article is not None:
        article.journal = made["dossier__article__journal__"]
    if story.cover_image_id:
        prefetch_related_objects([story], renditions_for_covers("cover_image"))
    return story
