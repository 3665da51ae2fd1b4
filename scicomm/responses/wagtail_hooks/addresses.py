"""Addresses of the desk."""

from __future__ import annotations

from typing import Any

from django.urls import path
from wagtail import hooks

from scicomm.responses import views
from scicomm.responses.views import experts, figures, handling, incidents


@hooks.register("register_admin_urls")
def responses_urls() -> list[Any]:
    return [
        path("questions/", views.cases, name="responses_cases"),
        path("questions/open/<int:pk>/", views.open_from_mention, name="responses_open"),
        path("questions/proposed/", views.proposed, name="responses_proposed"),
        path("questions/proposed/<int:pk>/", views.reused, name="responses_reused"),
        path("questions/proposed/<int:pk>/accept/", views.accept_reuse, name="responses_accept_reuse"),
        path("questions/proposed/<int:pk>/refuse/", views.refuse_reuse, name="responses_refuse_reuse"),
        path("questions/links/<int:pk>/revoke/", views.revoke_link, name="responses_revoke_link"),
        path("questions/statements/<int:pk>/leave-out/", views.leave_out, name="responses_leave_out"),
        path("questions/note/", handling.note, name="responses_note"),
        path("questions/topic/<int:pk>/", handling.open_from_topic, name="responses_open_topic"),
        path("questions/figures/", figures.case_figures, name="responses_figures"),
        path("questions/terms/", figures.terms, name="responses_terms"),
        path("questions/terms/<slug:kind>/<slug:urgency>/", figures.change_terms, name="responses_change_terms"),
        path("questions/parts/<int:pk>/", handling.part, name="responses_part"),
        path("questions/parts/<int:pk>/decide/", handling.decide_part, name="responses_decide_part"),
        path("questions/<int:pk>/", views.case, name="responses_case"),
        path("questions/<int:pk>/clock/", handling.clock, name="responses_clock"),
        path("questions/<int:pk>/incident/", incidents.open_incident, name="responses_open_incident"),
        path("questions/<int:pk>/handle/<slug:step>/", handling.handle, name="responses_handle"),
        path("questions/<int:pk>/ask-expert/", views.ask_expert, name="responses_ask_expert"),
        path("questions/<int:pk>/reuse/<int:answer_pk>/", views.reuse, name="responses_reuse"),
        path("questions/<int:pk>/rework/", views.rework, name="responses_rework"),
        path("questions/<int:pk>/rework/begin/", views.begin_rework, name="responses_begin_rework"),
        path("questions/<int:pk>/rework/review/", views.review_rework, name="responses_review_rework"),
        path("questions/<int:pk>/rework/drop/", views.drop_rework, name="responses_drop_rework"),
        path("questions/<int:pk>/after/", views.review_after, name="responses_after"),
        path("questions/<int:pk>/withdraw/", views.withdraw, name="responses_withdraw"),
        path("questions/<int:pk>/comments/read/", views.read_comments, name="responses_read_comments"),
        path("questions/<int:pk>/assign/", views.assign, name="responses_assign"),
        path("questions/<int:pk>/statement/", views.state, name="responses_state"),
        path("questions/<int:pk>/statement/<int:statement_pk>/confirm/", views.confirm, name="responses_confirm"),
        path("questions/<int:pk>/answer/", views.draft, name="responses_draft"),
        path("questions/<int:pk>/submit/", views.submit, name="responses_submit"),
        path("questions/<int:pk>/review/", views.review, name="responses_review"),
        path("questions/<int:pk>/close/", views.close, name="responses_close"),
        path("questions/<int:pk>/erase/", views.erase, name="responses_erase"),
    ]


@hooks.register("register_admin_urls")
def experts_and_incidents_urls() -> list[Any]:
    return [
        path("incidents/", incidents.incidents, name="responses_incidents"),
        path("incidents/<int:pk>/", incidents.incident, name="responses_incident"),
        path("incidents/<int:pk>/<slug:step>/", incidents.change_incident, name="responses_change_incident"),
        path("experts/", experts.experts, name="responses_experts"),
        path("experts/me/", experts.my_availability, name="responses_my_availability"),
        path("experts/speakers/", experts.speakers, name="responses_speakers"),
        path("experts/away/<int:pk>/cancel/", experts.back_again, name="responses_back_again"),
        path("experts/<int:pk>/", experts.availability, name="responses_expert"),
        path("experts/<int:pk>/<slug:step>/", experts.expert_step, name="responses_expert_step"),
    ]
