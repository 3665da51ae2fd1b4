"""The row behind the page of one article, read in one query whose SQL is kept; what the page makes of it is not here."""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, QuerySet

from scicomm.core.prepared import Prepared
from scicomm.journals.models import Article, Journal
from scicomm.organisation.models import Unit

# Not read for the page: what search indexes, and what nobody looks at there. It is read when asked for, at the price of a query.
_UNREAD = frozenset({"body_text", "content_hash", "similar_at"})
_SHORT = ("id", "doi", "title_zh", "title_en", "published_on", "article_type", "journal_id")


def _columns(model: type[Model], names: tuple[str, ...] = ()) -> list[str]:
    """The wanted columns in the model's own order, as `from_db` takes them; all but the unread where none are named."""
    fields = [field.attname for field in model._meta.concrete_fields]
    return [name for name in fields if (name in names if names else name not in _UNREAD)]


_COLUMNS: list[tuple[str, type[Model], list[str]]] = [
    ("", Article, _columns(Article)),
    ("journal__", Journal, _columns(Journal)),
    ("journal__unit__", Unit, _columns(Unit, ("id", "path", "slug", "name_zh", "name_en", "short_zh", "short_en"))),
    ("corrects__", Article, _columns(Article, _SHORT)),
]


def _rows(doi: str) -> QuerySet[Any, Any]:
    names = [prefix + name for prefix, _model, columns in _COLUMNS for name in columns]
    return Article.everything.filter(doi=doi).order_by().values_list(*names)


_FIND = Prepared(_rows, str)


def find_article(doi: str) -> Article | None:
    """The article with a DOI, in any spelling of its letters. One query; two more where the letters differ.

    Withdrawn ones too: their address says why.
    """
    found = _FIND(doi)
    if not found:
        known = Article.everything.filter(doi__iexact=doi).values_list("doi", flat=True).first()
        found = _FIND(known) if known else []
    if not found:
        return None
    rest = iter(found[0])
    made: dict[str, Any] = {}
    for prefix, model, columns in _COLUMNS:
        values = [next(rest) for _name in columns]
        made[prefix] = model.from_db(DEFAULT_DB_ALIAS, columns, values) if values[0] is not None else None
    article: Article = made[""]
    article.journal, article.journal.unit = made["journal__"], made["journal__unit__"]
    article.corrects = made["corrects__"]
    return article
