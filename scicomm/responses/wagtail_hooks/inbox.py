"""Addresses of the inbox beside the list: one step for several cases, files that came by mail."""

from __future__ import annotations

from typing import Any

from django.urls import path
from wagtail import hooks

from scicomm.responses.views import case_lists, case_mails


@hooks.register("register_admin_urls")
def inbox_urls() -> list[Any]:
    return [
        path("questions/bulk/", case_lists.cases_bulk, name="responses_cases_bulk"),
        path("questions/files/<int:pk>/", case_mails.case_file, name="responses_file"),
    ]
