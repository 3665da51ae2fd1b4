"""Information disclosure as its people meet it: requests, letters, copies, appeals, and who asked."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from scicomm.core.actions import set_working_year
from scicomm.core.models import FactRecord, WorkingYear
from scicomm.organisation.permissions import Role
from scicomm.responses.actions import TwoPeople
from scicomm.responses.actions import disclosure as actions
from scicomm.responses.models import DisclosureRequest, LetterTemplate, RequestPause
from scicomm.responses.queries.disclosure.requests import applicant_of, code_of
from scicomm.responses.tasks import keep_disclosure
from tests.factories.disclosure import APPLICANT, WANTED, make_request, officers, send
from tests.factories.organisation import UserFactory
from tests.pdf_text import text_of_pdf

pytestmark = pytest.mark.django_db


def filed(unit: Any, **values: Any) -> dict[str, Any]:
    return {
        "unit": unit.pk,
        "wanted": WANTED,
        "delivery": "electronic",
        "applicant_kind": "person",
        **APPLICANT,
        **values,
    }


def shift(found: DisclosureRequest, days: int, *names: str) -> DisclosureRequest:
    """As if it had happened so many days ago."""
    values = {name: getattr(found, name) - dt.timedelta(days=days) for name in names}
    DisclosureRequest.objects.filter(pk=found.pk).update(**values)
    return DisclosureRequest.objects.get(pk=found.pk)


def test_a_citizen_files_once_and_who_asks_stands_nowhere_in_clear(academy: Any, client: Client) -> None:
    unit = academy.north_lake
    page = client.get("/disclosure/request/").content.decode()
    key = re.search(r'name="post_key" value="([^"]+)"', page)[1]  # type: ignore[index]
    first = client.post("/disclosure/request/", filed(unit, post_key=key)).content.decode()
    again = client.post("/disclosure/request/", filed(unit, post_key=key)).content.decode()
    found = DisclosureRequest.objects.get()
    code = code_of(key)
    assert found.number in first and code in first and code in again
    assert found.state == "submitted" and found.due_on is None, "online: the clock waits for the confirmed day"
    kept = str(list(DisclosureRequest.objects.values())) + str(list(FactRecord.objects.values()))
    kept += str(list(ModelLogEntry.objects.values()))
    assert "章小满" not in kept and "xiaoman" not in kept and code not in kept
    assert applicant_of(found) == APPLICANT
    bad = client.post("/disclosure/request/", filed(unit, email="", wanted=""))
    assert bad.status_code == 400 and DisclosureRequest.objects.count() == 1
    client.post("/disclosure/request/", filed(unit, website="http://spam.example"))
    assert DisclosureRequest.objects.count() == 1


def test_number_and_code_open_the_page_and_guessing_is_stopped(academy: Any, client: Client) -> None:
    found = make_request(academy, academy.north_lake)
    right = {"number": found.number, "code": code_of(found.post_key).lower().replace("-", " ")}
    assert WANTED in client.post("/disclosure/status/", right).content.decode()
    assert client.post("/disclosure/status/", {**right, "code": "AAAA-BBBB-CCCC"}).status_code == 400
    answers = {client.post("/disclosure/status/", {**right, "code": "X"}).status_code for _ in range(12)}
    assert answers == {400, 429}
    cache.clear()
    assert client.get("/disclosure/letter/1/?t=forged").status_code == 404


def test_letters_take_effect_when_signed_and_what_binds_the_house_needs_two(academy: Any) -> None:
    unit = academy.north_lake
    writer, signer = officers(academy, unit)
    found = make_request(academy, unit)
    due = found.due_on
    letter = actions.draft_letter(found, kind="extension", days=10, reason="材料较多", acting_user=writer)
    with pytest.raises(TwoPeople):
        actions.send_letter(letter, acting_user=writer)
    actions.send_letter(letter, acting_user=signer)
    found.refresh_from_db()
    assert found.extension == 10 and found.due_on and due and found.due_on > due
    for wrong in ({"days": 11}, {"days": 0}):
        with pytest.raises(ValidationError):
            actions.draft_letter(found, kind="extension", reason="再延", acting_user=writer, **wrong)
    with pytest.raises(ValidationError):
        actions.send_letter(letter, acting_user=signer)
    found = send(academy, found, "third_party")
    pause = RequestPause.objects.get()
    stopped = found.due_on
    actions.resume_clock(pause, on=timezone.localdate(), answer="同意公开", acting_user=writer)
    found.refresh_from_db()
    assert found.due_on and stopped and found.due_on < stopped, "an early answer ends the pause"
    found = send(academy, found, "decision", outcome="partly", reason="涉及第三方的部分不予公开。")
    assert (found.state, found.outcome, found.in_time) == ("ended", "partly", True)
    with pytest.raises(ValidationError):
        actions.draft_letter(found, kind="receipt", acting_user=writer)
    with pytest.raises(PermissionDenied):
        actions.draft_letter(found, kind="receipt", acting_user=academy.user(Role.RESPONSE_OFFICER, academy.south_sea))


def test_the_file_of_a_request_is_kept_in_the_language_of_the_house(academy: Any) -> None:
    with translation.override("en"):
        found = send(
            academy, make_request(academy, academy.north_lake), "decision", outcome="partly", reason="部分不公开"
        )
    notes = dict(found.steps.values_list("kind", "note"))
    with translation.override("zh-hans"):
        assert notes["ended"] == found.get_outcome_display()
        assert notes["sent"].startswith(str(found.letters.get().get_kind_display()))
    assert not re.search("[a-z]{3}", "".join(notes.values())), notes


def test_clarification_is_asked_once_in_seven_days_and_silence_ends_the_request(academy: Any) -> None:
    unit, today = academy.north_lake, timezone.localdate()
    writer, _signer = officers(academy, unit)
    soon = today + dt.timedelta(days=10)
    found = send(academy, make_request(academy, unit), "clarification", until=soon)
    assert found.state == "clarify" and found.due_on is None
    found = actions.clarify_request(found, text="指扫描仪一项")
    assert found.state == "open" and found.clarified_on == today and found.due_on
    with pytest.raises(ValidationError, match=r"once|一次"):
        actions.draft_letter(found, kind="clarification", reason="再问", until=soon, acting_user=writer)
    late = shift(make_request(academy, unit), 40, "received_on", "arrived_on")
    with pytest.raises(ValidationError):
        actions.draft_letter(late, kind="clarification", reason="何年", until=soon, acting_user=writer)
    silent = send(academy, make_request(academy, unit), "clarification", until=soon)
    shift(silent, 11, "clarify_by")
    keep_disclosure()
    keep_disclosure()
    silent.refresh_from_db()
    assert (silent.state, silent.outcome, silent.in_time) == ("withdrawn", "not_clarified", True)
    assert silent.steps.filter(kind="withdrawn").count() == 1


def test_a_holiday_notice_moves_open_deadlines_and_says_so(academy: Any, admin_user: Any) -> None:
    found = make_request(academy, academy.north_lake)
    ended = send(academy, make_request(academy, academy.north_lake), "decision", outcome="granted")
    old, fixed = found.due_on, ended.due_on
    assert old and actions.move_clocks() == 0
    year = WorkingYear.objects.filter(year=old.year).first()
    free = [*(year.holidays if year else []), old.isoformat()]
    set_working_year(
        old.year, holidays=free, working_weekends=year.working_weekends if year else [], source="通知",
        is_provisional=False, acting_user=admin_user,
    )  # fmt: skip
    assert actions.move_clocks() == 1 and actions.move_clocks() == 0
    found.refresh_from_db()
    ended.refresh_from_db()
    assert found.due_on and found.due_on > old and ended.due_on == fixed
    assert found.steps.get(kind="moved").note == f"{old} → {found.due_on}"


def test_a_template_of_the_house_replaces_the_shipped_one_but_cannot_drop_the_law(academy: Any) -> None:
    own = LetterTemplate(kind="decision", language="zh-hans", title="答复", body="{number} 决定：{decision}。{reason}")
    own.full_clean()
    own.save()
    found = send(
        academy, make_request(academy, academy.north_lake), "decision", outcome="granted", reason="{due_on} 见附件"
    )
    letter = found.letters.get()
    assert letter.body.startswith(f"{found.number} 决定：") and letter.body.endswith("。{due_on} 见附件")
    for body in ("{number} {decision}", "{number} {decision} {reason} {salary}"):
        with pytest.raises(ValidationError):
            LetterTemplate(kind="decision", language="en", title="x", body=body).full_clean()


def test_the_desk_from_receipt_to_letter_copy_appeal_and_log(academy: Any, client: Client) -> None:
    unit = academy.north_lake
    writer, signer = officers(academy, unit)
    desk, other = Client(), Client()
    desk.force_login(writer)
    other.force_login(signer)
    today = timezone.localdate().isoformat()
    answer = desk.post(
        reverse("responses_request_new"),
        filed(unit, arrival="in_person", arrived_on=today, language="zh-hans"),
    )
    found = DisclosureRequest.objects.get()
    assert answer.status_code == 302 and found.state == "open" and found.due_on
    place = found.get_absolute_url()

    def post(browser: Client, verb: str, **values: Any) -> int:
        return browser.post(f"{place}{verb}/", values).status_code

    assert post(desk, "draft", kind="decision", outcome="partly", reason="合同附件中的个人信息不予公开。") == 302
    letter = found.letters.get()
    assert post(desk, "send", letter=letter.pk) == 403
    assert letter.number in other.get(reverse("responses_requests")).content.decode()
    assert post(desk, "redact", title="合同", text="电话 12345 章小满", marks="章小满 | 个人隐私") == 302
    assert post(desk, "redact", title="合同", text="无", marks="章小满 | 个人隐私") == 409
    copy = found.redactions.get()
    assert post(other, "send", letter=letter.pk) == 302
    assert post(desk, "release", paper=copy.pk) == 409
    assert post(other, "release", paper=copy.pk) == 302
    assert post(desk, "log", title="章小满要的合同") == 409
    assert post(desk, "log", title="设备采购合同") == 302
    assert post(desk, "appeal", kind="review", organ="复议机关", filed_on=today) == 302
    assert post(desk, "result", appeal=found.appeals.get().pk, result="upheld", decided_on=today) == 302
    own = client.post("/disclosure/status/", {"number": found.number, "code": code_of(found.post_key)}).content.decode()
    addresses = re.findall(r'href="(/disclosure/(?:letter|copy)/[^"]+)"', own)
    pdf, text = (client.get(address.replace("&amp;", "&")) for address in addresses)
    words = text_of_pdf(pdf.content)
    assert found.number in words and unit.name_zh in words and "合同附件中的个人信息不予公开" in words
    assert "章小满" not in text.content.decode() and "12345" in text.content.decode()
    assert "章小满" in desk.get(reverse("responses_original", args=[copy.pk])).content.decode()
    assert "设备采购合同" in client.get("/disclosure/log/").content.decode()
    log = desk.get(place).content.decode()
    assert "章小满" in log and log.count("<li><b>") >= 8, "officers see who asked, and every step"


def test_who_asked_is_erased_when_the_case_and_its_appeals_are_over(academy: Any) -> None:
    found = send(academy, make_request(academy, academy.north_lake), "decision", outcome="granted")
    writer, _signer = officers(academy, academy.north_lake)
    appeal = actions.record_appeal(
        found, kind="lawsuit", organ="法院", filed_on=timezone.localdate(), acting_user=writer
    )  # fmt: skip
    shift(found, 400, "ended_on")
    assert actions.forget_applicants() == 0, "a lawsuit is pending"
    actions.decide_appeal(appeal, result="upheld", decided_on=timezone.localdate(), acting_user=writer)
    assert actions.forget_applicants() == 0, "the lawsuit ended only now"
    type(appeal).objects.update(decided_on=timezone.localdate() - dt.timedelta(days=400))
    assert actions.forget_applicants() == 1 and actions.forget_applicants() == 0
    found.refresh_from_db()
    assert found.sealed == "" and applicant_of(found) == {}


def test_officers_of_another_unit_and_other_roles_meet_no_request(academy: Any) -> None:
    found = make_request(academy, academy.north_lake)
    people = [
        academy.user(Role.RESPONSE_OFFICER, academy.south_sea),
        academy.user(Role.COORDINATOR, academy.top),
        academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake),
        UserFactory(),
    ]
    for person in people:
        browser = Client()
        browser.force_login(person)
        assert browser.get(found.get_absolute_url()).status_code in (302, 404)
        assert browser.post(f"{found.get_absolute_url()}withdraw/").status_code in (302, 404)
    found.refresh_from_db()
    assert found.state == "open"
