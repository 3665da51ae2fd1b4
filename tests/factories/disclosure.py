"""Requests for information and items of the catalogue for tests, made by the real actions."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import Role
from scicomm.responses.actions import disclosure as actions
from scicomm.responses.models import DisclosureItem, DisclosureKind, DisclosureRequest

WANTED = "湖泊站 2024 年设备采购合同"
APPLICANT = {"name": "章小满", "identity": "证件 0000", "email": "xiaoman@example.org"}


def officers(academy: Any, unit: Unit) -> tuple[Any, Any]:
    """Two disclosure officers: the unit's and the academy's."""
    return academy.user(Role.RESPONSE_OFFICER, unit), academy.user(Role.RESPONSE_OFFICER, academy.top)


def make_request(academy: Any, unit: Unit, *, received: bool = True, **values: Any) -> DisclosureRequest:
    """A citizen's request, its receipt confirmed today unless said otherwise."""
    given = {"applicant_kind": "person", "applicant": APPLICANT, "wanted": WANTED, "delivery": "electronic", **values}
    found, _code = actions.file_request(unit=unit, **given)
    if received and found.received_on is None:
        found = actions.confirm_receipt(found, on=timezone.localdate(), acting_user=officers(academy, unit)[0])
    return found


def send(academy: Any, found: DisclosureRequest, kind: str, **values: Any) -> DisclosureRequest:
    """A letter drafted by one officer and signed by the other."""
    writer, signer = officers(academy, found.unit)
    letter = actions.draft_letter(found, kind=kind, acting_user=writer, **{"reason": "事由", **values})
    actions.send_letter(letter, acting_user=signer)
    return DisclosureRequest.objects.get(pk=found.pk)


def make_item(academy: Any, unit: Unit, *, state: str = "draft", code: str = "rules", **values: Any) -> DisclosureItem:
    """An item in a state: draft, review, public."""
    actions.prepare_kinds()
    writer, reviewer = officers(academy, unit)
    given = {
        "kind": DisclosureKind.objects.get(code=code),
        "title_zh": "信息公开办法",
        "text_zh": "正文一段。",
        **values,
    }
    found = actions.save_item(None, unit=unit, acting_user=writer, **given)
    if state != "draft":
        found = actions.submit_item(found, acting_user=writer)
    if state == "public":
        found = actions.release_item(found, acting_user=reviewer)
    return found
