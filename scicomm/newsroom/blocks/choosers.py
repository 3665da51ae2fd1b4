"""Choosers of the things of the house that a story shows; models are named by string, the windows they open are in viewsets."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import BaseChooser
from wagtail.blocks import ChooserBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from scicomm.newsroom.blocks.together import Together


class PictureChooser(Together, ImageChooserBlock):
    """A picture, with its renditions."""

    @staticmethod
    def with_all(rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.prefetch_related("renditions")


class CaptionsChooser(Together, DocumentChooserBlock):
    """A file of captions (WebVTT)."""


class _Chooser(BaseChooser):
    """Opens the window of one kind of thing; what is chosen is not edited from a story."""

    show_edit_link = False
    chooser_modal_url_name = ""


class PersonWidget(_Chooser):
    model = "organisation.Person"
    icon = "user"
    choose_one_text = _("Choose a person")
    choose_another_text = _("Choose another person")
    chooser_modal_url_name = "newsroom_person_chooser:choose"


class ArticleWidget(_Chooser):
    model = "journals.Article"
    icon = "doc-full"
    choose_one_text = _("Choose a paper")
    choose_another_text = _("Choose another paper")
    chooser_modal_url_name = "newsroom_article_chooser:choose"


class RecordingWidget(_Chooser):
    model = "assets.Recording"
    icon = "media"
    choose_one_text = _("Choose a recording")
    choose_another_text = _("Choose another recording")
    chooser_modal_url_name = "newsroom_recording_chooser:choose"


class TermWidget(_Chooser):
    model = "core.Term"
    icon = "openquote"
    choose_one_text = _("Choose a term")
    choose_another_text = _("Choose another term")
    chooser_modal_url_name = "newsroom_term_chooser:choose"


class _HouseChooser(Together, ChooserBlock):
    """A chooser of one of the house's own things."""

    widget_class: type[_Chooser]

    @cached_property
    def target_model(self) -> Any:
        return self.widget_class.model

    @cached_property
    def widget(self) -> _Chooser:
        return self.widget_class()


class PersonChooser(_HouseChooser):
    """A person, with the unit."""

    widget_class = PersonWidget

    @staticmethod
    def with_all(rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("unit")


class ArticleChooser(_HouseChooser):
    """A paper, with its journal and authors, without its full text."""

    widget_class = ArticleWidget

    @staticmethod
    def with_all(rows: QuerySet[Any]) -> QuerySet[Any]:
        heavy = ("body_html", "body_text", "references", "details")
        return rows.select_related("journal").prefetch_related("authors").defer(*heavy)


class RecordingChooser(_HouseChooser):
    """A video or a sound, with its still picture."""

    widget_class = RecordingWidget

    @staticmethod
    def with_all(rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("poster").prefetch_related("poster__renditions")


class TermChooser(_HouseChooser):
    """A term of the house's term base."""

    widget_class = TermWidget
