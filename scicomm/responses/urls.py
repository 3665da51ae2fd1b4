"""The public addresses of the responses room; the pages of the answers are the portal's."""

from __future__ import annotations

from django.urls import path

from scicomm.responses import views
from scicomm.responses.views.disclosure import applicant, files, public

app_name = "responses"
urlpatterns = [
    path("ask/", views.ask, name="ask"),
    path("ask/next/", views.asked, name="asked"),
    path("statement/<str:token>/", views.statement, name="statement"),
    path("answers/<slug:slug>/helpful/", views.helpful, name="helpful"),
    path("disclosure/", public.index, name="disclosure"),
    path("disclosure/feed/", public.feed, name="disclosure_feed"),
    path("disclosure/log/", public.log, name="disclosure_log"),
    path("disclosure/request/", applicant.file, name="disclosure_request"),
    path("disclosure/status/", applicant.status, name="disclosure_status"),
    path("disclosure/letter/<int:pk>/", applicant.letter, name="disclosure_letter"),
    path("disclosure/copy/<int:pk>/", applicant.paper, name="disclosure_copy"),
    path("disclosure/item/<int:pk>/", public.item, name="disclosure_item"),
    path("disclosure/file/<int:pk>/", files.download, name="disclosure_file"),
    path("disclosure/log/<slug:number>/", public.logged, name="disclosure_logged"),
    path("disclosure/report/<int:pk>/", public.report, name="disclosure_report"),
    path("disclosure/report/<int:pk>/pdf/", public.report_file, name="disclosure_report_pdf"),
]
