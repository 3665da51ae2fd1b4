"""The public addresses of the audiences."""

from __future__ import annotations

from django.urls import path

from scicomm.audiences.views import readers, searches

app_name = "audiences"
urlpatterns = [
    path("subscribe/", readers.subscribe, name="subscribe"),
    path("subscribe/sent/", readers.sent, name="sent"),
    path("subscribe/confirm/<str:token>/", readers.confirm, name="confirm"),
    path("subscribe/welcome/<str:token>/", readers.welcome, name="welcome"),
    path("subscribe/preferences/<str:token>/", readers.preferences, name="preferences"),
    path("subscribe/erase/<str:token>/", readers.erase, name="erase"),
    path("subscribe/erased/", readers.erased, name="erased"),
    path("subscribe/search/", searches.save, name="save_search"),
    path("subscribe/search/sent/", searches.sent, name="search_sent"),
    path("subscribe/search/confirm/<str:token>/", searches.confirm, name="confirm_search"),
    path("subscribe/preferences/<str:token>/searches/<int:pk>/", searches.change, name="change_search"),
    path("unsubscribe/search/<str:token>/", searches.unsubscribe, name="unsubscribe_search"),
    path("unsubscribe/<str:token>/", readers.unsubscribe, name="unsubscribe"),
]
