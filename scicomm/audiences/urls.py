"""The public addresses of the audiences."""

from __future__ import annotations

from django.urls import path

from scicomm.audiences.views import brief_reader, digest, digests, guardians, my_data, preferences, readers, searches

app_name = "audiences"
urlpatterns = [
    path("subscribe/", readers.subscribe, name="subscribe"),
    path("subscribe/digest/", digest.subscribe, name="digest"),
    path("subscribe/digest/guardian/", digest.guardian_sent, name="guardian_sent"),
    path("subscribe/guardian/<str:token>/", guardians.guardian, name="guardian"),
    path("subscribe/consents/<str:token>/", my_data.consents, name="consents"),
    path("subscribe/data/<str:token>/", my_data.my_data, name="my_data"),
    path("subscribe/data/<str:token>/my-data.json", my_data.my_data_file, name="my_data_file"),
    path("subscribe/why/<str:token>/", my_data.why_mail, name="why"),
    path("subscribe/sent/", readers.sent, name="sent"),
    path("subscribe/confirm/<str:token>/", readers.confirm, name="confirm"),
    path("subscribe/welcome/<str:token>/", readers.welcome, name="welcome"),
    path("subscribe/preferences/<str:token>/", preferences.preferences, name="preferences"),
    path("subscribe/erase/<str:token>/", readers.erase, name="erase"),
    path("subscribe/erased/", readers.erased, name="erased"),
    path("subscribe/search/", searches.save, name="save_search"),
    path("subscribe/search/sent/", searches.sent, name="search_sent"),
    path("subscribe/search/confirm/<str:token>/", searches.confirm, name="confirm_search"),
    path("subscribe/preferences/<str:token>/searches/<int:pk>/", searches.change, name="change_search"),
    path("digest/", digests.common, name="digest_common"),
    path("subscribe/edition/<str:token>/", digests.web, name="digest_web"),
    path("subscribe/edition/<str:token>/<int:pk>/", digests.item, name="digest_item"),
    path("subscribe/edition/<str:token>/<int:pk>/<str:verb>/", digests.tune, name="digest_tune"),
    path("briefs/<str:token>/", brief_reader.brief, name="brief"),
    path("briefs/<str:token>/read/", brief_reader.read, name="brief_read"),
    path("briefs/<str:token>/brief.pdf", brief_reader.paper, name="brief_paper"),
    path("unsubscribe/search/<str:token>/", searches.unsubscribe, name="unsubscribe_search"),
    path("unsubscribe/all/<str:token>/", readers.unsubscribe_all, name="unsubscribe_all"),
    path("unsubscribe/<str:token>/", readers.unsubscribe, name="unsubscribe"),
]
