"""T7 in short: every hand-made hostile file among the records and at the door for drafts, some at the others; 3,000 spoilt records."""

import os
import subprocess
import sys
import unicodedata
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carried import PLAN, Household, carried
from seki_cli.files.faults import TextFault
from seki_cli.files.schemas import find_faults, ordered, shape
from seki_cli.files.yaml_editor import build_text
from seki_cli.files.yaml_faults import WORDS
from seki_cli.files.yaml_reader import read_tree
from torture import doors, t7
from torture.corpora import ABSENT, naughty_strings, records_with_texts, yaml_texts
from torture.hostile import HEAVY, MARKS, SMALL, Hostile
from torture.spoiling import wrong_with_reading

SOME = doors.ALL[::14]
AT_THE_EDITOR = ("CRLF", "CP932", "ours and theirs")


def test_there_are_as_many_files_as_the_figure_says_and_each_has_a_name_of_its_own() -> None:
    assert len(doors.ALL) >= 200
    assert len({one.name for one in doors.ALL}) == len(doors.ALL)
    codes = {one.code for one in doors.ALL if one.code}
    assert codes >= set(WORDS)
    assert sum(not one.code for one in doors.ALL) >= 8  # what only looks hostile is a record


def test_among_the_records_each_is_named_with_its_line_and_all_others_are_listed(tmp_path: Path) -> None:
    row = t7.folder_row(tmp_path / "all")
    assert (row.lost, row.note) == (0, row.note)
    assert row.many > 200


def test_at_the_door_for_drafts(tmp_path: Path) -> None:
    home = carried(tmp_path)
    assert list(doors.by_draft(home, doors.ALL, tmp_path)) == []


@pytest.mark.parametrize("number", range(9))
def test_in_the_place_of_what_a_workspace_needs(tmp_path: Path, number: int) -> None:
    home = carried(tmp_path)
    place, *words = t7.places(home)[number]
    assert list(doors.by_place(home, SOME[number % 2 :: 2], place, *words)) == []


def test_in_the_settings_that_a_workspace_is_made_of(tmp_path: Path) -> None:
    assert list(doors.by_profile(carried(tmp_path), SOME, tmp_path)) == []


def test_left_by_an_editor(tmp_path: Path) -> None:
    some = tuple(one for one in doors.ALL if one.name in AT_THE_EDITOR)
    assert len(some) == len(AT_THE_EDITOR)
    assert list(doors.by_editor(carried(tmp_path), some, tmp_path)) == []


def test_spoilt_records() -> None:
    row = t7.spoilt_row(3_000, 20250716)
    assert row.lost == 0, row.note


def test_the_corpora() -> None:
    row = t7.corpora_row(step=7)
    if row.not_run:
        pytest.skip(f"二つのコーパスは実行していません: {ABSENT}")
    assert row.lost == 0, row.note
    assert len(yaml_texts()) > 150
    assert len(naughty_strings()) > 200
    assert sum(len(fields) for _, _, fields in records_with_texts()) > 60


def test_naughty_strings_come_back_from_a_workspace_as_they_were(tmp_path: Path) -> None:
    """Written by a command, read and shown by another: the same letters, and calm on the screen."""
    if not naughty_strings():
        pytest.skip(f"やっかいな文字列は実行していません: {ABSENT}")
    home = carried(tmp_path)
    texts = [text for text in naughty_strings() if text.strip() and may_be_written(text)]
    assert len(texts) > 200
    for start in range(0, len(texts), 60):
        issues = [{"num": number, "text": text} for number, text in enumerate(texts[start : start + 60], 1)]
        given = build_text({**read_tree(PLAN.encode("utf-8")), "wish": texts[start], "issues": issues})
        made = home.desk.do("plan", "new", home.case, "--kind", "参加支援", "--by", "goto", given=given)["plan"]
        shown = home.desk.ask("plan", "show", made).data["versions"][0]
        assert [row["text"] for row in shown["issues"]] == texts[start : start + 60]
        assert shown["wish"] == texts[start]
        assert "\x1b" not in home.desk.try_("plan", "show", made).out


def may_be_written(text: str) -> bool:
    try:
        return bool(build_text({"a": text}))
    except TextFault:
        return False


def test_a_template_that_is_no_utf_8_is_told(tmp_path: Path) -> None:
    home = carried(tmp_path)
    (home.desk.root / "templates").mkdir(exist_ok=True)
    (home.desk.root / "templates" / "agenda.txt.j2").write_bytes("金糸雀".encode("cp932"))
    said = home.desk.try_("agenda", home.meeting)
    assert said.code == 5
    assert "templates/agenda.txt.j2" in said.err
    assert doors.wrong_with(said, 5) == ""


def test_the_naive_reader_fails() -> None:
    some = (*SMALL[::9], *(one for one in SMALL if one.name in {"billion laughs", "a strange key", "as it must be"}))
    row = t7.naive_row(some)
    assert row.lost > len(some) / 4
    assert "値を言う 0" not in row.note


def test_a_name_that_looks_the_same_is_told(tmp_path: Path) -> None:
    home = carried(tmp_path)
    name = unicodedata.normalize("NFD", "ほうもんが.yaml")
    (tmp_path / name).write_text("method: 訪問\nfact: 話した\n", encoding="utf-8")
    said = home.desk.try_("note", "add", home.case, "--by", "sato", "--from", str(tmp_path / "ほうもんが.yaml"))
    assert said.code == 2
    assert "濁点の分かれた文字" in said.err
    said = home.desk.try_("note", "add", home.case, "--by", "sato", "--from", str(tmp_path / "ない.yaml"))
    assert said.code == 2
    assert "濁点" not in said.err


@pytest.mark.parametrize(
    "text",
    [
        b"null",
        b"[]",
        b"kanaria42",
        b'{"format": 1}',
        b'{"format": 1, "moves": [1], "folders": []}',
        b'{"format": 1, "moves": {}}',
    ],
)
def test_a_journal_that_is_none_is_put_aside_though_its_seal_is_right(tmp_path: Path, text: bytes) -> None:
    home = carried(tmp_path)
    journal = home.desk.root / ".git" / "seki" / "journal"
    journal.parent.mkdir(exist_ok=True)
    journal.write_bytes(sha256(text).hexdigest().encode() + b"\n" + text)
    assert home.desk.try_("due").code == 0
    said = home.desk.try_("note", "add", home.case, "--by", "sato", "--from", "-", stdin="method: 電話\nfact: 話した\n")
    assert said.code == 0
    assert "わきに置きました" in said.err
    assert not journal.exists()


@pytest.mark.parametrize("encoding", ["cp932", "utf-16", "utf-8-sig"])
def test_what_an_editor_left_in_another_encoding_is_no_lost_draft(tmp_path: Path, encoding: str) -> None:
    """It is refused, and the same command offers it again, to be read and gone on with."""
    home = carried(tmp_path)
    (tmp_path / "left.yaml").write_bytes("urgency: 当日\nunknown: 打ち込んだ文\n".encode(encoding))
    words = ("case", "edit", home.case, "case")
    child = doors.open_terminal(home.desk.root, *words, day="2025-07-16", VISUAL=f"cp {tmp_path / 'left.yaml'}")
    assert doors.ended(child) in (2, 4)
    draft = home.desk.root / ".git" / "seki" / "drafts" / f"edit-case-{home.case}.yaml"
    assert draft.read_text(encoding="utf-8").replace("\r", "") == "urgency: 当日\nunknown: 打ち込んだ文\n"


@pytest.mark.parametrize(
    ("left", "told"),
    [
        ("rm -f", "エディターが途中で終わった"),
        ("/nowhere/vi", "エディターが途中で終わった"),
        ("vi '", "エディターが途中で終わった"),
    ],
)
def test_an_editor_that_leaves_nothing(tmp_path: Path, left: str, told: str) -> None:
    home = carried(tmp_path)
    child = doors.open_terminal(home.desk.root, "case", "edit", home.case, "case", day="2025-07-16", VISUAL=left)
    child.expect(told)
    assert doors.ended(child) == 2


def test_a_device_that_never_ends_is_too_large(tmp_path: Path) -> None:
    home = carried(tmp_path)
    where = ("-C", str(home.desk.root), "--as-of", "2025-07-16", "note", "add", home.case, "--by", "sato")
    told = doors.measured(tmp_path, *where, "--from", "/dev/zero")
    assert doors.wrong_with(told.said, 2) == ""
    assert told.peak < doors.MEMORY


def named(name: str) -> Hostile:
    return next(one for one in doors.ALL if one.name == name)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("CP932", "Shift_JIS"),
        ("UTF-16 LE with BOM", "UTF-16"),
        ("ISO-2022-JP", "JIS"),
        ("a zip (xlsx)", "Excel"),
        ("a PDF", "PDF"),
        ("half of a letter at the end", "途中で切れた"),
        ("BOM twice", "BOM"),
        ("a tab as indent", "半角の空白"),
        ("full-width indent", "全角の空白"),
        ("full-width colon", "半角のコロン"),
        ("full-width bar", "半角に直し"),
        ("full-width hash", "半角の「#」"),
        ("full-width number", "半角の整数"),
        ("a full-width key", "（view）"),
        ("a word of the list in two letters", "濁点の分かれた文字"),
        ("a label with a blank", "空白が違います"),
        ("ours and theirs", "<<<<<<<"),
    ],
)
def test_the_sentence_helps(home: Household, name: str, word: str) -> None:
    said = home.desk.try_("note", "add", home.case, "--by", "sato", "--dry-run", "--from", "-", stdin=named(name).build())
    assert said.code == 2
    assert word in said.err


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("UTF-8 with BOM", "（BOM）を取り除きました"),
        ("BOM and CRLF", "改行を LF にそろえました"),
        ("CR only", "改行を LF にそろえました"),
        ("full-width digits in a day", "1行目の date の全角文字を半角に直しました"),
        ("full-width digits in a day below", "8行目の date の全角文字を半角に直しました"),
        ("full-width id of a person", "12行目の about の全角文字を半角に直しました"),
        ("full-width id of the staff", "2行目の staff の全角文字を半角に直しました"),
    ],
)
def test_the_door_for_drafts_says_what_it_put_right(home: Household, name: str, word: str) -> None:
    said = home.desk.try_("note", "add", home.case, "--by", "sato", "--dry-run", "--from", "-", stdin=named(name).build())
    assert said.code == 0, said.err
    assert word in said.err


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Household:
    """One household for questions that change nothing."""
    return carried(tmp_path_factory.mktemp("same"))


TEXTS = st.one_of(st.text(max_size=30), st.sampled_from(["".join(MARKS), "2025-02-30", "１", "yes", "", " ", "が", "P1", "null"]))
KEYS = st.one_of(
    st.sampled_from(["date", "fact", "next", "about", "what", "staff", "points", "extra", *MARKS]), st.text(max_size=5)
)
TREES = st.dictionaries(
    KEYS,
    st.recursive(
        st.none() | TEXTS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
    ),
    max_size=6,
)


@given(TREES, st.sampled_from([kind for kind, _, _ in records_with_texts()]), st.data())
@settings(max_examples=150)
def test_any_tree_in_the_place_of_a_record_is_judged_in_words_of_ours(
    tree: dict[str, Any], kind: str, data: st.DataObject
) -> None:
    """Hypothesis hangs strange trees into a good record of each kind."""
    good = next(value for name, value, _ in records_with_texts() if name == kind)
    at = data.draw(st.sampled_from(list(good)))
    for value in ({**good, **tree}, {**good, at: tree}, {**good, at: [tree, tree]}, tree):
        faults = find_faults(shape(value, kind), kind)
        assert not doors.marks_in("".join(fault.message + fault.remedy for fault in faults))
        ordered(shape(value, kind), kind)


@given(
    st.lists(
        st.sampled_from(["- ", "  ", "\n", ": ", "fact", "|-", "[", "}", "'", "：", "　", "＃", "｜", "&", *MARKS]), max_size=30
    )
)
@settings(max_examples=200)
def test_any_heap_of_signs_is_answered_in_words_of_ours(signs: list[str]) -> None:
    assert wrong_with_reading("".join(signs).encode("utf-8"))[1] == ""


def test_heavy_texts_are_read_in_little_memory() -> None:
    """In a process of its own: the one of the tests is large already."""
    code = (
        "from pathlib import Path; from torture.heavy import heavy_texts; from seki_cli.files.records import read_value; "
        "place = 'cases/R07/R07-7K3F9QX/notes/20250716-AAAA.yaml'; texts = heavy_texts().values(); "
        "[read_value.__wrapped__(place, head + data) for data in texts for head in (b'', b'schema: note/1\\n')]; "
        "lines = Path('/proc/self/status').read_text().splitlines(); "
        "print(next(line.split()[1] for line in lines if line.startswith('VmHWM')))"
    )
    env = {**os.environ, "PYTHONPATH": f"{doors.PACKAGE}:{doors.PACKAGE / 'tests'}"}
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, timeout=120, check=False)
    assert told.returncode == 0, told.stderr
    assert int(told.stdout) < doors.MEMORY


@pytest.mark.parametrize("one", HEAVY, ids=lambda one: one.name)
def test_a_heavy_text_is_read_small(one: Hostile) -> None:
    assert wrong_with_reading(one.build("20250716-H0ST", "R07-7K3F9QX"))[1] == ""
