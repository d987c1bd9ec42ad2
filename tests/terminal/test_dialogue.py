"""At a real terminal: what is asked, what a killed terminal leaves, and that Enter never writes what was not shown."""

import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from at_terminal import Spawn, answers, drafts, ended, interrupt, open_terminal
from carried import CALL, PLAN, SECRETS, Household, carried


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


@pytest.fixture
def terminal(home: Household) -> Spawn:
    """Return a way to open seki at a terminal of its own, as sato, on 2025-07-16."""
    home.desk.do("registry", "me", "sato")

    def spawn(*words: str, day: str = "2025-07-16", **env: str) -> "pexpect.spawn[str]":
        return open_terminal(home.desk.root, *words, day=day, **env)

    return spawn


def test_four_answers_open_a_case(home: Household, terminal: Spawn) -> None:
    child = terminal("case", "new")
    answers(
        child,
        ("受付日", "?"),
        ("受付日", "R7.7.15"),
        ("令和7年7月15日.*受付機関", ""),
        ("→ 関市中央第1地域包括支援センター.*(方法|相談方法)", "2"),
        ("だれの言葉", "家族"),
        ("相談内容", "夜に眠れないと言う"),
        ("続き", "声が小さい"),
        ("続き", ""),
        ("氏名", ""),
        ("ふりがな", ""),
        ("どの事業", "第1号ハ"),
    )
    child.expect("保存しました: (R07-[0-9A-Z]{7})")
    case = child.match.group(1)
    assert ended(child) == 0
    (intake,) = (home.desk.root / "cases" / "R07" / case / "intakes").iterdir()
    text = intake.read_text(encoding="utf-8")
    assert "received_on: 2025-07-15\nagency: chuo1\n" in text
    assert "by_family: |-\n    夜に眠れないと言う\n    声が小さい\n" in text
    assert "programme: 1-ha-kihon" in text
    assert drafts(home.desk) == []


def test_a_killed_terminal_loses_no_answer(home: Household, terminal: Spawn) -> None:
    child = terminal("case", "new")
    answers(child, ("受付日", ""), ("受付機関", "西"), ("方法", "電話"))
    child.expect("だれの言葉")
    child.kill(9)
    child.expect(pexpect.EOF)
    assert drafts(home.desk) == ["case-new.yaml"]
    assert home.desk.ask("case", "list").items[0]["id"] == home.case

    child = terminal("case", "new", "--resume")
    answers(
        child, ("だれの言葉", "1"), ("相談内容", "眠れない"), ("続き", ""), ("氏名", "長良 一"), ("ふりがな", "ながら はじめ")
    )
    child.expect("保存しました: (R07-[0-9A-Z]{7})")
    case = child.match.group(1)
    assert ended(child) == 0
    (intake,) = (home.desk.root / "cases" / "R07" / case / "intakes").iterdir()
    assert "received_on: 2025-07-16\nagency: nishi\nmethod: 電話\n" in intake.read_text(encoding="utf-8")
    assert "name: 長良 一" in (intake.parents[1] / "household.yaml").read_text(encoding="utf-8")
    assert drafts(home.desk) == []
    log = subprocess.run(["git", "-C", home.desk.root, "log", "-1", "--format=%B"], capture_output=True, text=True, check=True)
    assert log.stdout.strip() == f"seki: case new {case}"


def test_ctrl_c_writes_nothing(home: Household, terminal: Spawn) -> None:
    child = terminal("case", "new")
    answers(child, ("受付日", ""))
    child.expect("受付機関.*］: ")
    interrupt(child, "ここまでの内容は下書きに残っています.*中断しました")
    assert ended(child) == 130
    assert len(home.desk.ask("case", "list").items) == 1


def test_words_are_asked_for_and_stand_in_no_command_line(home: Household, terminal: Spawn) -> None:
    child = terminal("case", "find")
    child.expect("探す言葉")
    line = Path(f"/proc/{child.pid}/cmdline").read_bytes().decode()
    child.sendline("むげ とみ")
    child.expect(home.case)
    assert ended(child) == 0
    assert not any(word in line for word in SECRETS)


def test_a_note_by_its_form(home: Household, terminal: Spawn) -> None:
    child = terminal("note", "add", home.case)
    answers(
        child,
        ("年月日", "きのう"),
        (r"令和7年7月15日\(火\).*方法", "ほうもん"),
        ("→ 訪問.*事実", "庭で話した"),
        ("続き", ""),
        ("見立て", ""),
        ("対応", ""),
        ("だれについて", "2"),
        ("→ P2.*ほかに", ""),
        ("情報の区分", "きほん"),
        ("予定日", "R7.7.30"),
        ("担当者", ""),
        ("すること", "電話する"),
        ("どの事業", ""),
        ("支援経過記録（保存の前の確認）.* 7 .*基本情報.*Enter で保存", ""),
    )
    child.expect("保存しました")
    assert ended(child) == 0
    text = next(p for p in (home.folder / "notes").iterdir() if "庭で話した" in p.read_text()).read_text(encoding="utf-8")
    assert "date: 2025-07-15\n" in text
    assert "about:\n  - P2\n" in text
    assert "next:\n  date: 2025-07-30\n" in text
    assert "recorded_by: sato" in text


def test_a_note_goes_on_where_the_terminal_was_lost(home: Household, terminal: Spawn) -> None:
    child = terminal("note", "add", home.case)
    answers(child, ("年月日", ""), ("方法", "訪問"), ("事実", "庭で長く話した"), ("続き", ""))
    child.expect("見立て")
    child.kill(9)
    child.expect(pexpect.EOF)
    assert drafts(home.desk) == [f"note-add-{home.case}.yaml"]
    child = terminal("note", "add", home.case)
    answers(
        child, ("書きかけ", ""), ("見立て", ""), ("対応", ""), ("だれについて", ""), ("情報の区分", "基本情報"), ("予定日", "")
    )
    answers(child, ("どの事業", ""), ("事実: 庭で長く話した.*Enter で保存", ""))
    child.expect("保存しました")
    assert ended(child) == 0
    assert sum("庭で長く話した" in p.read_text() for p in (home.folder / "notes").iterdir()) == 1
    assert drafts(home.desk) == []


@pytest.mark.parametrize(("said", "code"), [("", 0), ("n", 130)])
def test_a_writer_shows_the_whole_number_and_waits(
    home: Household, terminal: Spawn, tmp_path: Path, said: str, code: int
) -> None:
    given = tmp_path / "note.yaml"
    given.write_text("method: 訪問\nfact: x\ncategory: 基本情報\nprogramme: 1-i\n", encoding="utf-8")
    before = len(list((home.folder / "notes").iterdir()))
    child = terminal("note", "add", home.case[4:8].lower(), "--from", str(given))
    child.expect(home.case)
    child.sendline(said)
    assert ended(child) == code
    assert len(list((home.folder / "notes").iterdir())) == before + (code == 0)


def editor(tmp_path: Path, script: str) -> str:
    """Return an $EDITOR that changes the file by a line of Python: `text` is what was offered, what is left is `text`."""
    path = tmp_path / "editor.py"
    path.write_text(
        f"import sys\npath = sys.argv[1]\ntext = open(path, encoding='utf-8').read()\n{script}\nopen(path, 'w', encoding='utf-8').write(text)\n",
        encoding="utf-8",
    )
    return f"{sys.executable} {path}"


def test_a_plan_in_the_editor_and_a_slip_that_loses_nothing(home: Household, terminal: Spawn, tmp_path: Path) -> None:
    slip = editor(tmp_path, f"text = {('x: [' + chr(10) + PLAN)!r}")
    child = terminal("plan", "new", home.case, "--kind", "参加支援", EDITOR=slip)
    answers(child, ("1 問ずつ", "e"))
    child.expect("編集した内容:")
    assert ended(child) == 2
    assert drafts(home.desk) == [f"plan-new-{home.case}.yaml"]
    home.desk.do("plan", "new", home.case, "--kind", "参加支援", given=PLAN)
    assert drafts(home.desk) == [f"plan-new-{home.case}.yaml"]

    mended = editor(tmp_path, "assert '週に一度、居場所に通う' in text\ntext = text.replace('x: [\\n', '')")
    child = terminal("plan", "new", home.case, "--kind", "参加支援", EDITOR=mended)
    answers(child, ("1 問ずつ", "e"), ("書きかけ", ""))
    child.expect("保存しました: .*(P-[0-9A-Z]{7})")
    plan = child.match.group(1)
    assert ended(child) == 0
    assert drafts(home.desk) == []
    assert "kind: 参加支援\nversion: 1\n" in (home.folder / "plans" / plan / "v1.yaml").read_text(encoding="utf-8")


def test_the_form_of_a_plan_is_offered_with_its_titles(home: Household, terminal: Spawn, tmp_path: Path) -> None:
    seen = tmp_path / "seen.yaml"
    look = editor(tmp_path, f"open({str(seen)!r}, 'w', encoding='utf-8').write(text)\nsys.exit(1)")
    child = terminal("plan", "new", home.case, "--kind", "参加支援", EDITOR=look)
    answers(child, ("1 問ずつ", "e"))
    child.expect("エディターが途中で終わった")
    assert ended(child) == 2
    text = seen.read_text(encoding="utf-8")
    assert "# ※本人の意向" in text
    assert "kind: 参加支援" in text
    assert "since: 2025-07-16" in text


def test_an_edit_that_breaks_the_schema_is_kept(home: Household, terminal: Spawn, tmp_path: Path) -> None:
    wrong = editor(tmp_path, "text = text + 'urgency: 超特急\\n'")
    child = terminal("case", "edit", home.case, EDITOR=wrong)
    child.expect("決められた言葉.*下書きに残しています")
    assert ended(child) == 2
    assert drafts(home.desk) == [f"edit-case-{home.case}.yaml"]
    right = editor(tmp_path, "assert '超特急' in text\ntext = text.replace('超特急', '当日')")
    child = terminal("case", "edit", home.case, EDITOR=right)
    answers(child, ("書きかけ", ""))
    child.expect("保存しました")
    assert ended(child) == 0
    assert "urgency: 当日" in (home.folder / "case.yaml").read_text(encoding="utf-8")
    assert drafts(home.desk) == []


def test_an_event_in_the_editor_becomes_a_correction(home: Household, terminal: Spawn, tmp_path: Path) -> None:
    note = next((home.folder / "notes").iterdir())
    before = note.read_bytes()
    child = terminal("case", "edit", home.case, note.stem, EDITOR=editor(tmp_path, "text = text.replace('玄関', '縁側')"))
    answers(child, ("訂正の理由", "場所の書き誤り"))
    child.expect("保存しました")
    assert ended(child) == 0
    assert note.read_bytes() == before
    assert len(list((home.folder / "notes").iterdir())) == 2


def test_names_are_shown_at_a_terminal_only(home: Household, terminal: Spawn) -> None:
    child = terminal("due", "--names", "--quiet")
    child.expect("武芸 昌平")
    assert ended(child) == 0


@pytest.mark.parametrize("columns", ["40", "80"])
def test_a_narrow_terminal_breaks_no_number(home: Household, terminal: Spawn, columns: str) -> None:
    for words, shown in (("case", home.case), ("referral", f"{home.case}/{home.referral}"), ("meeting", home.meeting)):
        child = terminal(words, "list", "--quiet", COLUMNS=columns)
        child.expect(shown)
        assert ended(child) == 0


def test_who_records_is_asked_once_where_nobody_is_known(home: Household, terminal: Spawn, tmp_path: Path) -> None:
    subprocess.run(["git", "-C", home.desk.root, "config", "--unset", "seki.staff"], check=True)
    given = tmp_path / "call.yaml"
    given.write_text(CALL, encoding="utf-8")
    child = terminal("case", "new", "--from", str(given))
    answers(child, ("記録者", "sato"))
    child.expect("保存しました")
    assert ended(child) == 0
