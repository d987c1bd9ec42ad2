"""A meeting before its day: moved, called off, its items said anew or taken off; nothing that was on it is lost from sight."""

import subprocess
from pathlib import Path

import pytest

from carried import PLAN, Household, carried

CHAIR = """\
- id: cho
  name: 課長 一
  agency: takikan
  post: 調整会議議長
  pledged_on: 2025-04-01
  since: 2025-04-01
  until: 2025-07-31
- id: jicho
  name: 次長 二
  agency: takikan
  post: 議長代理
  pledged_on: 2025-04-01
  since: 2025-04-01
"""


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


def on_an_agenda(home: Household, day: str = "2025-07-22") -> str:
    """Put the revised plan on a meeting with three members."""
    desk = home.desk
    desk.do("plan", "revise", home.plan, given="cautions: 訪問は水曜\nchange_reason: 希望による\n")
    meeting = desk.do("meeting", "new", "juso", "--date", day)["meeting"]
    desk.do("meeting", "attend", meeting, "takikan:goto", "chuo1:sato", "marugoto:mori")
    desk.do("meeting", "add", meeting, home.case, "--timing", "変更")
    return str(meeting)


def shown(home: Household, meeting: str) -> dict[str, object]:
    return home.desk.ask("meeting", "show", meeting).data


def waits(home: Household) -> list[tuple[str, str]]:
    return [(row["due_on"], row["plan"]) for row in home.desk.ask("due", "--kind", "会議待ち", "--within", "60").items]


def test_the_day_moves_the_number_stays_and_the_wait_follows(home: Household) -> None:
    meeting = on_an_agenda(home)
    assert waits(home) == [("2025-07-22", home.plan)]
    said = home.desk.try_(
        "meeting", "move", meeting, "--date", "R7.7.29", "--from", "-", stdin='starts: "10:00"\nplace: 市役所\n'
    )
    assert said.code == 0, said.err
    assert "令和7年7月22日(火) から 令和7年7月29日(火) に移しました" in said.out
    data = shown(home, meeting)
    assert (data["meeting"], data["date"], data["starts"], data["place"]) == (meeting, "2025-07-29", "10:00", "市役所")
    assert waits(home) == [("2025-07-29", home.plan)]
    assert home.desk.ask("check").data["errors"] == 0


@pytest.mark.parametrize(
    ("words", "given", "code", "word"),
    [
        ((), "", 2, "--date"),
        (("--date", "いつか"), "", 2, "日付"),
        (("--date", "2025-07-29"), "kind: shien\n", 2, "移すとき"),
        (("--date", "2025-07-29"), "date: 2025-07-30\n", 2, "食い違"),
        (("--date", "2026-07-07"), "", 4, "議題 1"),
        (("--date", "2025-07-11"), "", 4, "まだ作られていない版"),
    ],
)
def test_a_move_that_cannot_be_made(home: Household, words: tuple[str, ...], given: str, code: int, word: str) -> None:
    meeting = on_an_agenda(home)
    source = ("--from", "-") if given else ()
    said = home.desk.try_("meeting", "move", meeting, *words, *source, stdin=given)
    assert said.code == code, said.out + said.err
    assert word in said.err
    assert shown(home, meeting)["date"] == "2025-07-22"


def test_every_consent_is_asked_again_for_the_new_day_and_the_item_can_be_taken_off(home: Household) -> None:
    meeting = on_an_agenda(home)
    error = home.desk.refused(4, "meeting", "move", meeting, "--date", "2026-07-07")
    assert "有効な本人同意がありません" in error["message"]
    assert f"seki meeting cancel {meeting} --item 1" in error["remedy"]
    assert "/consents/" in error["where"]
    off = home.desk.try_("meeting", "cancel", meeting, "--item", "1")
    assert off.code == 0, off.err
    assert "会議待ちに戻りました" in off.out
    assert home.desk.try_("meeting", "move", meeting, "--date", "2026-07-07").code == 0
    assert "items" not in shown(home, meeting)
    assert waits(home) == [("2025-07-30", home.plan)]


def test_a_kind_that_is_not_there_on_the_new_day(home: Household) -> None:
    path = home.desk.root / "profile" / "meetings.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "    name: 重層的支援会議\n", "    name: 重層的支援会議\n    until: 2025-08-31\n"
    )
    path.write_text(text, encoding="utf-8")
    assert home.desk.try_("save").code == 0
    meeting = home.desk.do("meeting", "new", "juso", "--date", "2025-08-20")["meeting"]
    error = home.desk.refused(4, "meeting", "move", meeting, "--date", "2025-09-02")
    assert "行われていません" in error["message"]


def test_papers_that_went_out_are_told_to_be_stale(home: Household, tmp_path: Path) -> None:
    meeting = on_an_agenda(home)
    home.desk.do("agenda", meeting, "-o", str(tmp_path / "shiryo.txt"))
    said = home.desk.try_("meeting", "move", meeting, "--date", "2025-07-29")
    assert "前に出した資料は日付が古くなりました（提供台帳に 1 件）" in said.out
    later = home.desk.try_("meeting", "move", meeting, "--date", "2025-07-29", "--from", "-", stdin='starts: "15:00"\n')
    assert "古くなりました" not in later.out
    for words in (("--item", "1"), ()):
        assert "前に出した資料があります（提供台帳に 1 件）" in home.desk.try_("meeting", "cancel", meeting, *words).out


def test_a_recorded_meeting_stays_where_it_was(home: Household) -> None:
    for words in (
        ("move", home.meeting, "--date", "2025-07-29"),
        ("cancel", home.meeting),
        ("cancel", home.meeting, "--item", "1"),
    ):
        error = home.desk.refused(4, "meeting", *words)
        assert "もう記録され" in error["message"]
        assert home.decision in error["where"]


def test_what_was_on_a_meeting_that_is_called_off_waits_again(home: Household) -> None:
    meeting = on_an_agenda(home)
    said = home.desk.try_("meeting", "cancel", meeting)
    assert said.code == 0, said.err
    assert f"議題 1 {home.case} {home.plan}: 会議待ちに戻りました（期限 令和7年7月30日）" in said.out
    assert waits(home) == [("2025-07-30", home.plan)]
    (row,) = home.desk.ask("meeting", "propose", "juso").items
    assert (row["plan"], row["timing"]) == (home.plan, "変更")
    assert "取りやめ" in home.desk.try_("meeting", "show", meeting).out
    for words in (
        ("add", meeting, home.case, "--timing", "変更"),
        ("move", meeting, "--date", "2025-07-29"),
        ("attend", meeting, "nishi"),
    ):
        assert "取りやめた会議" in home.desk.refused(4, "meeting", *words)["message"]
    again = home.desk.try_("meeting", "cancel", meeting)
    assert (again.code, "保存するものはありません" in again.out) == (0, True)


def test_an_item_that_is_not_there_cannot_be_taken_off(home: Household) -> None:
    meeting = on_an_agenda(home)
    assert home.desk.try_("meeting", "cancel", meeting, "--item", "7").code == 3


def test_an_item_is_said_anew_in_its_place(home: Household) -> None:
    meeting = on_an_agenda(home)
    other = home.desk.do("plan", "new", home.case, "--kind", "参加支援", given=PLAN)["plan"]
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "策定", "--plan", other)
    said = home.desk.try_("meeting", "add", meeting, home.case, "--plan", home.plan, "--members", "takikan,chuo1")
    assert said.code == 0, said.err
    assert "議題 1 の構成員を改めました" in said.out
    items = shown(home, meeting)["items"]
    assert [(i["num"], i["plan"], i.get("members")) for i in items] == [  # type: ignore[attr-defined]
        (1, home.plan, ["takikan", "chuo1"]),
        (2, other, None),
    ]
    same = home.desk.try_("meeting", "add", meeting, home.case, "--plan", home.plan, "--members", "takikan,chuo1")
    assert same.code == 4
    turned = home.desk.refused(4, "meeting", "add", meeting, home.case, "--plan", home.plan, "--timing", "終結")
    assert "--item 1" in turned["remedy"]


def test_an_item_that_names_an_older_version_is_put_on_in_the_newest(home: Household) -> None:
    meeting = on_an_agenda(home)
    path = home.desk.root / "meetings" / "R07" / meeting / "meeting.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("version: 2", "version: 1"), encoding="utf-8")
    assert home.desk.try_("save").code == 0
    said = home.desk.try_("meeting", "add", meeting, home.case, "--timing", "変更")
    assert said.code == 0, said.err
    assert "プランの版を改めました" in said.out
    assert shown(home, meeting)["items"][0]["version"] == 2  # type: ignore[index]


def chaired(home: Household) -> None:
    """Let the profile name a chair and a deputy, and the roll hold both; the chair leaves at the end of July."""
    path = home.desk.root / "profile" / "meetings.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "    chair: 多機関協働事業者  # 出典: 未確認\n", "    chair: 調整会議議長\n    deputies:\n      - 議長代理\n"
    )
    path.write_text(text, encoding="utf-8")
    assert home.desk.try_("save").code == 0
    home.desk.do("registry", "staff", "add", given=CHAIR)


def test_the_chair_of_the_day_then_the_deputy(home: Household) -> None:
    chaired(home)
    july = home.desk.do("meeting", "new", "juso", "--date", "2025-07-29")["meeting"]
    august = home.desk.do("meeting", "new", "juso", "--date", "2025-08-05")["meeting"]
    assert (shown(home, july)["chair"], shown(home, august)["chair"]) == ("cho", "jicho")
    assert "議長 課長 一" in home.desk.try_("meeting", "show", july).out
    moved = home.desk.try_("meeting", "move", july, "--date", "2025-08-12")
    assert "議長をその日の 次長 二 に改めました" in moved.out
    assert shown(home, july)["chair"] == "jicho"


def test_a_chair_who_has_left_is_a_finding(home: Household) -> None:
    chaired(home)
    meeting = home.desk.do("meeting", "new", "juso", "--date", "2025-08-05", given="chair: cho\n")["meeting"]
    found = [f for f in home.desk.ask("check").envelope["findings"] if f["code"] == "SEKI117"]
    assert [f["path"] for f in found] == [f"meetings/R07/{meeting}/meeting.yaml"]
    text = (home.desk.root / found[0]["path"]).read_text(encoding="utf-8").splitlines()
    assert text[found[0]["line"] - 1] == "chair: cho"


def test_a_new_meeting_tells_what_the_last_one_left_open(home: Household) -> None:
    meeting = on_an_agenda(home)
    minutes = "items:\n  - num: 1\n    result: 適切\n    todos:\n      - agency: chuo1\n        what: 電話する\n        due: 2025-08-01\n"
    home.desk.on("2025-07-22").do("meeting", "record", meeting, given=minutes)
    said = home.desk.on("2025-07-23").try_("meeting", "new", "juso", "--date", "2025-08-19")
    assert f"前回（{meeting}）の宿題が残っています: {home.case}（1 件）" in said.out


@pytest.mark.parametrize(("day", "code"), [("2019-03-31", 2), ("H30.7.1", 2), ("2019-04-01", 0)])
def test_a_meeting_of_a_year_without_a_folder_is_refused_calmly(home: Household, day: str, code: int) -> None:
    said = home.desk.try_("meeting", "new", "juso", "--date", day)
    assert said.code == code, said.err
    assert ("4月より前の会議" in said.err) == (code == 2)


@pytest.mark.parametrize(
    ("key", "near"), [("fakt", True), ("metod", True), ("colour", False), ("banana", False), ("purpose", False)]
)
def test_only_a_key_that_looks_like_a_known_one_is_called_a_slip(home: Household, key: str, near: bool) -> None:
    error = home.desk.refused(2, "note", "add", home.case, given=f"method: 電話\nfact: x\n{key}: y\n")
    assert ("書き誤りではありませんか" in error["remedy"]) == near


def test_a_meeting_that_stays_on_its_day_is_not_told_to_have_moved(home: Household) -> None:
    meeting = on_an_agenda(home)
    day = str(shown(home, meeting)["date"])
    said = home.desk.try_("meeting", "move", meeting, "--date", day)
    assert (said.code, "移しました" in said.out, "保存するものはありません" in said.out) == (0, False, True)


def test_an_item_is_taken_off_in_full_width_and_only_of_a_meeting_that_will_be_held(home: Household) -> None:
    meeting = on_an_agenda(home)
    assert home.desk.try_("meeting", "cancel", meeting, "--item", "１", "--dry-run").code == 0
    home.desk.do("meeting", "cancel", meeting)
    assert "取りやめた会議" in home.desk.refused(4, "meeting", "cancel", meeting, "--item", "1")["message"]


def test_who_leaves_the_list_and_still_sits_at_an_item_is_told(home: Household) -> None:
    meeting = on_an_agenda(home)
    home.desk.do("meeting", "attend", meeting, "nishi", "takikan:ono", f"{home.case}#P1")
    row = next(row for row in home.desk.ask("meeting", "list").items if row["id"] == meeting)
    assert (row["agencies"], row["attendees"]) == (4, 6)
    home.desk.do("meeting", "add", meeting, home.case, "--members", "takikan,nishi")
    said = home.desk.try_("meeting", "attend", meeting, "nishi", "--off")
    assert said.code == 0, said.err
    assert "議題 1 の構成員に残っています" in said.out


def test_what_stands_on_two_agendas_is_told(home: Household) -> None:
    first = on_an_agenda(home)
    second = home.desk.do("meeting", "new", "juso", "--date", "2025-07-29")["meeting"]
    said = home.desk.try_("meeting", "add", second, home.case, "--timing", "変更")
    assert f"{first} の議題にもなっています" in said.out


def test_an_agency_that_ends_before_the_new_day_is_named_in_the_meetings_file(home: Household) -> None:
    meeting = on_an_agenda(home)
    home.desk.do("meeting", "add", meeting, home.case, "--members", "takikan,chuo1")
    path = home.desk.root / "profile" / "agencies.yaml"
    text = path.read_text(encoding="utf-8").replace("id: chuo1\n", "id: chuo1\n    until: 2025-07-25\n", 1)
    path.write_text(text, encoding="utf-8")
    home.desk.try_("save")
    error = home.desk.refused(4, "meeting", "move", meeting, "--date", "2025-07-29")
    assert error["where"].startswith(f"meetings/R07/{meeting}/meeting.yaml:")
    later = home.desk.do("meeting", "new", "juso", "--date", "2025-07-29")["meeting"]
    assert "その日には置かれていない" in home.desk.refused(3, "meeting", "attend", later, "chuo1")["message"]


def twins(home: Household) -> str:
    """Return a meeting on whose agenda two items bear one number, as two clones can make it."""
    meeting = on_an_agenda(home)
    gap = home.desk.do("gap", "new", given="text: 夜に通える場所がない\n")["gap"]
    home.desk.do("meeting", "add", meeting, gap)
    file = next(home.desk.root.glob(f"meetings/**/{meeting}/meeting.yaml"))
    file.write_text(file.read_text().replace("num: 2", "num: 1"))
    assert "SEKI138" in home.desk.refused(4, "save")["message"]
    subprocess.run(
        ["git", "-C", home.desk.root, "commit", "-qam", "x", "--no-verify", "--date=2025-07-16T10:00:00+0900"], check=True
    )
    return meeting


def test_two_items_with_one_number_are_never_taken_for_each_other(home: Household) -> None:
    meeting = twins(home)
    file = next(home.desk.root.glob(f"meetings/**/{meeting}/meeting.yaml"))
    before = file.read_text()
    assert [row["code"] for row in home.desk.try_("check", "--json").envelope["findings"] if row["severity"] == "error"] == [
        "SEKI138"
    ]
    later = home.desk.on("2025-07-22")
    minutes = "came: [takikan:goto]\nitems:\n  - num: 1\n    result: 適切\n"
    for words in (
        ("agenda", meeting),
        ("agenda", meeting, "-o", str(home.desk.root.parent / "paper.txt")),
        ("meeting", "cancel", meeting, "--item", "1"),
        ("meeting", "record", meeting, "--from", "-", "--by", "goto"),
    ):
        said = later.try_(*words, stdin=minutes)
        assert said.code == 4, said.out + said.err
        assert "同じ番号の議題が二つ" in said.err
        assert "num を空いた番号に直し" in said.err
    assert file.read_text() == before
    assert not (home.desk.root.parent / "paper.txt").exists()
    head, _, tail = before.rpartition("num: 1")
    file.write_text(f"{head}num: 5{tail}")
    home.desk.do("save")
    assert home.desk.ask("agenda", meeting).data["items"][1]["num"] == 5


def test_saying_an_item_anew_leaves_its_twin_as_it_was(home: Household) -> None:
    meeting = twins(home)
    file = next(home.desk.root.glob(f"meetings/**/{meeting}/meeting.yaml"))
    gap = next(line for line in file.read_text().splitlines() if "gap: G-" in line).split()[-1]
    home.desk.do("meeting", "add", meeting, gap, given="minutes_allotted: 20\n")
    rows = shown(home, meeting)["items"]
    assert len(rows) == 2
    assert f"case: {home.case}" in file.read_text()
    assert "minutes_allotted: 20" in file.read_text()
