"""The one screen of a case: the overdue first, in the words of the promise; who said the same in one line; cut to the screen."""

import os
import sys
from pathlib import Path

import pexpect
import pytest

from carried import Household, carried
from seki_cli.model.width import columns, cut, shortened, width_of, wrapped

PACKAGE = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


def shown(home: Household, *words: str, day: str = "2025-08-20") -> list[str]:
    said = home.desk.on(day).try_("case", "show", home.case, *words)
    assert said.code == 0, said.err
    return said.out.splitlines()


def section(lines: list[str], title: str) -> list[str]:
    start = next(n for n, line in enumerate(lines) if line.startswith(title))
    rest = lines[start + 1 :]
    return rest[: next((n for n, line in enumerate(rest) if line.startswith("■")), len(rest))]


def test_the_overdue_stands_first_with_how_long_and_in_the_words_of_the_record(home: Household) -> None:
    given = "method: 電話\nfact: x\nnext:\n  date: 2025-08-25\n  what: 通院に付き添う\n"
    note = home.desk.do("note", "add", home.case, given=given)["note"]
    due = section(shown(home), "■ 期限・宿題")
    assert due[0].startswith("  R7.7.15【36日超過】 回答待ち")
    assert due[1].startswith("  R7.8.15【5日超過】 モニタリング")
    assert f"  R7.8.25 次回予定　通院に付き添う　多機関協働事業者　{note}" in due
    assert "【本日】" in section(shown(home, day="2025-08-25"), "■ 期限・宿題")[2]
    assert due[-1].startswith("  その先: R8.1.14 プラン期限")


def test_a_promise_tells_how_often_it_was_put_off(home: Household) -> None:
    written(home, "20250722-7KQ2", "todos:\n  - num: 1\n    agency: marugoto\n    what: 見学日を決める\n    due: 2025-07-30\n")
    who = "関市くらし・まるごと支援センター　20250722-7KQ2#1"
    assert f"  R7.7.30【21日超過】 宿題　見学日を決める　{who}" in section(shown(home), "■ 期限・宿題")
    written(home, "20250729-7KQ2", "moved:\n  - of: 20250722-7KQ2#1\n    act: 延期\n    due: 2025-08-29\n    why: 先方の都合\n")
    assert f"  R7.8.29 宿題　見学日を決める（1 回延期）　{who}" in section(shown(home), "■ 期限・宿題")


def written(home: Household, record: str, fields: str) -> None:
    """Put a decision into the case by hand."""
    day = f"{record[:4]}-{record[4:6]}-{record[6:8]}"
    head = f"schema: decision/1\nid: {record}\ncase: {home.case}\ndate: {day}\ntiming: 情報共有\nresult: その他\n"
    foot = f"recorded: {day}T10:00:00+09:00\nrecorded_by: goto\n"
    (home.folder / "decisions" / f"{record}.yaml").write_text(head + fields + foot, encoding="utf-8")


def test_people_who_said_the_same_stand_in_one_line(home: Household) -> None:
    same = "person: P2\nact: 同意\ngiven_by: 本人\nhow: 口頭\nshare_with:\n  agencies: すべて\ncategories: すべて\nuntil: 2026-06-30\n"
    assert section(shown(home), "■ 同意") == [
        "  P1 同意　R7.7.1〜R8.6.30　範囲: すべて　すべての機関",
        "  P2 同意の記録はありません。",
    ]
    home.desk.on("2025-07-01").do("consent", "add", home.case, "--person", "P2", given=same)
    assert section(shown(home), "■ 同意") == ["  P1・P2 同意　R7.7.1〜R8.6.30　範囲: すべて　すべての機関"]


def test_protected_whereabouts_are_marked(home: Household) -> None:
    text = (home.folder / "household.yaml").read_text(encoding="utf-8")
    guarded = text.replace("    address: 架空町1-2\n", "    address: 架空町1-2\n    protected:\n      since: 2025-07-01\n")
    (home.folder / "household.yaml").write_text(guarded, encoding="utf-8")
    lines = shown(home)
    assert "【所在を伏せる】" in section(lines, "■ 世帯")[0]
    assert not any("架空町" in line for line in lines)


def test_a_closed_case_tells_how_it_ended(home: Household) -> None:
    (home.folder / "closings").mkdir()
    (home.folder / "closings" / "20250801-7KQ2.yaml").write_text(
        f"schema: closing/1\nid: 20250801-7KQ2\ncase: {home.case}\ndate: 2025-08-01\nact: 終結\nreason: 本人の申出\nnext_lead: shakyo\n"
        "followup_needed: true\nfollowup:\n  - date: 2025-09-01\n    how: 電話\nrecorded: 2025-08-01T10:00:00+09:00\nrecorded_by: goto\n",
        encoding="utf-8",
    )
    lines = shown(home)
    assert "　終結" in lines[0]
    assert "終わり方 R7.8.1 終結　本人の申出　次の主担当 関市社会福祉協議会　フォローアップあり" in lines
    assert any("R7.9.1 フォローアップ" in line for line in section(lines, "■ 期限・宿題"))


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_wider_than_the_screen_and_none_runs_on(home: Household, width: int) -> None:
    home.desk.do("note", "add", home.case, given=f"method: 電話\nfact: {'長い話が続いた。' * 60}\n")
    args = ["-c", "from seki_cli.main import run; run()", "-C", str(home.desk.root), "--quiet", "case", "show", home.case]
    env = {**os.environ, "PYTHONPATH": str(PACKAGE), "SEKI_TODAY": "2025-08-20", "LANG": "C.UTF-8", "TERM": "xterm"}
    child = pexpect.spawn(sys.executable, args, env=env, encoding="utf-8", timeout=30, dimensions=(50, width))
    child.expect(pexpect.EOF)
    lines = child.before.replace("\r", "").rstrip("\n").split("\n")
    assert len(lines) <= 40
    assert max(map(width_of, lines)) <= width
    assert sum("長い話" in line for line in lines) == 2
    assert any(line.endswith("…") for line in lines)
    assert any("長い話が続いた。" * 60 in line for line in shown(home)), "through a pipe nothing is cut"


def test_lines_break_where_a_reader_of_japanese_expects_it() -> None:
    line = "  " + "あ" * 8 + "、" + "い" * 8 + "（う）20250611-7KQ2 終わり"
    for width in range(24, 60):
        parts = wrapped(line, width)
        assert max(map(width_of, parts)) <= width + 2
        assert not [part for part in parts if part.strip()[0] in "、）" or part.rstrip()[-1] == "（"], (width, parts)
        assert sum("20250611-7KQ2" in part for part in parts) == 1, (width, parts)
        assert "".join("".join(parts).split()) == "".join(line.split())


def test_what_is_cut_says_so() -> None:
    assert cut("あいうえお", 10) == "あいうえお"
    assert cut("あいうえお", 9) == "あいうえ…"
    assert cut("一行目\n二行目", 20) == "一行目 二行目"
    assert shortened("あ" * 30, 20, 2) == ["あ" * 10, "    " + "あ" * 7 + "…"]
    assert shortened("あ" * 10, 20, 1) == ["あ" * 10]


def test_options_are_set_in_columns_and_a_long_one_stands_alone() -> None:
    lines = columns(["1 来所", "2 電話", "3 訪問", "4 " + "長" * 30, "5 その他"], 40)
    assert lines == ["  1 来所  2 電話  3 訪問", "  4 " + "長" * 18, "     " + "長" * 12, "  5 その他"]
