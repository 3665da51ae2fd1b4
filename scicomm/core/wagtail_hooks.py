"""What core adds to Wagtail: the kinds of audit entries that the rooms declared."""

from __future__ import annotations

from typing import Any

from wagtail import hooks

from scicomm.core.audit import ENTRIES


@hooks.register("register_log_actions")
def register_audit_entries(actions: Any) -> None:
    for entry in ENTRIES.values():
        actions.register_action(entry.name, entry.label, entry.label)
