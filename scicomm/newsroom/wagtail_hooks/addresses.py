"""Addresses of the desk."""

from __future__ import annotations

from typing import Any

from django.urls import path
from wagtail import hooks

from scicomm.newsroom import views


@hooks.register("register_admin_urls")
def planning_urls() -> list[Any]:
    """Leads, topics, dates."""
    return [
        path("leads/", views.leads, name="newsroom_leads"),
        path("leads/<int:pk>/", views.lead, name="newsroom_lead"),
        path("leads/<int:pk>/accept/", views.accept, name="newsroom_accept"),
        path("leads/<int:pk>/decline/", views.decline, name="newsroom_decline"),
        path("leads/<int:pk>/merge/", views.merge, name="newsroom_merge"),
        path("leads/mails/", views.lead_mails, name="newsroom_lead_mails"),
        path("topics/", views.board, name="newsroom_board"),
        path("topics/new/", views.new_topic, name="newsroom_new_topic"),
        path("topics/lanes/<slug:name>/", views.lane, name="newsroom_lane"),
        path("topics/<int:pk>/", views.topic, name="newsroom_topic"),
        path("topics/<int:pk>/start/", views.start, name="newsroom_start"),
        path("topics/<int:pk>/edit/", views.edit_topic, name="newsroom_edit_topic"),
        path("topics/<int:pk>/move/", views.move_topic, name="newsroom_move_topic"),
        path("topics/<int:pk>/coverages/", views.new_coverage, name="newsroom_new_coverage"),
        path("topics/<int:pk>/sources/", views.add_source, name="newsroom_add_source"),
        path("coverages/<int:pk>/", views.edit_coverage, name="newsroom_edit_coverage"),
        path("coverages/<int:pk>/move/", views.move_coverage, name="newsroom_move_coverage"),
        path("topics/sources/<int:pk>/remove/", views.remove_source, name="newsroom_remove_source"),
        path("important-dates/", views.dates, name="newsroom_dates"),
        path("important-dates/new/", views.new_date, name="newsroom_new_date"),
        path("important-dates/<int:pk>/", views.edit_date, name="newsroom_edit_date"),
        path("calendar/addresses/", views.addresses, name="newsroom_addresses"),
        path("calendar/addresses/<int:pk>/revoke/", views.revoke_address, name="newsroom_revoke_address"),
        path("leads/<int:pk>/write/", views.write, name="newsroom_write"),
        path("press/", views.press_desk.members, name="newsroom_press"),
        path("press/<int:pk>/", views.press_desk.member, name="newsroom_press_member"),
        path("press/register/", views.press_desk.register, name="newsroom_press_register"),
        path("press/breaches/", views.press_desk.breaches, name="newsroom_breaches"),
        path("press/breaches/<int:pk>/", views.decide, name="newsroom_decide"),
        path("press/terms/", views.press_desk.terms, name="newsroom_press_terms"),
    ]


@hooks.register("register_admin_urls")
def story_urls() -> list[Any]:
    """Stories and their reviews."""
    return [
        path("stories/<int:pk>/", views.story, name="newsroom_story"),
        path("stories/<int:pk>/checks/answer/", views.answer, name="newsroom_answer_finding"),
        path("stories/<int:pk>/checks/mend/", views.mend, name="newsroom_mend"),
        path("stories/<int:pk>/profile/", views.set_profile, name="newsroom_profile"),
        path("stories/<int:pk>/revisions/", views.revisions, name="newsroom_revisions"),
        path("stories/<int:pk>/compare/", views.compare, name="newsroom_compare"),
        path("stories/<int:pk>/restore/<int:revision_pk>/", views.restore, name="newsroom_restore"),
        path("stories/<int:pk>/submit/", views.submit, name="newsroom_submit"),
        path("stories/<int:pk>/review/", views.review, name="newsroom_review"),
        path("stories/<int:pk>/record/", views.record, name="newsroom_record"),
        path("stories/<int:pk>/rapid/", views.rapid, name="newsroom_rapid"),
        path("stories/<int:pk>/ask/", views.ask, name="newsroom_ask"),
        path("stories/links/<int:pk>/revoke/", views.revoke, name="newsroom_revoke"),
        path("stories/marks/<int:pk>/", views.mark, name="newsroom_mark"),
        path("stories/objections/<int:pk>/", views.settle, name="newsroom_settle"),
        path("review-plans/", views.plans, name="newsroom_plans"),
        path("review-plans/<slug:slug>/", views.plan, name="newsroom_plan"),
        path("review-plans/<slug:slug>/remove/", views.remove_plan, name="newsroom_plan_remove"),
        path("absences/", views.absences, name="newsroom_absences"),
        path("absences/<int:pk>/end/", views.end_absence, name="newsroom_absence_end"),
        path("secrecy-reviews/", views.secrecy, name="newsroom_secrecy"),
        path("stories/<int:pk>/embargo/", views.embargo, name="newsroom_embargo"),
        path("stories/<int:pk>/experts/", views.experts, name="newsroom_experts"),
        path("stories/<int:pk>/notice/", views.acknowledge, name="newsroom_acknowledge"),
        path("stories/<int:pk>/release-time/", views.release_time, name="newsroom_release_time"),
        path("stories/<int:pk>/share/", views.share, name="newsroom_share"),
        path("stories/<int:pk>/breach/", views.breach, name="newsroom_breach"),
        path("stories/<int:pk>/change/", views.change, name="newsroom_change"),
        path("stories/<int:pk>/kill/", views.kill, name="newsroom_kill"),
        path("stories/<int:pk>/withdraw/", views.withdraw, name="newsroom_withdraw"),
    ]
