"""前回からの変化: `seki diff` compares a case with what it was on a day or at the last meeting, and changes nothing."""

import hashlib
from pathlib import Path

import pytest

from carried import Household, carried
from speaking import Desk, say

NOW = "2025-09-01"
MORE = """\
people:
  - id: P1
    role: 本人
    name: 武芸 昌平
    born: 1978-02-03
    phone: 0575-00-1234
    address: 新しい町3-4
    living: 入院
  - id: P2
    role: 世帯員
    name: 武芸 トミ
    relation: 母
  - id: PABC
    role: 知人
    name: 架空 花
"""
REVISED = """\
goals:
  - num: 1
    text: 月に一度、居場所に通う
    due: 2026-03-31
    span: 短期
change_reason: 入院
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Household:
    """The plan runs since the meeting of 15 July; then a summer in which much happens."""
    home = carried(tmp_path_factory.mktemp("diff"))
    desk, case = home.desk, home.case
    here = f"{case}/{home.referral}"
    desk.on("2025-07-18").do("referral", "extend", here, "--reply-by", "2025-07-31", "--reason", "検討に時間がかかる")
    desk.on("2025-07-28").do("referral", "accept", here)
    desk.on("2025-08-08").as_("mori").do(
        "monitor", home.plan, "--result", "継続", "--next-date", "2025-09-30", given="reason_if_moved: 外泊のため\n"
    )
    desk.on("2025-08-10").do("case", "edit", case, "household", given=MORE)
    desk.on("2025-08-11").do("case", "edit", case, "case", given="team:\n  - agency: nishi\n    role: 見守り\n")
    desk.on("2025-08-12").do("plan", "revise", home.plan, given=REVISED)
    desk.on("2025-08-13").do("note", "add", case, given="date: 2025-07-10\nmethod: 電話\nfact: 前に聞いていたこと\n")
    desk.on("2025-08-14").do("consent", "withdraw", case, given="person: P1\nhow: 口頭\n")
    return home


def items(desk: Desk, home: Household, since: str, group: str = "") -> list[str]:
    found = desk.ask("diff", home.case, "--since", since).items
    return [row["sentence"] for row in found if group in ("", row["group"])]


def test_since_the_last_meeting(home: Household) -> None:
    said = home.desk.on(NOW).ask("diff", home.case, "--since", "last-meeting")
    assert {key: said.data[key] for key in ("case", "since", "meeting")} == {
        "case": home.case,
        "since": "2025-07-15",
        "meeting": home.meeting,
    }
    groups = [row["group"] for row in said.items]
    assert list(dict.fromkeys(groups)) == ["人", "機関", "同意", "プラン", "期日", "約束", "記録"]
    assert len({row["id"] for row in said.items}) == len(said.items)
    assert all(set(row) == {"id", "case", "group", "kind", "sentence", "date", "late", "record", "path"} for row in said.items)
    assert all((home.desk.root / row["path"]).is_file() for row in said.items)


TABLE = {
    "人": [
        "P1 武芸 昌平 が入院しました",
        "P1 武芸 昌平 の住所が変わりました（転居）",
        "PABC 架空 花 が知人として記録に加わりました",
    ],
    "機関": ["西地域包括支援センターがチームに加わりました（見守り）", "つなぎ（一緒に対応）を受理しました"],
    "同意": ["P1 武芸 昌平 が同意を撤回しました"],
    "プラン": ["第2版ができました。理由: 入院", "「見直し」になりました（前は「実施中」）", "目標1が書き改められました: 月に一度、居場所に通う"],
    "期日": [
        "目標1の達成時期が令和7年12月31日から令和8年3月31日に変わりました。理由: 入院",
        "多機関協働事業者へのつなぎ（一緒に対応）の回答期限を R7.7.15 から R7.7.31 に延ばしました（1回目）。理由: 検討に時間がかかる",
        "次のモニタリングを R7.8.15 から R7.9.30 に延ばしました（1回目）。理由: 外泊のため",
    ],
    "約束": ["のモニタリングを、予定（R7.8.15）までに行いました", "のモニタリングは、これからです（R7.9.30まで）"],
    "記録": ["支援経過が 1 件書かれました（電話 1）。うち 1 件（R7.7.10 のこと）は後から記録"],
}  # fmt: skip


@pytest.mark.parametrize("group", TABLE)
def test_each_group_tells_what_changed(home: Household, group: str) -> None:
    told = items(home.desk.on(NOW), home, "last-meeting", group)
    for sentence in TABLE[group]:
        assert [line for line in told if sentence in line] != [], told


def test_on_a_screen(home: Household) -> None:
    said = home.desk.on(NOW).try_("diff", home.case, "--since", "last-meeting")
    assert said.code == 0
    assert said.out.startswith(
        f"ケース {home.case}　令和7年7月15日の会議（{home.meeting}）から、令和7年9月1日までに変わったこと\n■ 人\n"
    )
    assert "新しい町" not in said.out
    assert "R7.8.10 P1 武芸 昌平 が入院しました" in said.out


def test_a_day_divides_what_was_known_from_what_is_new(home: Household) -> None:
    """Of the day itself all is known; documents by the day of their save, events by the day on which they were recorded."""
    desk = home.desk.on(NOW)
    assert any("入院しました" in line for line in items(desk, home, "2025-08-09", "人"))
    assert items(desk, home, "2025-08-10", "人") == []
    assert any("後から記録" in line for line in items(desk, home, "2025-08-12", "記録"))
    assert items(desk, home, "2025-08-13", "記録") == []
    (late,) = [row for row in desk.ask("diff", home.case, "--since", "2025-08-12").items if row["group"] == "記録"]
    assert (late["date"], late["late"]) == ("2025-07-10", True)


def test_another_day_sees_what_had_happened_by_then(home: Household) -> None:
    told = items(home.desk.on("2025-07-31"), home, "last-meeting")
    assert any("受理しました" in line for line in told)
    assert not any(word in line for line in told for word in ("入院", "撤回", "第2版", "チーム"))
    assert home.desk.on("2025-07-12").try_("diff", home.case, "--since", "last-meeting").code == 3


def test_nothing_has_changed(home: Household) -> None:
    said = home.desk.on("2025-06-21").try_("diff", home.case, "--since", "2025-06-20")
    assert said.code == 0
    assert "変わったことはありません。" in said.out


def test_before_the_case_was_opened_everything_is_new(home: Household) -> None:
    told = items(home.desk.on(NOW), home, "2025-04-01")
    for word in (
        "P1 武芸 昌平 が世帯に加わりました",
        "相談を受け付けました",
        "主担当が関市中央第1地域包括支援センターになりました",
        "第1版ができました",
    ):
        assert [line for line in told if word in line] != []


@pytest.mark.parametrize("typed", ["2025-08-09", "R7.8.9", "令和７年８月９日"])
def test_the_day_in_every_spelling(home: Household, typed: str) -> None:
    assert home.desk.on(NOW).ask("diff", home.case, "--since", typed).data["since"] == "2025-08-09"


@pytest.mark.parametrize(
    ("words", "code", "word"),
    [
        (("{case}",), 2, "--since"),
        (("{case}", "--since", "2025-09-02"), 2, "まだ来ていません"),
        (("{case}", "--since", "きのうの次"), 2, "読めません"),
        (("R07-ZZZZZZZ", "--since", "2025-08-01"), 3, "見つかりません"),
    ],
)
def test_what_cannot_be_answered(home: Household, words: tuple[str, ...], code: int, word: str) -> None:
    said = home.desk.on(NOW).try_("diff", *(part.format(case=home.case) for part in words))
    assert said.code == code
    assert word in said.err


def test_without_a_recorded_meeting_there_is_no_last_one(desk: Desk) -> None:
    case = desk.do("case", "new", given="intake:\n  method: 電話\n  complaint:\n    by_person: 困っている\n")["case"]
    said = desk.try_("diff", case, "--since", "last-meeting")
    assert said.code == 3
    assert "会議の記録は、まだありません" in said.err


def test_asking_changes_nothing(home: Household) -> None:
    def tracked() -> str:
        files = sorted(p for p in home.desk.root.rglob("*") if p.is_file() and ".git/" not in str(p) and ".seki/" not in str(p))
        return hashlib.sha256(b"".join(p.read_bytes() for p in files)).hexdigest()

    before = tracked()
    home.desk.on(NOW).ask("diff", home.case, "--since", "2025-04-01")
    assert tracked() == before


def test_hand_edits_are_changes_too(tmp_path: Path) -> None:
    home = carried(tmp_path)
    path = home.folder / "household.yaml"
    path.write_text(path.read_text("utf-8").replace("    relation: 母\n", "    relation: 母\n    living: 施設\n"), "utf-8")
    assert items(home.desk, home, "last-meeting", "人") == ["P2 武芸 トミ（母） が施設に入りました"]
    assert items(home.desk, home, "2025-07-16", "人") == ["P2 武芸 トミ（母） が施設に入りました"]


def test_a_correction_is_told_as_one(tmp_path: Path) -> None:
    home = carried(tmp_path)
    (note,) = (home.folder / "notes").glob("*.yaml")
    home.desk.on("2025-07-20").do("case", "edit", home.case, note.stem, given="method: 電話\ncorrects:\n  why: 電話だった\n")
    assert items(home.desk.on("2025-07-21"), home, "last-meeting", "記録") == [
        f"支援経過 {note.stem} を訂正しました。理由: 電話だった"
    ]


def test_a_version_that_cannot_be_read_any_more_is_named_and_the_rest_is_told(tmp_path: Path) -> None:
    import subprocess

    home = carried(tmp_path)
    path = home.folder / "household.yaml"
    good = path.read_text("utf-8")

    def save(text: str, day: str) -> None:
        path.write_text(text, "utf-8")
        words = ("commit", "-qam", "x", "--no-verify", f"--date={day}T12:00:00+09:00")
        subprocess.run(["git", "-C", home.desk.root, *words], check=True)

    save("schema: household/1\npeople: [\n", "2025-07-20")
    save(good, "2025-07-22")
    said = home.desk.on("2025-07-25").try_("diff", home.case, "--since", "2025-07-21")
    assert (said.code, "■ 人" in said.out) == (0, False)
    assert "household.yaml のその日の版は読めない" in said.err
    assert say("-C", str(home.desk.root), "diff", home.case, "--since", "2025-07-19", "--as-of", "2025-07-25").code == 0


def test_a_draft_that_was_taken_back_is_no_change(tmp_path: Path) -> None:
    home = carried(tmp_path)
    later = home.desk.on("2025-08-01")
    later.do("plan", "revise", home.plan, given="cautions: 電話は朝にかける\nchange_reason: 仕事が決まった\n")
    assert any("書き改められました" in line for line in items(later, home, "2025-07-31"))
    later.do("plan", "drop", home.plan, "--reason", "その他")
    told = items(later, home, "2025-07-31")
    assert not any("書き改められました" in line for line in told), told
    assert any("第2版ができました" in line for line in told)
