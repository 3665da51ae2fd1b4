"""Hot topics at the desk: their addresses."""

from __future__ import annotations

from typing import Any

from django.urls import path
from wagtail import hooks

from scicomm.listening.views import topics as views


@hooks.register("register_admin_urls")
def topic_urls() -> list[Any]:
    return [
        path("hot-topics/", views.topics, name="listening_topics"),
        path("hot-topics/<int:pk>/", views.topic, name="listening_topic"),
        path("hot-topics/<int:pk>/join/", views.join, name="listening_topic_join"),
        path("hot-topics/<int:pk>/part/", views.part, name="listening_topic_part"),
        path("hot-topics/<int:pk>/rename/", views.rename, name="listening_topic_rename"),
    ]
