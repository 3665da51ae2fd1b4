"""The addresses of the media matrix inside the admin; wagtail_hooks registers them."""

from __future__ import annotations

from django.urls import URLPattern, path

from scicomm.channels.views import accounts, figure_entry, figures, inspections, matrix, outlets, patrol

MATRIX_URLS: list[URLPattern] = [
    path("matrix/", matrix.matrix, name="channels_matrix"),
    path("matrix/export/", matrix.export, name="channels_matrix_export"),
    path("matrix/check/", matrix.check_all, name="channels_check_all"),
    path("matrix/checks/<uuid:batch>/", matrix.checks, name="channels_checks"),
    path("matrix/checks/<uuid:batch>/progress/", matrix.checks_progress, name="channels_checks_progress"),
    path("matrix/new/", accounts.new, name="channels_account_new"),
    path("matrix/compare/", figures.compare, name="channels_compare"),
    path("matrix/<int:pk>/", accounts.account, name="channels_account"),
    path("matrix/<int:pk>/edit/", accounts.edit, name="channels_account_edit"),
    path("matrix/<int:pk>/credentials/", accounts.credentials, name="channels_account_credentials"),
    path("matrix/<int:pk>/hand-over/", accounts.hand_over, name="channels_account_hand_over"),
    path("matrix/<int:pk>/close/", accounts.close, name="channels_account_close"),
    path("matrix/<int:pk>/check/", accounts.check, name="channels_account_check"),
    path("matrix/<int:pk>/followers/", accounts.followers, name="channels_followers"),
    path("matrix/<int:pk>/followers/file/", accounts.followers_file, name="channels_followers_file"),
    path("matrix/<int:pk>/licences/", outlets.new_licence, name="channels_licence_new"),
    path("matrix/licences/<int:pk>/", outlets.licence, name="channels_licence"),
    path("matrix/<int:pk>/responsible/", outlets.new_responsible, name="channels_responsible_new"),
    path("matrix/responsible/<int:pk>/", outlets.responsible, name="channels_responsible"),
    path("matrix/<int:pk>/figures/", figures.channel_figures, name="channels_figures_channel"),
    path("figures/stories/<int:pk>/", figures.story_figures, name="channels_figures_story"),
    path("figures/units/<slug:slug>/", figures.unit_figures, name="channels_figures_unit"),
    path("figures/releases/<int:pk>/", figure_entry.enter, name="channels_figures_enter"),
    path("figures/file/", figure_entry.enter_file, name="channels_figures_file"),
    path("inspections/", inspections.inspections, name="channels_inspections"),
    path("inspections/new/", inspections.new_round, name="channels_round_new"),
    path("inspections/<int:pk>/", inspections.inspection_round, name="channels_round"),
    path("inspections/<int:pk>/export/", inspections.round_export, name="channels_round_export"),
    path("inspections/one/<int:pk>/", inspections.inspection, name="channels_inspection"),
    path("patrol/", patrol.patrol, name="channels_patrol"),
    path("patrol/export/", patrol.patrol_export, name="channels_patrol_export"),
    path("patrol/new/", patrol.new_finding, name="channels_finding_new"),
    path("patrol/<int:pk>/", patrol.finding, name="channels_finding"),
    path("patrol/samples/", patrol.samples, name="channels_samples"),
    path("patrol/samples/<int:pk>/read/", patrol.read_sample, name="channels_sample_read"),
]
