"""The newsroom's addresses outside the desk: the two-minute form that any employee opens on a phone."""

from __future__ import annotations

from django.urls import path

from scicomm.newsroom import views

app_name = "newsroom"
urlpatterns = [path("report/", views.report, name="report")]
