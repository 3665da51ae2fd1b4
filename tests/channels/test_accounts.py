"""A unit registers its accounts; credentials are sealed and come back nowhere; a check says whether they are good."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from scicomm.channels import actions
from scicomm.channels.clients import OutletError, Wrong
from scicomm.channels.models import AccountCheck, Channel, ChannelSecret, FollowerCount, MatrixNotice
from scicomm.channels.queries.accounts import account_of
from scicomm.channels.tasks import check_accounts, look_over_matrix, note_checks, send_matrix_letters
from scicomm.core.models import FactRecord
from scicomm.organisation.enums import Role
from scicomm.organisation.models import Appointment
from tests.factories.registry import SECRET, days_ago, make_account, use_platform

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(academy: Any) -> Any:
    return academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_account_is_registered_in_the_browser_and_its_credential_is_seen_nowhere(
    academy: Any, officer: Any, monkeypatch: Any, caplog: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    outlet = use_platform(monkeypatch)
    client = browser(officer)
    address = reverse("channels_account_new") + "?unit=north-lake&kind=telegram"
    typed = {
        "name_zh": "湖上",
        "language": "zh-hans",
        "handle": "lake",
        "settings__room": "r1",
        "secret__token": SECRET,
    }
    refused = client.post(address, typed | {"settings__room": ""})
    assert refused.status_code == 400 and SECRET not in refused.content.decode()
    ends = (timezone.localdate() + dt.timedelta(days=5)).isoformat()
    sent = client.post(address, typed | {"owner": officer.person.pk, "secret_ends": ends, "segments": ["farmers"]})
    channel = Channel.objects.get(handle="lake")
    assert sent.status_code == 302 and channel.segments == ["farmers"] and channel.settings == {"room": "r1"}
    assert FactRecord.objects.filter(name="channels.channel_registered").count() == 1
    assert account_of(channel).secrets == {"token": SECRET} and SECRET not in repr(account_of(channel))
    assert SECRET not in ChannelSecret.objects.get().sealed
    # The platform repeats the credential in its error: our page does not.
    outlet.error = OutletError(f"bad token {SECRET}", Wrong.CREDENTIALS)
    batch = client.post(reverse("channels_account_check", args=[channel.pk]))["Location"]
    assert client.get(batch)["Refresh"] == "5"
    check_accounts()
    outlet.error = RuntimeError(SECRET)
    actions.ask_checks([channel], acting_user=officer)
    check_accounts()
    channel.refresh_from_db()
    assert channel.trouble == "broken" and outlet.asked == [SECRET, SECRET]
    pages = [
        batch,
        batch + "progress/",
        *(reverse(f"channels_account{part}", args=[channel.pk]) for part in ("", "_edit", "_credentials")),
    ]
    pages += [reverse("channels_matrix"), reverse("channels_matrix_export")]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200 and SECRET.encode() not in answer.content, page
    told = [str(entry.data) for entry in ModelLogEntry.objects.all()] + [
        str(fact.payload) for fact in FactRecord.objects.all()
    ]
    assert SECRET not in "".join(told) + caplog.text + "".join(AccountCheck.objects.values_list("words", flat=True))


def test_whom_a_person_waits_for_is_asked_before_the_many_of_the_clock(
    officer: Any, academy: Any, monkeypatch: Any
) -> None:
    use_platform(monkeypatch)
    other, channel = make_account(officer, academy.north_lake), make_account(officer, academy.north_lake)
    by_clock = [AccountCheck(channel=other, batch=uuid.uuid4(), asked_at=days_ago(1)) for _number in range(60)]
    AccountCheck.objects.bulk_create(by_clock)
    actions.ask_checks([channel], acting_user=officer)
    check_accounts()
    assert AccountCheck.objects.get(asked_by=officer).done_at is not None
    assert AccountCheck.objects.filter(done_at=None).count() == 11


def test_a_good_check_counts_followers_once_a_day_and_ends_the_trouble(
    officer: Any, academy: Any, monkeypatch: Any
) -> None:
    outlet = use_platform(monkeypatch)
    channel = make_account(officer, academy.north_lake)
    make_account(officer, academy.north_lake, sealed=False)
    Channel.objects.filter(pk=channel.pk).update(trouble="broken", failures=3)
    assert (note_checks(), note_checks()) == (1, 0), "what has no credentials is not asked by the clock"
    assert check_accounts() == 1 and check_accounts() == 0
    channel.refresh_from_db()
    assert (channel.followers, channel.trouble, channel.failures) == (120, "", 0) and channel.last_ok_at
    assert actions.enter_followers(channel, {timezone.localdate(): 7}, acting_user=officer) == 0, (
        "the platform's word stands"
    )
    outlet.error = OutletError("slow down", Wrong.LIMITED)
    actions.ask_checks([channel], acting_user=officer)
    check_accounts()
    channel.refresh_from_db()
    assert channel.trouble == "limited" and FollowerCount.objects.count() == 1


def test_only_keepers_change_an_account_and_bad_values_are_named(officer: Any, academy: Any, monkeypatch: Any) -> None:
    use_platform(monkeypatch)
    channel = make_account(officer, academy.north_lake, handle="lake")
    for stranger in (
        academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea),
        academy.user(Role.COORDINATOR, academy.north),
        academy.user(Role.CONTRIBUTOR, academy.north_lake),
    ):
        for do in (
            lambda user: actions.edit_account(channel, acting_user=user, name_zh="x"),
            lambda user: actions.close_account(channel, acting_user=user, reason="x"),
            lambda user: actions.set_credentials(channel, {"token": "x"}, acting_user=user),
            lambda user: actions.hand_over_account(channel, acting_user=user, owner=None, deputy=None),
            lambda user: actions.ask_checks([channel], acting_user=user),
        ):
            with pytest.raises(PermissionDenied):
                do(stranger)
    with pytest.raises(ValidationError):
        make_account(officer, academy.north_lake, handle="LAKE")
    wrong: list[dict[str, Any]] = [{"settings": {}}, {"segments": ["martians"]}, {"url": "javascript:alert(1)"}]
    for values in wrong:
        with pytest.raises(ValidationError):
            actions.edit_account(channel, acting_user=officer, **values)
    with pytest.raises(ValidationError):
        actions.register_account(academy.north_lake, "site", acting_user=officer)
    outsider = academy.person(academy.south_sea)
    with pytest.raises(ValidationError):
        actions.hand_over_account(channel, acting_user=officer, owner=outsider, deputy=None)
    closed = actions.close_account(channel, acting_user=officer, reason="并入院号")
    assert closed.closed_at and not closed.is_on and not ChannelSecret.objects.exists()
    with pytest.raises(ValidationError):
        actions.edit_account(channel, acting_user=officer, name_zh="again")


def test_silent_and_orphaned_accounts_and_ends_are_told_once(
    officer: Any, academy: Any, monkeypatch: Any, mailoutbox: Any
) -> None:
    use_platform(monkeypatch)
    owner = academy.user(Role.CONTRIBUTOR, academy.north_lake).person
    silent = make_account(officer, academy.north_lake, owner=officer.person, last_post_on=days_ago(61).date())
    left = make_account(officer, academy.north_lake, owner=owner, last_post_on=days_ago(1).date())
    ends = timezone.now() + dt.timedelta(days=10)
    actions.set_credentials(left, {}, acting_user=officer, expires_at=ends)
    actions.put_licence(
        left, acting_user=officer, kind="record", number="1", authority="x", valid_from=dt.date(2024, 1, 1),
        valid_until=timezone.localdate() + dt.timedelta(days=30),
    )  # fmt: skip
    look_over_matrix()
    Appointment.objects.filter(person=owner).update(ends_on=days_ago(2).date())
    look_over_matrix()
    assert look_over_matrix() == 0, "nothing new, nothing told"
    silent.refresh_from_db()
    left.refresh_from_db()
    assert silent.idle_since == days_ago(61).date() and silent.orphaned == ""
    assert (left.orphaned, left.idle_since) == ("left", None)
    names = list(FactRecord.objects.filter(name__startswith="channels.channel_").values_list("name", flat=True))
    assert names.count("channels.channel_idle") == names.count("channels.channel_orphaned") == 1
    told = sorted(MatrixNotice.objects.filter(person=officer.person).values_list("about", flat=True))
    assert told == ["idle", "licence", "orphan", "secret"]
    send_matrix_letters()
    assert send_matrix_letters() == 0
    letters = [mail for mail in mailoutbox if mail.to == [officer.email]]
    assert len(letters) == 4 and all("/matrix/" in mail.body for mail in letters)
    actions.hand_over_account(left, acting_user=officer, owner=officer.person, deputy=None)
    left.refresh_from_db()
    assert left.orphaned == ""


def test_a_history_comes_from_a_file_and_a_wrong_line_keeps_all_of_it_out(officer: Any, academy: Any) -> None:
    channel = make_account(officer, academy.north_lake, "other", medium="newspaper")
    address, client = reverse("channels_followers_file", args=[channel.pk]), browser(officer)
    bad = "日期,粉丝数\n2025-01-01,100\n昨天,5\n2025-02-30,1\n2025-01-02,-4\n"
    answer = client.post(address, {"file": SimpleUploadedFile("h.csv", bad.encode("gb18030"))})
    assert answer.status_code == 400 and not FollowerCount.objects.exists()
    assert all(number in answer.content.decode() for number in ("3", "4", "5"))
    good = 'followers,day\n1.2万,2025-01-01\n"13,000",2025/2/1\n'.encode()
    assert client.post(address, {"file": SimpleUploadedFile("h.csv", good)}).status_code == 302
    channel.refresh_from_db()
    assert [row.value for row in FollowerCount.objects.all()] == [12000, 13000] and channel.followers == 13000
    assert client.post(address, {"file": SimpleUploadedFile("x.csv", b"\x00\xff\x00")}).status_code == 400


def test_the_overview_costs_the_same_whatever_its_length(academy: Any, officer: Any) -> None:
    client, costs = browser(officer), []
    client.get(reverse("channels_matrix"))
    for length in (3, 12):
        for number in range(Channel.objects.filter(kind="other").count(), length):
            handle = f"outlet{number}"
            make_account(officer, academy.north_lake, "other", medium="newspaper", handle=handle, owner=officer.person)
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(reverse("channels_matrix") + "?sort=-followers&kind=other")
        assert answer.content.decode().count("/admin/matrix/") > length
        # The shell around the list has queries of its own.
        costs.append((len(seen), len([one for one in seen if '"channels_' in one["sql"]])))
    assert costs[0] == costs[1] and costs[0][1] <= 6
    export = client.get(reverse("channels_matrix_export") + "?format=xlsx")
    assert export.content[:2] == b"PK"
