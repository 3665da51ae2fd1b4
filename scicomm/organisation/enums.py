"""The roles a person can hold in a unit, sets of them that belong together, and what a token may do."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    CONTRIBUTOR = "contributor", _("contributor")
    COMMUNICATION_OFFICER = "communication_officer", _("communication officer")
    FIRST_REVIEWER = "first_reviewer", _("first reviewer")
    SECOND_REVIEWER = "second_reviewer", _("second reviewer")
    FINAL_REVIEWER = "final_reviewer", _("final reviewer")
    SECRECY_REVIEWER = "secrecy_reviewer", _("secrecy reviewer")
    COORDINATOR = "coordinator", _("coordinator")
    JOURNAL_EDITOR = "journal_editor", _("journal editor")
    RESPONSE_OFFICER = "response_officer", _("response officer")
    PROGRAMME_MANAGER = "programme_manager", _("programme manager")
    ASSESSOR = "assessor", _("assessor")
    ADMINISTRATOR = "administrator", _("administrator")
    OBSERVER = "observer", _("observer")


# Who plans and writes in a unit.
EDITORS = frozenset({Role.COMMUNICATION_OFFICER, Role.COORDINATOR})
# Who may sign one of the three reviews; which step is which role.
REVIEWERS = frozenset({Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER})
# Whose duty covers everything inside their unit and below: they read all of its work.
OVERSEERS = frozenset(
    {
        *EDITORS,
        *REVIEWERS,
        Role.SECRECY_REVIEWER,
        Role.JOURNAL_EDITOR,
        Role.RESPONSE_OFFICER,
        Role.PROGRAMME_MANAGER,
        Role.ASSESSOR,
        Role.ADMINISTRATOR,
        Role.OBSERVER,
    }
)
# Everyone with a role may sign in to the staff screens.
STAFF = frozenset(Role)


class TokenScope(models.TextChoices):
    """What a token may be used for, within what its person may do."""

    ARTICLES_WRITE = "articles:write", _("take in articles")
    QUARANTINE_READ = "quarantine:read", _("read refused files")
    QUARANTINE_WRITE = "quarantine:write", _("send mended files")
    LEADS_WRITE = "leads:write", _("hand in leads and read one's own")
    ASSETS_WRITE = "assets:write", _("send files to the library")
    CASES_READ = "cases:read", _("read cases of questions and claims")
    CASES_WRITE = "cases:write", _("open cases and add remarks")
    DISCLOSURE_READ = "disclosure:read", _("read requests for information with their clocks")
