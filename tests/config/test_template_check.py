"""Promises of config/template_check.py: what may not stand in a template is found, what may is let through."""

from __future__ import annotations

from pathlib import Path

import pytest

from scicomm.config.template_check import PACKAGE, compile_problems, problems_in, templates

PAGE = Path("portal/templates/portal/page.html")
MAIL = Path("audiences/templates/audiences/mail/digest.html")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('<p style="color:red">x</p>', "inline style"),
        ("<p\n  class='a'\n  STYLE = 'color:red'>x</p>", "inline style"),
        ("<style>p {}</style>", "style element"),
        ('<a href="#" onclick="go()">x</a>', "inline event handler"),
        ("<script>go()</script>", "inline script"),
        ('<a href="javascript:go()">x</a>', "javascript: address"),
        ("<p>科传</p>", "Chinese text"),
        ("<p>（</p>", "Chinese text"),
        ('{% translate "科传" %}', "Chinese text"),
    ],
)
def test_what_may_not_stand_in_a_page_is_found(text: str, words: str) -> None:
    found = list(problems_in(f"\n\n{text}", PAGE))
    assert len(found) == 1
    assert found[0].words.startswith(words)
    assert found[0].line >= 3


@pytest.mark.parametrize(
    "text",
    [
        '<p class="style">{% if a > b %}{{ x }}{% endif %}</p>',
        '<script src="/static/a.js" defer></script>',
        '<script type="application/ld+json">{{ data }}</script>',
        "{# 科传 #}{% comment %}科传{% endcomment %}<!-- 科传 -->",
        '{% translate "Science" %} money=1 one = 2',
        "<p>mon=thing onward = x</p>",
    ],
)
def test_what_may_stand_is_let_through(text: str) -> None:
    assert list(problems_in(text, PAGE)) == []


def test_mail_may_have_inline_styles_but_no_scripts() -> None:
    assert list(problems_in('<p style="margin:0">x</p>', MAIL)) == []
    assert len(list(problems_in('<p onclick="x()">x</p>', MAIL))) == 1


def test_a_template_that_does_not_compile_is_found_with_its_line() -> None:
    found = list(compile_problems(PAGE, "\n{% if x %}"))
    assert len(found) == 1
    assert found[0].line == 2


def test_our_own_templates_are_clean() -> None:
    problems = []
    for path in templates():
        text = path.read_text(encoding="utf-8")
        problems += [*compile_problems(path.relative_to(PACKAGE), text), *problems_in(text, path.relative_to(PACKAGE))]
    assert [str(problem) for problem in problems] == []
