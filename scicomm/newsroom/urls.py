"""The newsroom's addresses outside the desk, most of them opened on a phone: the two-minute form, a review, a scientist's link;
and calendars."""

from __future__ import annotations

from django.urls import path

from scicomm.newsroom import views

app_name = "newsroom"
urlpatterns = [
    path("report/", views.report, name="report"),
    path("report/files/<int:pk>/", views.file, name="file"),
    path("report/<int:pk>/open/", views.open_lead, name="open_lead"),
    path("newsroom/calendar/<str:secret>.ics", views.calendar, name="calendar"),
    path("review/<int:pk>/", views.review_page, name="review"),
    path("sign/<str:token>/", views.sign, name="sign"),
    path("press/", views.press.room, name="press"),
    path("press/terms/", views.press.terms, name="press_terms"),
    path("press/join/<str:token>/", views.press.join, name="press_join"),
    path("press/<int:pk>/", views.press.story, name="press_story"),
    path("press/<int:pk>/files/<int:asset_pk>/", views.press.story_file, name="press_file"),
]
