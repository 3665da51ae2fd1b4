"""The public addresses of the responses room; the pages of the answers are the portal's."""

from __future__ import annotations

from django.urls import path

from scicomm.responses import views

app_name = "responses"
urlpatterns = [
    path("ask/", views.ask, name="ask"),
    path("ask/next/", views.asked, name="asked"),
]
