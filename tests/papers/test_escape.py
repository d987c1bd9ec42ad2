"""Texts of records on paper: never obeyed, never lost, never able to pass for the paper's own lines."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seki_cli.papers.escape import WIDTH, columns, html_text, laid_out, markdown_block, markdown_line, plain_line

NAUGHTY = Path(__file__).parents[3] / "shared" / "corpora" / "naughty-strings" / "strings.json"
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")

PAYLOADS = (
    "\x1b[31m赤\x1b[0m", "\x1b]8;;http://x\x07y", "\x00\x07\x08", "\u202e逆", "\u2066a\u2069", "\u200b\ufeff見えない", "a\rb", "a\tb", "\x9b31m",
    "# 見出し", "\n# 見出し", "\n\n## 議題 2", "■ 検討事項", "\n■ 検討事項\n  1. 偽", "=" * 80, "\n" + "=" * 80, "---", "\n---\n", "- 箇条", "1. 番号", "+ 足", "* 星",
    "> 引用", "| a | b |", "\n|---|---|", "```\ncode\n```", "~~~", "    code", "<b>太</b>", "<script>alert(1)</script>", "</td></tr></table>", "<!-- x -->", "&lt;b&gt;", "&#x41;",
    "[x](javascript:alert(1))", "![x](http://example.com/a.png)", "http://example.com", "これはhttps://example.comです", "www.example.com", "a@example.com", "<http://example.com>",
    "**太**", "__下__", "`コード`", "~~消~~", "\\", "\\\\n", "a\\", "[^1]: 注", "[a]: http://example.com", "$x$", "{{ 7 * 7 }}", "{% for x in y %}", "{# x #}", "{{ paper }}",
    "【画面確認用】", "'\" onload=alert(1)", "]]>", "=cmd|' /C calc'!A0", "term\n: definition", "a\n===", "a\n---", "- [ ] する",
)  # fmt: skip


def naughty():
    if not NAUGHTY.is_file():
        return ()
    found = json.loads(NAUGHTY.read_text("utf-8"))
    return tuple(text for text in (found if isinstance(found, list) else found.get("strings", ())) if isinstance(text, str))


@pytest.mark.parametrize("text", PAYLOADS)
def test_nothing_invisible_reaches_a_paper(text):
    for done in (plain_line(text), markdown_line(text), markdown_block(text), laid_out(text), html_text(text)):
        assert not CONTROL.search(done)


def test_the_naughty_strings():
    if not NAUGHTY.is_file():
        pytest.skip("not run: shared/corpora is not here")
    for text in naughty():
        for done in (plain_line(text), markdown_block(text), laid_out(text), html_text(text)):
            assert not CONTROL.search(done)


def test_what_is_made_visible_can_still_be_read():
    assert plain_line("\x1b[31m赤") == "‹U+001B›[31m赤"
    assert plain_line("一行目\n二行目") == "一行目 二行目"
    assert html_text("一行目\n二行目\u202e") == "一行目\n二行目‹U+202E›"


# -------------------------------------------------------------------------------------------------------------------- markdown


def blocks(markdown):
    """The structure of a Markdown text: the kinds of its blocks and of what stands in them, texts and line ends left out."""
    parser = pytest.importorskip("markdown_it", reason="not run: markdown-it-py is not here")
    tokens = parser.MarkdownIt("gfm-like", {"linkify": False}).parse(markdown)
    kinds = []
    for token in tokens:
        kinds.append(token.type)
        kinds += [
            child.type for child in token.children or () if child.type not in ("text", "softbreak", "hardbreak", "text_special")
        ]
    return kinds


@pytest.mark.parametrize("text", [*PAYLOADS, *naughty()[:400]])
def test_markdown_in_a_record_is_no_markup(text):
    if not markdown_block(text):
        return
    assert blocks(f"- **事実**: {markdown_block(text)}\n- 次\n") == blocks("- **事実**: 中立の文\n- 次\n")
    assert blocks(f"- {markdown_block(text)}\n- 次\n") == blocks("- 中立の文\n- 次\n")
    assert blocks(f"| {markdown_line(text)} | b |\n|---|---|\n| {markdown_line(text)} | d |\n") == blocks(
        "| a | b |\n|---|---|\n| c | d |\n"
    )


@pytest.mark.parametrize("text", PAYLOADS)
def test_markdown_loses_no_word(text):
    kept = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown_block(text)).replace("\\\n  ", "\n")
    words = [word for word in re.split(r"\s+", text) if word and not CONTROL.search(word)]
    assert all(word in kept for word in words if "\\" not in word)


def test_markdown_stays_readable():
    assert markdown_line("R07-7K3F9QX") == "R07-7K3F9QX"
    assert markdown_line("令和7年6月11日（水）、週3回。") == "令和7年6月11日（水）、週3回。"
    assert markdown_line("　全角の字下げ") == "　全角の字下げ"
    assert markdown_block("一\n\n二\n") == "一\\\n  二"


# ------------------------------------------------------------------------------------------------------------------------ text


@pytest.mark.parametrize(
    ("text", "wide"), [("abc", 3), ("漢字", 4), ("ｶﾅ", 2), ("が", 2), ("か\u3099", 2), ("𠮷", 2), ("", 0), ("…", 2)]
)
def test_columns(text, wide):
    assert columns(text) == wide


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from("あ漢、。（）「」 \n-a1")), max_size=300),
    st.sampled_from(["", "  ・", "  ・長い見出しの語: "]),
)
def test_no_line_is_too_long_and_none_stands_at_the_margin(text, first):
    lines = laid_out(text, first).split("\n")
    assert all(columns(line) <= WIDTH for line in lines)
    assert all(line == "" or line.startswith("    ") for line in lines[1:])
    assert lines[0].startswith(first.rstrip())


@given(st.text(alphabet="あいう漢字、。（「ab c1", max_size=200))
@settings(max_examples=100, deadline=None)
def test_wrapping_loses_nothing(text):
    assert re.sub(r"\s", "", laid_out(text)) == re.sub(r"\s", "", text)


def test_japanese_line_ends():
    lines = laid_out("あ" * 37 + "、" + "い" * 40).split("\n")
    assert not any(line.strip().startswith(("、", "。", "）")) for line in lines)
    lines = laid_out("あ" * 36 + "（" + "い" * 40).split("\n")
    assert not any(line.endswith("（") for line in lines)


def test_a_long_word_is_split_and_a_short_one_is_not():
    assert all(columns(line) <= WIDTH for line in laid_out("x" * 300).split("\n"))
    assert "P-7K3F9QX" in laid_out("あ" * 35 + "P-7K3F9QX" + "い" * 20)


def test_a_long_heading_stands_on_its_own_line():
    lines = laid_out("本文", "  ・" + "長い機関の名前" * 6 + ": ").split("\n")
    assert lines[-1] == "    本文"
