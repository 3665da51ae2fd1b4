"""Doors, audit, the log's filter, mail to a folder, clean text, settings that are wrong."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import override_settings
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from scicomm.config.settings.environment import WrongValue
from scicomm.core.audit import ENTRIES, audit, nothing_personal, shred_audit_of, shred_fields
from scicomm.core.checks import check_environment
from scicomm.core.doors import held_open, is_open
from scicomm.core.logs import NoSecrets, without_secrets
from scicomm.core.mail import file_name, mail_folder
from scicomm.core.text import clean_html, plain
from scicomm.organisation.actions import APPOINTED
from scicomm.organisation.models import Appointment
from scicomm.organisation.permissions import Role


def test_a_door_is_open_inside_its_block_only() -> None:
    with held_open("a"):
        assert is_open("a") and not is_open("b")
        with held_open("b"):
            assert is_open("a") and is_open("b")
    assert not is_open("a")


def test_every_audit_entry_says_how_it_is_shredded() -> None:
    assert len(ENTRIES) > 15
    for entry in ENTRIES.values():
        shredded = entry.shred({"old": {"email": "a@b.example"}, "new": "x", "person": "Shen"})
        assert isinstance(shredded, dict), entry.name


def test_an_undeclared_entry_is_refused(academy: Any) -> None:
    with pytest.raises(LookupError):
        audit("newsroom.lead.vanish", academy.north_lake, user=None)


def test_shredding_blanks_the_person_and_keeps_the_deed(academy: Any) -> None:
    academy.user(Role.OBSERVER, academy.north_lake)
    appointment = Appointment.objects.get(role=Role.OBSERVER)
    assert shred_audit_of(appointment) == 1
    from wagtail.models import ModelLogEntry

    entry = ModelLogEntry.objects.for_instance(appointment).get(action=APPOINTED)
    assert entry.data["new"] == {"person": "█", "role": "observer", "unit": "north-lake"}
    assert shred_audit_of(appointment) == 0


def test_shredding_rules() -> None:
    assert shred_fields("email")({"new": {"email": "x", "id": 1}, "email": "y"}) == {
        "new": {"email": "█", "id": 1},
        "email": "█",
    }
    assert nothing_personal({"a": 1}) == {"a": 1}


@pytest.mark.parametrize(
    "line",
    [
        "password=hunter2hunter2",
        'Authorization: "Bearer-hunter2hunter2"',
        "connecting to postgres://app:hunter2hunter2@db/x",
        "token: hunter2hunter2, next",
        "api_key=hunter2hunter2&x=1",
    ],
)
def test_secrets_never_reach_the_log(line: str) -> None:
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "%s", (line,), None)
    assert NoSecrets().filter(record)
    assert "hunter2" not in record.getMessage()
    assert "***" in without_secrets(line)


def test_ordinary_lines_stay_as_they_are() -> None:
    line = "Worker a:1 delivered newsroom.on_article_published for fact 12 at 10:30:00"
    assert without_secrets(line) == line


def test_one_mail_is_one_file_however_often_it_is_sent(settings: Any, tmp_path: Path) -> None:
    settings.SCICOMM_HOME, settings.EMAIL_BACKEND = tmp_path, "scicomm.core.mail.FolderBackend"
    for _again in range(3):
        EmailMessage(
            "题目", "正文", "a@x.example", ["b@x.example"], headers={"Message-ID": "<issue-1-2@x.example>"}
        ).send()
    files = list(mail_folder().iterdir())
    assert [path.name for path in files] == [file_name("<issue-1-2@x.example>")]
    assert b"Message-ID: <issue-1-2@x.example>" in files[0].read_bytes()


@given(st.text())
def test_a_message_id_never_leaves_the_folder(message_id: str) -> None:
    name = file_name(message_id)
    assert "/" not in name and name not in {".", ".."} and len(name) < 120


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        "<style>*{display:none}</style>",
        '<p onclick="alert(1)">x</p>',
        "<svg><script>alert(1)</script></svg>",
        '<iframe src="https://evil.example"></iframe>',
    ],
)
def test_html_from_elsewhere_cannot_run(evil: str) -> None:
    cleaned = clean_html(f"<p>before</p>{evil}<p>after</p>").lower()
    assert "before" in cleaned and "after" in cleaned
    for word in ("<script", "onerror", "onclick", "javascript:", "<style", "<iframe", "<img", "<svg"):
        assert word not in cleaned


def test_plain_text_of_html() -> None:
    assert plain("<p>斑纹<b>会变</b>。</p><p>再看。</p><script>x</script>") == "斑纹会变。 再看。"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>At <i>p</i> &lt; 0.05 &amp; 5&nbsp;µm</p>", "At p < 0.05 & 5 µm"),
        ("5\xa0µm &gt; 3 <sup>2</sup>", "5 µm > 3 2"),
        ("R&D", "R&D"),
        ("a&amp;lt;b", "a&lt;b"),
        ("a > b\n c", "a > b c"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("", ""),
    ],
)
def test_plain_text_has_signs_and_no_names_of_signs(html: str, text: str) -> None:
    assert plain(html) == text


WRONG_SETTINGS = {
    "PORT": ("eighty", "a whole number from 1 to 65535"),
    "SCICOMM_BEHIND_PROXY": ("perhaps", "yes or no"),
    "DATABASE_URL": ("oracle://x/y", "a postgres:// or sqlite:// address"),
    "SCICOMM_OPENID": ("{not json", "a JSON list of providers"),
    "SCICOMM_MAIL": ("pigeon", "folder or smtp"),
    "SCICOMM_TIME_ZONE": ("Mars/Olympus", "the name of a time zone"),
    "SCICOMM_SITE_URL": ("kepu.example", "the public address"),
}


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """What `scicomm check` says, in English, where many settings are wrong at once."""
    wrong = {name: value for name, (value, _expected) in WRONG_SETTINGS.items()}
    return subprocess.run(
        [sys.executable, "-m", "scicomm.config.command_line", "check"],
        env={**os.environ, **wrong, "SCICOMM_HOME": str(tmp_path_factory.mktemp("home")), "LC_ALL": "en_GB.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", WRONG_SETTINGS)
def test_a_wrong_setting_is_named_with_how_to_mend_it(name: str, checked: subprocess.CompletedProcess[str]) -> None:
    assert checked.returncode == 1
    lines = checked.stderr.splitlines()
    place = next(number for number, line in enumerate(lines) if "scicomm.E" in line and name in line)
    assert WRONG_SETTINGS[name][1] in lines[place]
    assert "docs/settings.md" in lines[place + 1]
    assert "Traceback" not in checked.stderr


def test_what_a_wrong_setting_takes_is_said_in_the_language_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    expected = gettext_lazy("a whole number from %(least)s to %(most)s")
    wrong = [WrongValue("PORT", expected, "PORT=8000", {"least": 1, "most": 9})]
    with override_settings(SCICOMM_WRONG_VALUES=wrong):
        assert "1 到 9 的整数" in check_environment(None)[0].msg
