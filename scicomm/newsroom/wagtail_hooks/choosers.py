"""The windows in which a writer chooses what a story shows, registered with Wagtail."""

from __future__ import annotations

from typing import Any

from wagtail import hooks

from scicomm.newsroom.viewsets import ArticleChoosers, PersonChoosers, RecordingChoosers, TermChoosers


@hooks.register("register_admin_viewset")
def chooser_viewsets() -> list[Any]:
    return [
        PersonChoosers("newsroom_person_chooser"),
        ArticleChoosers("newsroom_article_chooser"),
        RecordingChoosers("newsroom_recording_chooser"),
        TermChoosers("newsroom_term_chooser"),
    ]
