"""Searching inside Wagtail's admin: a backend that finds words inside Chinese sentences, among the rows a list may show.

Wagtail's own backends cut text at spaces, so that nothing inside a Chinese sentence is found. Lists and choosers of the staff
screens hold hundreds of rows of one unit, always fresh, walled by the list's own query; there, containing is the right test,
with our segmentation for what was typed. The public search and the search over all of a unit's things stand in `engine`.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q
from modelsearch.backends.database.fallback import DatabaseSearchBackend, DatabaseSearchQueryCompiler

from scicomm.search.analysis import words

# A draft title counts only while the page is not public: a public page is known by its public title.
_DRAFT = "draft_title"


class SubstringCompiler(DatabaseSearchQueryCompiler):
    """Every term, or all the words a term is made of, must stand in one of the searched fields."""

    def build_single_term_filter(self, term: str) -> Q:
        pieces = [] if term.isascii() else [word for word in words(term) if word]
        whole = self._contains(term)
        if len(pieces) < 2:
            return whole
        together = Q()
        for piece in pieces:
            together &= self._contains(piece)
        return whole | together

    def _contains(self, text: str) -> Q:
        found = Q()
        for name in self.fields_names:
            found |= Q(**{f"{name}__icontains": text})
        if self._has_drafts():
            found |= Q(live=False, **{f"{_DRAFT}__icontains": text})
        return found

    def _has_drafts(self) -> bool:
        try:
            self.queryset.model._meta.get_field(_DRAFT)
        except FieldDoesNotExist:
            return False
        return not self.fields or "title" in self.fields

    def build_database_filter(self, query: Any, boost: float = 1.0) -> Any:
        if not getattr(query, "query_string", "text").strip():
            return "_ALL_"
        return super().build_database_filter(query, boost=boost)


class SubstringBackend(DatabaseSearchBackend):
    """The value of WAGTAILSEARCH_BACKENDS; there is no index to fall behind, and no draft is copied into one."""

    query_compiler_class = SubstringCompiler
    autocomplete_query_compiler_class = SubstringCompiler


SearchBackend = SubstringBackend
