"""The newsroom room as a Django application."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# The names under which Wagtail connects its mails about a workflow (wagtail.admin.signal_handlers).
_MAILS_OF_A_WORKFLOW = ("submitted", "rejected", "approved")


def send_nothing(**_event: Any) -> None:
    """Takes the place of Wagtail's mails about a workflow: the desk says what waits for whom."""


class NewsroomConfig(AppConfig):
    name = "scicomm.newsroom"
    label = "newsroom"
    verbose_name = _("Newsroom")

    def ready(self) -> None:
        """Keep Wagtail from sending mail in the middle of a review.

        It would send inside our transaction: to a slow mail server while the row (on SQLite the whole database) is locked, before
        anybody knows whether the change will be committed, and once more under a new Message-ID when a killed request is
        repeated. A receiver that is connected already under a name keeps a later one of that name out.
        """
        from wagtail import signals
        from wagtail.models import TaskState, WorkflowState

        from scicomm.newsroom import checks  # noqa: F401

        for event in _MAILS_OF_A_WORKFLOW:
            getattr(signals, f"workflow_{event}").connect(
                send_nothing, sender=WorkflowState, dispatch_uid=f"workflow_state_{event}_email_notification"
            )
        signals.task_submitted.connect(
            send_nothing, sender=TaskState, dispatch_uid="group_approval_task_submitted_email_notification"
        )
