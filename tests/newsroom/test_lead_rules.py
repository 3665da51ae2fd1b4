"""Rules of leads without a database: safe files, mails of every kind, likeness, ageing, hints, dates that return."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from contextlib import suppress
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scicomm.core.workdays import china
from scicomm.newsroom.enums import MOVES
from scicomm.newsroom.rules.dates import occurrences
from scicomm.newsroom.rules.decay import HALF_LIFE, STALE_AFTER, halved_on, is_stale, value_left, waiting_days
from scicomm.newsroom.rules.files import MOST_BYTES, Sent, file_problem, shown_name
from scicomm.newsroom.rules.hints import HintFacts, hint_value
from scicomm.newsroom.rules.leads import Reason
from scicomm.newsroom.rules.likeness import LIKE, likeness, pieces
from scicomm.newsroom.rules.mails import BrokenMail, confidential_day, html_text, read_mail
from scicomm.newsroom.rules.topics import move_problem


def zipped(*names: str, mimetype: str = "") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "x")
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("照片.JPG", b"\xff\xd8\xff\xe0rest", ""),
        ("a.pdf", b"%PDF-1.7", ""),
        ("a.docx", zipped("word/document.xml"), ""),
        ("a.odt", zipped("content.xml", mimetype="application/vnd.oasis.opendocument.text"), ""),
        ("a.mp4", b"\x00\x00\x00\x18ftypmp42", ""),
        ("a.csv", "站,温度\n北坡,3".encode(), ""),
        ("a.docx", zipped("word/document.xml", "word/vbaProject.bin"), "macro"),
        ("a.docx", zipped("evil.exe"), "content"),
        ("a.docx", b"PK\x03\x04broken", "content"),
        ("a.jpg", b"<html><script>alert(1)</script>", "content"),
        ("a.txt", b"<!DOCTYPE html><script>", "content"),
        ("a.txt", b"#!/bin/sh\nrm -rf /", "content"),
        ("a.svg", b"<svg onload='alert(1)'/>", "kind"),
        ("a.html", b"<p>x", "kind"),
        ("a.pdf.exe", b"%PDF-", "kind"),
        ("noending", b"x", "kind"),
        ("a.pdf", b"", "empty"),
        ("a.pdf", b"%PDF-" + b"0" * MOST_BYTES, "large"),
    ],
)
def test_only_files_that_are_what_they_say_and_run_nothing_are_taken(name: str, data: bytes, problem: str) -> None:
    assert file_problem(Sent(name, data)) == problem


def test_a_file_keeps_its_own_name_without_tricks() -> None:
    assert shown_name("../../etc/passwd.txt") == "passwd.txt"
    assert shown_name("C:\\数据\\湖冰.xlsx") == "湖冰.xlsx"
    assert "\u202e" not in shown_name("photo\u202egpj.exe")


def mail(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in {
        "From": "沈知 <shen@lake.example>",
        "Subject": "湖冰提前化了",
        "Message-ID": "<1@x>",
        **headers,
    }.items():
        message[name] = value
    message.set_content("今年早了十一天。\n\n数据在附件。")
    return message


def test_a_mail_gives_sender_words_and_files() -> None:
    message = mail(Subject="Re: 转发：湖冰提前化了")
    message.add_attachment(b"%PDF-1.7 x", maintype="application", subtype="pdf", filename="../数据.pdf")
    read = read_mail(message.as_bytes(), most_bytes=10**6)
    assert (read.sender, read.sender_name, read.subject) == ("shen@lake.example", "沈知", "湖冰提前化了")
    assert read.text == "今年早了十一天。\n\n数据在附件。" and read.language == "zh-hans"
    assert [(file.name, file.data) for file in read.files] == [("数据.pdf", b"%PDF-1.7 x")]
    assert not read.is_automatic and not read.is_doubtful
    assert read_mail(message.as_bytes(), most_bytes=10**6).key == read.key
    assert read_mail(mail(**{"Message-ID": "<2@x>"}).as_bytes(), most_bytes=10**6).key != read.key


def test_html_becomes_words_and_nothing_else() -> None:
    text = html_text(
        "<style>p{}</style><p>冰 &lt;5 cm&gt;</p><script>alert(1)</script><div onclick=x>化了<br>十一天</div>"
    )
    assert text == "冰 <5 cm>\n化了\n十一天"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"Return-Path": "<>"},
        {"List-Id": "<all.lake.example>"},
        {"From": "MAILER-DAEMON@lake.example"},
        {"From": "no-reply@lake.example"},
    ],
)
def test_machines_are_not_listened_to(headers: dict[str, str]) -> None:
    assert read_mail(mail(**headers).as_bytes(), most_bytes=10**6).is_automatic
    assert not read_mail(mail(**{"Auto-Submitted": "no"}).as_bytes(), most_bytes=10**6).is_automatic


def test_a_sender_whom_the_server_doubts_is_doubted() -> None:
    for said, doubted in (("mx; dmarc=fail", True), ("mx; spf=fail; dkim=pass", False), ("mx; dmarc=pass", False)):
        read = read_mail(mail(**{"Authentication-Results": said}).as_bytes(), most_bytes=10**6)
        assert read.is_doubtful is doubted


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"x" * 101, "large"), (b"", "no_sender"), (b"Subject: x\n\nx", "no_sender"), (b"From: a@b.example\n\n", "empty")],
)
def test_a_broken_mail_is_named(data: bytes, code: str) -> None:
    with pytest.raises(BrokenMail) as broken:
        read_mail(data, most_bytes=100)
    assert broken.value.code == code


@given(st.binary(max_size=400))
def test_whatever_comes_is_read_or_refused(data: bytes) -> None:
    for lot in (data, b"From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n" + data):
        with suppress(BrokenMail):
            read_mail(lot, most_bytes=10**6)


def test_a_mail_can_ask_for_confidentiality() -> None:
    now = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)
    assert confidential_day("保密至 2026年12月1日", now) == dt.datetime(2026, 12, 2, tzinfo=dt.UTC)
    assert confidential_day("Keep confidential until 2026-12-01.", now) == dt.datetime(2026, 12, 2, tzinfo=dt.UTC)
    assert confidential_day("【保密】湖冰", now) == now + dt.timedelta(days=30)
    assert confidential_day("confidential until 2020-01-01", now) is None and confidential_day("不保密", now) is None


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("青藏高原湖冰提前十一天融化", "湖冰提前十一天融化：青藏高原新观测", True),
        ("Lake ice on the plateau melts eleven days earlier", "Plateau lake ice melting 11 days earlier", True),
        ("Band spacing as an early signal", "Band spacing: an early signal!", True),
        ("青藏高原湖冰提前十一天融化", "深海热液口发现新的细菌", False),
        ("草原上的斑纹", "草原鼠兔的叫声", False),
        ("冰", "水", False),
    ],
)
def test_titles_of_the_same_thing_are_alike(one: str, other: str, alike: bool) -> None:
    assert (likeness(pieces(one), pieces(other)) >= LIKE) is alike
    assert likeness(pieces(one), pieces(other)) == likeness(pieces(other), pieces(one))


def test_a_lead_loses_half_its_value_each_term_of_working_days() -> None:
    friday = dt.date(2026, 11, 20)
    assert waiting_days(friday, friday + dt.timedelta(days=2), china()) == 0
    half = halved_on(friday, china())
    assert waiting_days(friday, half, china()) == HALF_LIFE and value_left(0.8, HALF_LIFE) == 0.4
    assert value_left(0.8, 0) == 0.8 and value_left(0.8, 2 * HALF_LIFE) == 0.2
    assert not is_stale(STALE_AFTER - 1) and is_stale(STALE_AFTER)


def test_a_hint_is_weighed_by_reasons() -> None:
    value, reasons = hint_value(HintFacts("talk", mentions=5, subjects=("180",), papers=9))
    assert {reason.code for reason in reasons} == {"talk", "own_papers"}
    assert value == pytest.approx(sum(reason.points for reason in reasons)) == pytest.approx(0.4)
    paper = [Reason("fresh", 0.2), Reason("embargo", 0.1)]
    _value, reasons = hint_value(HintFacts("person", words=500, files=2, waits_until="2026-12-01"), paper)
    assert [reason.code for reason in reasons] == ["from_person", "told_at_length", "with_files", "waits", "fresh"]


def test_dates_return_each_year_and_not_before_the_first() -> None:
    first = dt.date(2024, 2, 29)
    found = occurrences(first, True, dt.date(2023, 1, 1), dt.date(2027, 1, 1))
    assert found == [first, dt.date(2025, 2, 28), dt.date(2026, 2, 28)]
    assert occurrences(first, False, dt.date(2025, 1, 1), dt.date(2027, 1, 1)) == []


def test_a_topic_moves_only_where_it_may() -> None:
    assert move_problem(MOVES, "planned", "told", reason="", is_told=True) == "way"
    assert move_problem(MOVES, "planned", "dropped", reason=" ", is_told=False) == "reason"
    assert move_problem(MOVES, "writing", "told", reason="", is_told=False) == "untold"
    assert move_problem(MOVES, "dropped", "planned", reason="", is_told=False) == ""
