"""履歴: a diary that tells what was done, corrections and moved days included, and names nobody who is helped."""

import subprocess
from pathlib import Path

import pytest

from carried import SECRETS, Household, carried


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Household:
    """A summer of everything that a diary has to tell apart."""
    home = carried(tmp_path_factory.mktemp("history"))
    desk, case = home.desk, home.case
    here = f"{case}/{home.referral}"
    desk.on("2025-07-17").do("referral", "extend", here, "--reply-by", "2025-07-25", "--reason", "検討に時間がかかる")
    desk.on("2025-07-18").do("referral", "hold", here, "--reply-by", "2025-08-01", given="reason: 検討に時間がかかる\n")
    desk.on("2025-07-19").do("referral", "accept", here)
    note = desk.on("2025-07-20").do("note", "add", case, given="method: 訪問\nfact: 居場所の話をした\n")["note"]
    desk.on("2025-07-21").do("case", "edit", case, note, given="method: 電話\ncorrects:\n  why: 訪問ではなく電話\n")
    late = {"given": "reason_if_moved: 外泊\n"}
    desk.on("2025-08-08").as_("mori").do("monitor", home.plan, "--result", "継続", "--next-date", "2025-08-20", **late)
    desk.on("2025-08-20").as_("mori").do("monitor", home.plan, "--result", "継続", "--next-date", "2025-09-30", **late)
    desk.on("2025-08-21").do("plan", "revise", home.plan, given=REVISED)
    desk.on("2025-08-22").do("consent", "withdraw", case, given="person: P1\nhow: 口頭\n")
    desk.on("2025-08-23").do("case", "edit", case, "household", given=MORE)
    desk.on("2025-08-24").do("case", "edit", case, "case", given="team:\n  - agency: nishi\n")
    return home


REVISED = """\
goals:
  - num: 1
    text: 月に一度、居場所に通う
    due: 2026-03-31
change_reason: 入院
"""
MORE = """\
people:
  - id: P1
    role: 本人
    name: 武芸 昌平
    health: 腰が痛い
    protected:
      since: 2025-08-23
  - id: P2
    role: 世帯員
    name: 武芸 トミ
  - id: PABC
    role: 知人
    name: 架空 花
"""


def told(home: Household, *words: str) -> list[str]:
    return [row["what"] for row in home.desk.on("2025-09-01").ask("history", home.case, *words).items]


def test_the_story_of_a_case(home: Household) -> None:
    consent = min(path.stem for path in (home.folder / "consents").glob("*.yaml"))
    assert told(home) == [
        "ケースを開いた、関市中央第1地域包括支援センターが相談を受け付けた（電話）",
        "支援経過を記録（訪問）",
        "P1 の同意を記録",
        "多機関協働事業者へつないだ（一緒に対応）、提供台帳に記録",
        f"多機関協働プラン {home.plan} を作った",
        "会議で策定が決まった（適切）、提供台帳に記録",
        "つなぎの回答期限を R7.7.15 から R7.7.25 に変えた（1回目）",
        "つなぎの返事を保留し、回答期限を R7.7.25 から R7.8.1 にした（2回目）",
        "つなぎを受理した",
        "支援経過を記録（訪問）",
        told(home)[10],
        "モニタリングを記録（継続）、次回を R7.8.20 に延ばした（1回目）",
        "モニタリングを記録（継続）、次回を R7.9.30 に延ばした（2回目）",
        f"プラン {home.plan} 第2版を作った（変更）、目標1の期限を R7.12.31 から R8.3.31 に変えた（1回目）",
        f"P1 の同意の撤回を記録（{consent} の同意）",
        "世帯に PABC を加えた、P1 の支援措置を付けた、世帯の P1・P2 の記載を直した",
        "チームを変えた",
    ]


def test_a_correction_names_the_record_and_not_its_contents(home: Household) -> None:
    note, correction = (next(path.stem for path in (home.folder / "notes").glob(f"{day}-*")) for day in ("20250720", "20250721"))
    assert told(home)[10] == f"支援経過 {note} を {correction} で訂正した"


def test_it_counts_from_the_beginning_whatever_is_asked_for(home: Household) -> None:
    assert told(home, "--since", "2025-08-20")[0] == "モニタリングを記録（継続）、次回を R7.9.30 に延ばした（2回目）"
    assert len(told(home, "--since", "R7.8.24")) == 1


def test_nobody_is_named_and_nothing_is_told_of_what_was_written(home: Household) -> None:
    said = home.desk.on("2025-09-01").try_("history", home.case)
    assert said.code == 0
    assert [word for word in (*SECRETS, "架空 花", "腰", "外泊", "検討に時間", "入院") if word in said.out] == []


def test_a_correction_tells_which_days_it_moves_and_whether_the_record_is_void(tmp_path: Path) -> None:
    home = carried(tmp_path)
    desk, case = home.desk, home.case
    later = "reply_by: 2025-07-18\ncorrects:\n  why: 日を間違えた\n"
    first = desk.on("2025-07-16").do("case", "edit", case, home.referral, given=later)["referral"]
    here = f"{case}/{home.referral}"
    desk.on("2025-07-17").do("referral", "extend", here, "--reply-by", "2025-07-25", "--reason", "検討に時間がかかる")
    given = "method: 訪問\nfact: 話した\nnext:\n  date: 2025-08-01\n"
    note = desk.on("2025-07-18").do("note", "add", case, given=given)["note"]
    moved = "next:\n  date: 2025-08-05\ncorrects:\n  why: 日を間違えた\n"
    second = desk.on("2025-07-19").do("case", "edit", case, note, given=moved)["note"]
    other = desk.on("2025-07-20").do("note", "add", case, given="method: 訪問\nfact: 話した\n")["note"]
    void = desk.on("2025-07-21").do("case", "edit", case, other, given="corrects:\n  why: 別の世帯\n  void: true\n")["note"]
    assert told(home, "--since", "2025-07-16") == [
        f"つなぎ {home.referral} を {first} で訂正した、回答期限を R7.7.15 から R7.7.18 に直した",
        "つなぎの回答期限を R7.7.18 から R7.7.25 に変えた（1回目）",
        "支援経過を記録（訪問）",
        f"支援経過 {note} を {second} で訂正した、次回の予定を R7.8.1 から R7.8.5 に直した",
        "支援経過を記録（訪問）",
        f"支援経過 {other} を {void} で取り消した（別の記録だったため）",
    ]


def test_a_meeting_that_was_moved_or_called_off_is_part_of_the_story(tmp_path: Path) -> None:
    home = carried(tmp_path)
    desk = home.desk.on("2025-07-20")
    first, second = (desk.do("meeting", "new", "juso", "--date", day)["meeting"] for day in ("2025-08-01", "2025-09-01"))
    for meeting in (first, second):
        desk.do("meeting", "add", meeting, home.case, "--timing", "変更", "--plan", home.plan)
    home.desk.on("2025-07-21").do("meeting", "move", first, "--date", "2025-08-08")
    home.desk.on("2025-07-22").do("meeting", "attend", first, "nishi")
    home.desk.on("2025-07-23").do("meeting", "cancel", second)
    assert told(home, "--since", "2025-07-17") == [
        f"会議 {first} を R7.8.1 から R7.8.8 に移した",
        f"会議 {second}（R7.9.1）が取りやめになった",
    ]


def test_what_cannot_be_read_or_is_gone_is_told_by_its_place(tmp_path: Path) -> None:
    home = carried(tmp_path)
    desk, notes = home.desk, home.folder / "notes"
    (only,) = notes.glob("*.yaml")

    def save(message: str) -> None:
        subprocess.run(
            ["git", "-C", desk.root, "commit", "-qam", message, "--no-verify", "--date=2025-07-20T12:00:00+09:00"], check=True
        )

    consent = next((home.folder / "consents").glob("*.yaml"))
    consent.write_text(consent.read_text("utf-8").replace("how: 書面", "how: 口頭"), "utf-8")
    save("rewritten")
    only.write_text("schema: note/1\nid: [\n", "utf-8")
    save("broken")
    only.unlink()
    save("gone")
    said = desk.on("2025-09-01").ask("history", home.case)
    assert [row["what"] for row in said.items][-3:] == [
        f"同意の記録 {consent.stem} を書き換えた",
        "支援経過（読めない記録）を変更",
        "支援経過を削除",
    ]
