"""The writer of YAML: what it writes reads back as it was, to every reader; what did not change is not written again."""

import copy
import functools
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
import ruamel.yaml
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from seki_cli.files.faults import TextFault
from seki_cli.files.yaml_editor import build_text, edit_text
from seki_cli.files.yaml_reader import read_tree
from seki_cli.files.yaml_splice import match_rows
from seki_cli.files.yaml_text import find_bad_character

NASTY = [
    *(
        "",
        " ",
        "~",
        "null",
        "Null",
        "yes",
        "No",
        "ON",
        "off",
        "y",
        "N",
        "true",
        "FALSE",
        "=",
        "<<",
        "-",
        "?",
        ":",
        "--- a",
        "...",
    ),
    *(
        "0",
        "007",
        "0o7",
        "0x1f",
        "0b1",
        "1_000",
        "1e3",
        "1.5",
        ".5",
        "5.",
        "+1",
        "-1",
        ".inf",
        "-.INF",
        ".NaN",
        "12:30",
        "1:2:3.4",
    ),
    *("190:20:30", "2025-6-1", "2025-13-01", "2025-02-30", "2025-06-11", "2025-06-11 14:00", "2025-06-11T14:03:22+09:00"),
    *(
        "2025-06-11T25:00:00",
        "2025-06-11T14:03:22Z",
        "0501501",
        "1234567e12",
        "R7.6.11",
        "０１",
        "a: b",
        "a :b",
        "a #b",
        "#a",
        "a:",
    ),
    *(
        "@a",
        "`a",
        "%a",
        "&a",
        "*a",
        "!a",
        "|a",
        ">a",
        "'a",
        '"a',
        "[a",
        "]a",
        "{a",
        "}a",
        ",a",
        "- a",
        "? a",
        ": a",
        "-a",
        "-,",
        "a'b",
    ),
    *(
        'a"b',
        "a\\b",
        "\\n",
        " a",
        "a ",
        "　a",
        "a　",
        "-　a",
        "fact：a",
        "fact:a",
        "a:　b",
        "機関:chuo1",
        "https://a.b",
        "本人：「は: い」",
    ),
    *(
        "\n",
        "\n\n",
        "a\n",
        "a\n\n",
        "\na",
        "a\nb",
        "a\n b\n  c",
        " a\nb",
        "a \nb",
        "a\n\nb",
        "a\n \nb",
        "a\n  ",
        "　a\n　b",
        "# a\nb",
        "- a\n- b",
    ),
    *(
        "---\na",
        "a\n---\nb",
        "a\n...",
        "a: b\nc: d",
        "葛\U000e0100城",
        "𠮷",
        "が",
        "①㈱",
        "\ue000",
        "a" * 81,
        "あ い " * 40,
        "a: #" * 30,
        " " + "x" * 90,
    ),
]


def both_readers(text: str) -> tuple[Any, Any]:
    """Return what YAML 1.1 (PyYAML) and YAML 1.2 (ruamel) make of a text, with days as the text they were."""
    return as_texts(yaml.safe_load(text)), as_texts(ruamel.yaml.YAML(typ="safe", pure=True).load(text))


def as_texts(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {as_texts(key): as_texts(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [as_texts(item) for item in tree]
    return "(day)" if isinstance(tree, date) else tree


def days_hidden(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {days_hidden(key): days_hidden(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [days_hidden(item) for item in tree]
    return "(day)" if isinstance(tree, str) and is_day(tree) else tree


@functools.cache
def is_day(text: str) -> bool:
    """Ask another library, not our own table, whether a bare text is a day."""
    return isinstance(yaml.safe_load(build_text({"k": text}))["k"], date)


def allowed(text: str) -> bool:
    return find_bad_character(text) is None and "\r" not in text


letters = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf"]), max_size=12).filter(allowed)
marks = st.text(alphabet=st.sampled_from([*"ab1 :-#'\"\\[]{},&*!|>%@?~=.\n", "あ", "　", "：", "、"]), max_size=12)
texts = st.one_of(st.sampled_from(NASTY), letters, marks, marks.map(lambda text: text + "長い" * 45))
keys = st.one_of(
    st.sampled_from(["id", "name", "yes", "n", "null", "2025", "-", "a: b", "2025-06-11", "<<", "fact：", "#", ""]), letters
)
trees = st.recursive(
    st.one_of(texts, st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=12,
)
records = st.dictionaries(keys, trees, max_size=5)


@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_text_stays_itself_to_every_reader(text: str) -> None:
    tree = {"a": text, "b": [text, [text]], "c": [{"d": text, "e": {"f": text}}], "g": "x"}
    built = build_text(tree)
    assert read_tree(built.encode("utf-8")) == tree
    assert both_readers(built) == (days_hidden(tree), days_hidden(tree))


@given(records)
@settings(max_examples=80, deadline=None)
def test_any_record_reads_back(tree: dict[str, Any]) -> None:
    built = build_text(tree)
    assert read_tree(built.encode("utf-8")) == tree
    assert list(read_tree(built.encode("utf-8"))) == list(tree)
    assert edit_text(built, tree) == built
    expected = days_hidden(tree)
    assert both_readers(built) == (expected, expected)


@given(records, records)
@settings(max_examples=80, deadline=None)
def test_any_record_becomes_any_other(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert read_tree(edit_text(build_text(before), after).encode("utf-8")) == after


def test_the_look_of_a_record() -> None:
    value = {
        "schema": "note/1",
        "date": date(2025, 6, 11),
        "due": "2025-06-20",
        "recorded": datetime(2025, 6, 11, 14, 3, 22, tzinfo=timezone(timedelta(hours=9))),
        "version": 2,
        "tax": True,
        "staff": "sato",
        "number": "2",
        "answer": "no",
        "at": "14:00",
        "fact": "訪問した。\n\n　つらい: と話す。",
        "view": "あ" * 81,
        "said": "本人: はい",
        "empty": [],
        "none": {},
        "nothing": None,
        "people": [{"id": "P1", "issues": ["a", "b"], "note": "一\n二"}, {"id": "P2"}],
        "never_together": (("P1", "P3"),),
    }
    assert build_text(value) == (
        "schema: note/1\ndate: 2025-06-11\ndue: 2025-06-20\nrecorded: 2025-06-11T14:03:22+09:00\nversion: 2\ntax: true\n"
        "staff: sato\nnumber: '2'\nanswer: 'no'\nat: '14:00'\nfact: |-\n  訪問した。\n\n  　つらい: と話す。\n"
        f"view: |-\n  {'あ' * 81}\nsaid: '本人: はい'\nempty: []\nnone: {{}}\nnothing:\n"
        "people:\n  - id: P1\n    issues:\n      - a\n      - b\n    note: |-\n      一\n      二\n  - id: P2\n"
        "never_together:\n  -   - P1\n      - P3\n"
    )


@pytest.mark.parametrize("text", ["\x1b", "a\tb", "\u200b", "\u2028", "\ud800", "a\rb", "\ufeff", "\uffff", "\x85"])
def test_what_no_record_may_hold_is_refused_before_it_is_written(text: str) -> None:
    for value in ({"a": text}, {text: "a"}, {"a": [{"b": text}]}):
        with pytest.raises(TextFault):
            build_text(value)
        with pytest.raises(TextFault):
            edit_text("a: b\n", value)


def test_what_cannot_be_read_back_is_refused() -> None:
    deep: Any = "x"
    for _ in range(17):
        deep = [deep]
    for value in ({"a": deep}, {"k" * 101: "x"}, {"a": "x" * 300_000}, {"a\nb": "x"}):
        with pytest.raises(TextFault):
            build_text(value)
    with pytest.raises(TypeError):
        build_text({"a": 1.5})
    with pytest.raises(TextFault):
        edit_text("a: [", {"a": "b"})


def test_one_object_in_two_places_is_written_twice() -> None:
    row = {"id": "P1", "list": ["x"]}
    assert "&" not in build_text({"a": row, "b": row, "c": [row, row]})


HOUSEHOLD = """\
# 世帯の記録
# 書き方は様式を見る
schema: household/1   # 様式
case: 'R07-7K3F9QX'

people:   # 世帯の人
  # 本人
  - id: P1
    role:   本人
    name: "架空 太郎"   # 仮の名
    health: |-  # 聞き取り
      通院している。

      　# これは本文
    school_or_work: >-
      折りたたんだ
      文
  # 次男
  - id: P2
    role: 世帯員   # 同居

  # 別居の家族

  # 長女
  - role: 別居家族
    id: P3
# 関係
relations:
- {a: P1, b: P2, kind: 親子}   # 一行で
-
  kind: 親子
  a: P1
  b: P3
tags: [見守り,
  8050]
# 終わり
"""


def changed(change: Any) -> str:
    tree = read_tree(HOUSEHOLD.encode("utf-8"))
    change(tree)
    edited = edit_text(HOUSEHOLD, tree)
    assert read_tree(edited.encode("utf-8")) == tree
    return edited


def lines_lost(edited: str) -> list[str]:
    rest = edited.split("\n")
    lost = []
    for line in HOUSEHOLD.split("\n"):
        if line in rest:
            rest.remove(line)
        else:
            lost.append(line)
    return lost


def test_nothing_changed_is_byte_for_byte_the_same() -> None:
    assert changed(lambda _: None) == HOUSEHOLD
    reordered = dict(reversed(read_tree(HOUSEHOLD.encode("utf-8")).items()))
    assert edit_text(HOUSEHOLD, reordered) == HOUSEHOLD


def test_a_changed_value_changes_its_line_and_keeps_the_comment() -> None:
    edited = changed(lambda tree: tree["people"][0].update(name="架空 花子"))
    assert edited == HOUSEHOLD.replace('"架空 太郎"', "架空 花子")
    edited = changed(lambda tree: tree["people"][1].update(role="親族"))
    assert edited == HOUSEHOLD.replace("世帯員   # 同居", "親族   # 同居")
    edited = changed(lambda tree: tree.update(case="R07-0000000"))
    assert edited == HOUSEHOLD.replace("'R07-7K3F9QX'", "R07-0000000")


def test_a_changed_block_text_keeps_the_comment_of_its_sign() -> None:
    edited = changed(lambda tree: tree["people"][0].update(health="よい"))
    assert "    health: よい  # 聞き取り\n    school_or_work: >-\n" in edited
    edited = changed(lambda tree: tree["people"][0].update(name="一\n二"))
    assert "    name: |-   # 仮の名\n      一\n      二\n    health: |-  # 聞き取り\n" in edited


def test_a_new_key_follows_its_predecessor() -> None:
    def add(tree: dict[str, Any]) -> None:
        person = tree["people"][0]
        tree["people"][0] = {"id": "P1", "kana": "カクウ", **{key: person[key] for key in person if key != "id"}}

    assert changed(add) == HOUSEHOLD.replace("  - id: P1\n", "  - id: P1\n    kana: カクウ\n")

    def add_first(tree: dict[str, Any]) -> None:
        tree["people"][1] = {"alias": "x", **tree["people"][1]}

    assert "  # 次男\n  - alias: x\n    id: P2\n" in changed(add_first)

    def add_last(tree: dict[str, Any]) -> None:
        tree["extra"] = {"x": "w"}

    assert changed(add_last) == HOUSEHOLD.replace("  8050]\n", "  8050]\nextra:\n  x: w\n")


def test_a_removed_key_takes_only_its_own_lines() -> None:
    edited = changed(lambda tree: tree["people"][0].pop("id"))
    assert edited == HOUSEHOLD.replace("  - id: P1\n    role:   本人\n", "  - role:   本人\n")
    assert lines_lost(changed(lambda tree: tree.pop("relations"))) == [
        "# 関係",
        "relations:",
        "- {a: P1, b: P2, kind: 親子}   # 一行で",
        "-",
        "  kind: 親子",
        "  a: P1",
        "  b: P3",
    ]


def test_a_removed_row_leaves_the_headings_of_others() -> None:
    edited = changed(lambda tree: tree["people"].pop(1))
    assert lines_lost(edited) == ["  # 次男", "  - id: P2", "    role: 世帯員   # 同居"]
    assert "      文\n\n  # 別居の家族\n\n  # 長女\n  - role: 別居家族\n" in edited
    edited = changed(lambda tree: tree["people"].pop(2))
    assert lines_lost(edited) == ["  # 長女", "  - role: 別居家族", "    id: P3"]
    assert "  # 別居の家族\n\n# 関係\n" in edited
    edited = changed(lambda tree: tree["people"].pop(0))
    assert "people:   # 世帯の人\n  # 次男\n  - id: P2\n" in edited


def test_rows_are_known_by_their_names_wherever_they_go() -> None:
    def turn(tree: dict[str, Any]) -> None:
        tree["people"].reverse()
        tree["people"].insert(1, {"id": "P4", "role": "知人"})
        tree["people"][2]["role"] = "親族"

    edited = changed(turn)
    assert lines_lost(edited) == ["    role: 世帯員   # 同居"]
    assert (
        "  # 長女\n  - role: 別居家族\n    id: P3\n  - id: P4\n    role: 知人\n  # 次男\n  - id: P2\n    role: 親族   # 同居\n"
        in edited
    )
    assert edited.index("  # 本人\n  - id: P1\n") > edited.index("id: P2")


def test_a_row_in_brackets_is_written_anew_and_only_that_row() -> None:
    edited = changed(lambda tree: tree["relations"][0].update(kind="養親子"))
    assert edited == HOUSEHOLD.replace("{a: P1, b: P2, kind: 親子}   # 一行で", "a: P1   # 一行で\n  b: P2\n  kind: 養親子")
    edited = changed(lambda tree: tree["relations"][1].update(since="2020-01-01"))
    assert edited == HOUSEHOLD.replace("  b: P3\n", "  b: P3\n  since: 2020-01-01\n")
    edited = changed(lambda tree: tree["tags"].append("新"))
    assert edited.endswith("tags:\n  - 見守り\n  - '8050'\n  - 新\n# 終わり\n")


def test_emptied_and_filled_lists() -> None:
    edited = changed(lambda tree: tree.update(people=[]))
    assert "people: []   # 世帯の人\n# 関係\n" in edited
    assert edit_text("a: []  # 空\nb: c\n", {"a": ["x"], "b": "c"}) == "a:  # 空\n  - x\nb: c\n"
    assert edit_text("a:  # 未\nb: c\n", {"a": "x", "b": "c"}) == "a: x  # 未\nb: c\n"


@pytest.mark.parametrize(
    ("old", "value", "new"),
    [
        ("a: 1\nb: 2", {"a": "1", "b": "2", "c": "x"}, "a: 1\nb: 2\nc: x"),
        ("---\na: x\n...\n# 終\n", {"a": "w"}, "---\na: w\n...\n# 終\n"),
        ("a: |+\n  x\n\nb: y\n", {"a": "x\n\n", "b": "z"}, "a: |+\n  x\n\nb: z\n"),
        ("a: |-\n  x\n\n\nb: y\n", {"a": "z", "b": "y"}, "a: z\n\n\nb: y\n"),
        ("a:\n  - - x\n    - y\n  - - z\n", {"a": [["x", "w"], ["z"]]}, "a:\n  - - x\n    - w\n  - - z\n"),
        ("a:\n  - - x\n    - y\n", {"a": [["y"]]}, "a:\n  - - y\n"),
        ("a:\n  -   b: c\n      d: e\n", {"a": [{"b": "c", "d": "f"}]}, "a:\n  -   b: c\n      d: f\n"),
        ("a: 3\nb: yes\n", {"a": 3, "b": "yes"}, "a: 3\nb: yes\n"),
        ("a: true\nd: 2025-06-11\n", {"a": True, "d": date(2025, 6, 11)}, "a: true\nd: 2025-06-11\n"),
        ("{a: b}\n", {"a": "c"}, "a: c\n"),
        ("a: b\n", {}, "{}\n"),
        ('"a # b": c # d\n', {"a # b": ["x"]}, "'a # b': # d\n  - x\n"),
    ],
)
def test_odd_but_lawful_texts(old: str, value: dict[str, Any], new: str) -> None:
    assert edit_text(old, value) == new


def test_rows_are_matched_by_name_then_by_order() -> None:
    before = [{"id": "P1"}, {"id": "P2", "x": "1"}, {"x": "2"}, "a"]
    assert match_rows(before, [{"id": "P2", "x": "9"}, {"id": "P1"}, {"x": "3"}, "b", "a"]) == [1, 0, 2, None, 3]
    assert match_rows([{"a": "P1", "b": "P2", "kind": "親子"}], [{"a": "P1", "b": "P2", "kind": "婚姻"}]) == [0]
    assert match_rows([{"a": "P1", "b": "P2", "kind": "親子"}], [{"a": "P1", "b": "P3", "kind": "婚姻"}]) == [None]


comments = st.sampled_from(["", "", "# 注\n", "\n# 見出し\n\n", "\n"])
small = st.one_of(st.sampled_from(["x", "y", "", "no", "一\n二", "2025-06-11"]), st.none())
rows = st.fixed_dictionaries(
    {"id": st.sampled_from(["P1", "P2", "P3", "P4"])}, optional={"a": small, "b": st.lists(small, max_size=2)}
)
cases = st.fixed_dictionaries(
    {"schema": st.just("x/1")},
    optional={"text": small, "people": st.lists(rows, max_size=4), "pairs": st.lists(st.lists(small, max_size=3), max_size=3)},
)


@given(before=cases, after=cases, above=st.lists(comments, min_size=60, max_size=60))
@settings(max_examples=100, deadline=None)
def test_an_edit_with_comments_all_over_is_exact_and_loses_no_heading(
    before: dict[str, Any], after: dict[str, Any], above: list[str]
) -> None:
    lines = build_text(before).split("\n")[:-1]
    old = "".join(("" if line.startswith(" ") else note) + line + "\n" for note, line in zip(above, lines, strict=False))
    assume(read_tree(old.encode("utf-8")) == before)
    snapshot = copy.deepcopy(after)
    edited = edit_text(old, after)
    assert after == snapshot
    assert read_tree(edited.encode("utf-8")) == after
    assert edited.count("# 見出し") == old.count("# 見出し")
    if before == after:
        assert edited == old
