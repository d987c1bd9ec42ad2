"""The reader of YAML: what it takes, where it says what, and what the draft door puts right."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from seki_cli.files.faults import TextFault
from seki_cli.files.resources import schemas_folder
from seki_cli.files.yaml_events import MAX_DEPTH, MAX_NODES
from seki_cli.files.yaml_faults import EXPLAINED, WORDS
from seki_cli.files.yaml_reader import find_place, read_any, read_tree, tidy_input
from seki_cli.files.yaml_text import MAX_BYTES

HOSTILE = sorted((Path(__file__).parent / "hostile").glob("*.yaml"))


def fault_of(text: str | bytes) -> TextFault:
    with pytest.raises(TextFault) as caught:
        read_tree(text if isinstance(text, bytes) else text.encode("utf-8"))
    return caught.value


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.stem)
def test_a_hostile_file_is_refused_with_the_code_in_its_name(path: Path) -> None:
    assert fault_of(path.read_bytes()).code == path.name[:7]


def test_the_hostile_folder_knows_every_code_that_a_small_file_can_have() -> None:
    assert {path.name[:7] for path in HOSTILE} == set(WORDS) - {"SEKI001"}
    assert len(HOSTILE) >= 90


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a: 1\n", {"a": "1"}),
        ("a: yes\nb: 14:00\nc: 0501501\nd: 1e3\n", {"a": "yes", "b": "14:00", "c": "0501501", "d": "1e3"}),
        ("a:\nb: ~\nc: null\n", {"a": None, "b": None, "c": None}),
        ("a: ''\nb: '~'\nc: \"null\"\nd: Null\n", {"a": "", "b": "~", "c": "null", "d": "Null"}),
        ("a: |-\n  一行目\n\n  　三行目\nb: x\n", {"a": "一行目\n\n　三行目", "b": "x"}),
        ("a: |\n  x\nb: |+\n  y\n\n", {"a": "x\n", "b": "y\n\n"}),
        ("a: >-\n  x\n  y\n", {"a": "x y"}),
        ("a: []\nb: {}\nc: [x, ~]\nd: {e: f}\n", {"a": [], "b": {}, "c": ["x", None], "d": {"e": "f"}}),
        ("---\n# 注\na: b # 注\n...\n# 終\n", {"a": "b"}),
        ("a:\n- b: c\n  d:\n  - e\n-\n  f\n", {"a": [{"b": "c", "d": ["e"]}, "f"]}),
        ("true: 1\n2025: x\n'<<': y\n", {"true": "1", "2025": "x", "<<": "y"}),
        ("a: 本人：つらい。　と話す\n", {"a": "本人：つらい。　と話す"}),
        ("a: |-\n  　字下げした文\n  fact：本文\n  b:c\n", {"a": "　字下げした文\nfact：本文\nb:c"}),
        ('a: "\\u845b\\U000E0100\\n"\n', {"a": "葛\U000e0100\n"}),
        ("a: が\n", {"a": "が"}),
        ("a: 𠮷野 \ue000\n", {"a": "𠮷野 \ue000"}),
        ("a:\n  - https://example.org\n  - 機関:chuo1\n", {"a": ["https://example.org", "機関:chuo1"]}),
        (
            "a: |-\n  どうする ?\nb: x ?\nc:\n  d: '?'\n  e: f # ?\ng: h\n",
            {"a": "どうする ?", "b": "x ?", "c": {"d": "?", "e": "f"}, "g": "h"},
        ),
        ("a?: b\n", {"a?": "b"}),
        ("{}\n", {}),
    ],
)
def test_plain_is_text_and_nothing_is_guessed(text: str, tree: object) -> None:
    assert read_tree(text.encode("utf-8")) == tree


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        (b"a: b\nc: \xff\n", "SEKI003", 2, 4),
        ("訪: 問\n".encode() + b"\xff", "SEKI003", 2, 1),
        ("a: b\nc: 訪問\n".encode("cp932"), "SEKI004", 2, 4),
        ("a: b\r\nc: d\r\n", "SEKI006", 1, 5),
        ("a: 訪問\nb: 電\x07話\n", "SEKI007", 2, 5),
        ("a: 𠮷\u200b\n", "SEKI008", 1, 5),
        ("a: b\nc:\td\n", "SEKI009", 2, 3),
        ("a: b\n　c: d\ne: f\n", "SEKI010", 2, 1),
        ("a: b\n\nc：d\ne: f\n", "SEKI011", 3, 1),
        ("a: b\n名前：d\ne: f\n", "SEKI011", 2, 1),
        ("a:\n  - b: c\n    d：e\n", "SEKI011", 3, 1),
        ("a: b\nc:d\ne: f\n", "SEKI012", 2, 1),
        ("a: b\nc: 'd\n", "SEKI012", 2, 4),
        ("a: b\n  c: d\n", "SEKI012", 2, 4),
        ("a: b\nc: [d\n", "SEKI012", 3, 1),
        ("a: b\nc: &d e\n", "SEKI013", 2, 4),
        ("a: b\n<<: c\n", "SEKI013", 2, 1),
        ("a: b\nc: !!str d\n", "SEKI014", 2, 4),
        ("a: b\n---\nc: d\n", "SEKI015", 2, 1),
        ("a: b\n...\n# x\n...\n", "SEKI015", 4, 1),
        ("# x\n- a: b\n", "SEKI016", 1, 1),
        ("a: b\nc:\n  d: e\n  f: g\n  d: h\n", "SEKI017", 5, 3),
        ("a: b\n? c\n: d\n", "SEKI018", 2, 3),
        ("a:\n  - b: c\n    ? # x\n      d\n", "SEKI018", 4, 7),
        ("a:\n? b\n", "SEKI018", 2, 3),
        ("a: {b: c, ? d : e}\n", "SEKI018", 1, 13),
        ("a: |-\n  x\n? b\n", "SEKI018", 3, 3),
        ("a: [b, ? c : d]\n", "SEKI018", 1, 8),
        ("a: [[?b]]\n", "SEKI018", 1, 6),
    ],
)
def test_a_fault_says_where(text: str | bytes, code: str, line: int, column: int) -> None:
    fault = fault_of(text)
    assert (fault.code, fault.line, fault.column) == (code, line, column)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a: b\nc:d\ne: f\n", "空白を一つ"),
        ("a: 'b\n", "引用符"),
        ("a: [b\nc: d\n", "かっこ"),
        ("a: b: c\n", "囲んで"),
        ('a: "\\q"\n', "\\"),
        ("a: b".encode("utf-16"), "UTF-16"),
    ],
)
def test_the_words_fit_the_slip(text: str | bytes, word: str) -> None:
    fault = fault_of(text)
    assert word in fault.message + fault.remedy


def test_size_depth_and_number_have_limits() -> None:
    assert read_tree(b"a: " + b"x" * (MAX_BYTES - 4) + b"\n")
    assert fault_of(b"a: " + b"x" * (MAX_BYTES - 3) + b"\n").code == "SEKI001"
    assert read_tree(b"a: " + b"[" * (MAX_DEPTH - 1) + b"]" * (MAX_DEPTH - 1))
    assert fault_of(b"a: " + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH).code == "SEKI019"
    assert len(read_tree(b"a: [" + b"x," * (MAX_NODES - 2) + b"]")["a"]) == MAX_NODES - 2
    assert fault_of(b"a: [" + b"x," * MAX_NODES + b"]").code == "SEKI019"


@pytest.mark.parametrize("many", [MAX_DEPTH, 999, 1000, 100_000])
def test_a_nesting_too_deep_is_told_where_it_begins_however_far_the_scanner_looks_ahead(many: int) -> None:
    fault = fault_of("schema: note/1\nfact: " + "[" * many)
    assert (fault.code, fault.line, fault.column) == ("SEKI019", 2, 6 + MAX_DEPTH)


def test_every_code_is_explained_and_no_message_holds_the_text() -> None:
    assert list(EXPLAINED) == [f"SEKI{number:03}" for number in range(1, 20)]
    for words in WORDS.values():
        assert words.message
        assert words.remedy
        assert words.why
        assert "\n" not in words.message + words.remedy
    assert len({words.message for words in WORDS.values()}) == len({words.title for words in WORDS.values()}) == 19


def test_no_value_of_the_file_is_in_a_fault() -> None:
    for path in HOSTILE:
        fault = fault_of(path.read_bytes())
        told = fault.message + fault.remedy + str(fault)
        for word in ("訪問", "sato", "kato", "落ち着", "つらい", "電話", "lol", "R07", "20250611", "os.system"):
            assert word not in told


def test_what_comes_by_from_may_be_a_list_of_mappings() -> None:
    assert read_any(b"- a: b\n- c: d\n") == [{"a": "b"}, {"c": "d"}]
    assert read_any(b"a: b\n") == {"a": "b"}
    for text in (b"- a\n", b"- a: b\n- \n", b"x\n", b"- - a: b\n"):
        with pytest.raises(TextFault, match="いちばん外側"):
            read_any(text)


PLACES = """# 頭
schema: household/1
people:
  - id: P1   # 本人
    name: |-
      あ
      い
  -
    id: P2
    issues: [a, b]
ties: {a: b,
  c: d}
empty:
"""


@pytest.mark.parametrize(
    ("key", "place"),
    [
        (("schema",), (2, 1)),
        (("people",), (3, 1)),
        (("people", 0), (4, 5)),
        (("people", 0, "id"), (4, 5)),
        (("people", 0, "name"), (5, 5)),
        (("people", 1), (9, 5)),
        (("people", 1, "issues", 1), (10, 17)),
        (("people", 1, "nothing"), (9, 5)),
        (("people", 7, "id"), (3, 1)),
        (("ties", "c"), (12, 3)),
        (("empty",), (13, 1)),
        (("empty", "deeper"), (13, 1)),
        (("nothing", 0), (1, 1)),
        ((), (1, 1)),
    ],
)
def test_a_key_is_found_or_the_nearest_around_it(key: tuple[str | int, ...], place: tuple[int, int]) -> None:
    assert find_place(PLACES.encode("utf-8"), key) == place


def test_a_key_of_an_unreadable_file_is_at_its_beginning() -> None:
    assert find_place(b"a: [", ("a",)) == (1, 1)


def test_the_draft_door_puts_right_the_outside() -> None:
    data, notes = tidy_input(b"\xef\xbb\xbfa: b\r\nc: d\re: f\n")
    assert data == b"a: b\nc: d\ne: f\n"
    assert len(notes) == 2
    assert tidy_input(b"a: b\n") == (b"a: b\n", ())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("received_on: ２０２５－０６－１１", "received_on: 2025-06-11"),
        ("received_on: 2025ー06−11", "received_on: 2025-06-11"),
        ("starts: １４：００", "starts: 14:00"),
        ("at: '１４：００' # ２", "at: '14:00' # ２"),
        ("person: Ｐ１", "person: P1"),
        ("about: [Ｐ１, P2, Ｐ３]", "about: [P1, P2, P3]"),
        ("never_together:\n  - [Ｐ１, Ｐ３]", "never_together:\n  - [P1, P3]"),
        ("plan: Ｐ－７Ｋ３Ｆ９ＱＸ", "plan: P-7K3F9QX"),
        ("of: ２０２５０６１１－７ＫＱ２＃１", "of: 20250611-7KQ2#1"),
        ("born_year: １９５０", "born_year: 1950"),
    ],
)
def test_ids_and_dates_become_half_width(before: str, after: str) -> None:
    data, notes = tidy_input(f"{before}\nfact: x\n".encode())
    assert data.decode() == f"{after}\nfact: x\n"
    assert notes
    assert all("半角" in note for note in notes)
    assert not any(re.search("[０-９Ａ-Ｚ]", note) for note in notes)


@pytest.mark.parametrize(
    "text",
    [
        "fact: ２０２５－０６－１１",
        "fact: |-\n  ２０２５－０６－１１",
        "name: Ｐ１",
        "view: 'Ｐ１'",
        "date: 令和７年６月１１日",
        "date: |-\n  ２０２５－０６－１１",
        "phone: ０５７５－２２－３１３１",
        "address: １－２－３",
        "date: [",
        "date：２０２５－０６－１１",
    ],
)
def test_what_somebody_said_is_not_touched(text: str) -> None:
    assert tidy_input(text.encode()) == (text.encode(), ())


_DAYS = {"date", "month", "clock", "moment"}
_IDS = {
    *("case_id", "plan_id", "meeting_id", "record_id", "todo_id", "far_record_id", "gap_id", "resource_id", "activity_id"),
    *("person_id", "agency", "staff", "slug"),
}


def referring(schema: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield the names of fields with the shared piece that says what they hold."""
    if isinstance(schema, list):
        for one in schema:
            yield from referring(one, name)
    if not isinstance(schema, dict):
        return
    if name and "$ref" in schema:
        yield name, str(schema["$ref"]).rpartition("/")[2]
    for key, inner in schema.items():
        if key in ("properties", "$defs"):
            for field, one in inner.items():
                yield from referring(one, field if key == "properties" else "")
        elif key in ("items", "anyOf", "oneOf", "allOf", "then", "else", "additionalProperties"):
            yield from referring(inner, name)


def test_the_door_knows_every_field_that_holds_nothing_but_an_id_or_a_day() -> None:
    """But for `kind`: a meeting's is an id, and elsewhere it is a word of the office's list, which may be in full width."""
    for path in sorted(Path(str(schemas_folder())).glob("*.json")):
        for name, piece in referring(json.loads(path.read_text(encoding="utf-8"))):
            digits = {
                "date": "２０２５-０７-０１",
                "month": "２０２５-０７",
                "clock": "０９:３０",
                "moment": "２０２５-０７-０１T０９:００",
            }.get(piece, "ａ１")
            if piece in _DAYS | _IDS and (name, piece) != ("kind", "slug"):
                _, notes = tidy_input(f"{name}: {digits}\n".encode())
                assert notes, (path.name, name, piece)
