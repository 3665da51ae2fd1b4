"""What Wagtail calls when the last review is approved: the newsroom decides, because an embargo may stand."""

from __future__ import annotations

from typing import Any


def finish_review(workflow_state: Any, user: Any = None) -> None:
    """The value of WAGTAIL_FINISH_WORKFLOW_ACTION. Naming the action directly would be a circular import at start."""
    from scicomm.newsroom import actions

    actions.finish_review(workflow_state.content_object, acting_user=user)
