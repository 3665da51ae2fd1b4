"""The public addresses of the listening room: what is collected, and leaving the mails of a watch."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_safe

from scicomm.listening import views

app_name = "listening"
urlpatterns = [
    path("listening/", require_safe(views.transparency), name="transparency"),
    path("watches/leave/<str:token>/", views.leave_watch, name="leave_watch"),
]
