"""Every message that code or templates use is translated, with the same placeholders, and nothing else is kept."""

from __future__ import annotations

import pytest

from tooling import messages


def test_there_is_a_chinese_catalogue():
    assert [path.parent.parent.name for path in messages.catalogue_files()] == ["zh_Hans"]


@pytest.mark.parametrize("path", messages.catalogue_files(), ids=lambda path: path.parent.parent.name)
def test_the_catalogue_is_complete(path):
    assert messages.problems(path, messages.used_messages()) == []


def test_the_check_finds_what_is_wrong(tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    folder = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (tmp_path / "wanmi" / "templates").mkdir(parents=True)
    code = 'from x import _\n_("Hello %(name)s")\n_("Missing")\n_("Fuzzy")\n'
    (tmp_path / "wanmi" / "code.py").write_text(code)
    (tmp_path / "wanmi" / "templates" / "page.html").write_text('{% load i18n %}{% translate "On a page" %}')
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Hello %(name)s"\nmsgstr "你好"\n\n'
        '#, fuzzy\nmsgid "Fuzzy"\nmsgstr "模糊"\n\n'
        'msgid "Unused"\nmsgstr "无用"\n',
        encoding="utf-8",
    )
    found = messages.problems(folder / "django.po", messages.used_messages())
    assert [problem.partition(": ")[2] for problem in found] == [
        "not in use any more: 'Unused'",
        "other placeholders in: '你好'",
        "not translated: 'Missing'",
        "marked as uncertain (fuzzy): 'Fuzzy'",
        "not translated: 'On a page'",
    ]
