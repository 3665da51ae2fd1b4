"""The facts that responses stated."""

from __future__ import annotations

from scicomm.core.models import FactRecord


def facts(name: str) -> list[FactRecord]:
    return list(FactRecord.objects.filter(name=f"responses.{name}"))
