"""会議: made, filled, attended, recorded once; what a meeting may not do is refused with its reason."""

from pathlib import Path

import pytest

from carried import Household, carried
from speaking import Said

GAP = """\
schema: gap/1
id: G-ABCDEFG
noticed:
  date: 2025-07-01
text: 夜に相談できる窓口がない
field: 障害
area: 中央第1
"""


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> tuple[Household, str]:
    """A household whose new version is on a meeting, for everything that is refused and changes nothing."""
    home = carried(tmp_path_factory.mktemp("meetings"))
    return home, held(home)


@pytest.fixture(scope="module")
def empty(standing: tuple[Household, str]) -> str:
    return str(standing[0].desk.do("meeting", "new", "juso", "--date", "2025-08-20")["meeting"])


def held(home: Household, *, timing: str = "変更", day: str = "2025-07-22") -> str:
    """Make a meeting of the kind that decides, with the plan on it and three members."""
    desk = home.desk
    desk.do("plan", "revise", home.plan, given="cautions: 訪問は水曜\nchange_reason: 希望による\n")
    meeting = desk.do("meeting", "new", "juso", "--date", day)["meeting"]
    desk.do("meeting", "attend", meeting, "takikan:goto", "chuo1:sato", "marugoto:mori")
    desk.do("meeting", "add", meeting, home.case, "--timing", timing)
    return str(meeting)


def record(home: Household, meeting: str, text: str, *words: str, day: str = "2025-07-22") -> Said:
    return home.desk.on(day).try_("meeting", "record", meeting, "--by", "goto", "--from", "-", *words, stdin=text)


def test_a_meeting_takes_its_kind_by_id_or_name_in_any_width(home: Household) -> None:
    for typed in ("juso", "ＪＵＳＯ", "重層的支援会議"):
        assert home.desk.try_("meeting", "new", typed, "--date", "R7.8.20").code == 0


@pytest.mark.parametrize(
    ("words", "code", "word"),
    [
        (("nokind", "--date", "2025-08-01"), 3, "juso"),
        (("juso",), 2, "date"),
        (("juso", "--date", "いつか"), 2, "日付"),
        (("juso", "--date", "2025-02-30"), 2, "暦"),
    ],
)
def test_a_meeting_that_cannot_be_made(standing: tuple[Household, str], words: tuple[str, ...], code: int, word: str) -> None:
    said = standing[0].desk.try_("meeting", "new", *words)
    assert said.code == code
    assert word in said.err


@pytest.mark.parametrize(
    ("subject", "words", "code", "word"),
    [
        ("{case}", (), 2, "--timing"),
        ("{case}", ("--timing", "へん"), 2, "決められた言葉"),
        ("{case}", ("--timing", "情報共有"), 4, "扱いません"),
        ("{case}", ("--timing", "変更", "--plan", "P-ZZZZZZZ"), 3, "見つかりません"),
        ("{case}", ("--timing", "変更", "--members", "takikan,chuo9"), 3, "一字違い: chuo1"),
        ("R07-ZZZZZZZ", ("--timing", "変更"), 3, "検査文字"),
        ("G-ZZZZZZZ", (), 3, "地域課題"),
    ],
)
def test_an_item_that_cannot_be_added(
    standing: tuple[Household, str], empty: str, subject: str, words: tuple[str, ...], code: int, word: str
) -> None:
    home, meeting = standing[0], empty
    said = home.desk.try_("meeting", "add", meeting, subject.format(case=home.case), *words)
    assert said.code == code, said.err
    assert word in said.err
    assert home.desk.ask("meeting", "show", meeting).data.get("items", []) == []


@pytest.mark.parametrize(
    ("timing", "code", "word"), [("策定", 4, "策定を決めてあります"), ("変更", 0, ""), ("終結", 0, ""), ("中断", 0, "")]
)
def test_a_plan_that_runs_comes_back_at_its_turns_only(home: Household, timing: str, code: int, word: str) -> None:
    meeting = home.desk.do("meeting", "new", "juso", "--date", "2025-08-20")["meeting"]
    said = home.desk.try_("meeting", "add", meeting, home.case, "--timing", timing)
    assert said.code == code, said.err
    assert word in said.err


@pytest.mark.parametrize(("timing", "code"), [("変更", 4), ("終結", 0), ("中断", 0)])
def test_a_plan_that_never_ran_starts_or_is_given_up(home: Household, timing: str, code: int) -> None:
    meeting = home.desk.do("meeting", "new", "juso", "--date", "2025-08-20")["meeting"]
    draft = home.desk.do("plan", "new", home.case, "--kind", "参加支援", given=PARTLY)["plan"]
    said = home.desk.try_("meeting", "add", meeting, home.case, "--timing", timing, "--plan", draft)
    assert said.code == code
    assert ("「策定」で諮ってください" in said.err) == (code == 4)


def test_a_yes_to_the_version_that_runs_would_move_its_reviews_and_is_refused(home: Household) -> None:
    meeting = home.desk.do("meeting", "new", "juso", "--date", "2025-07-22")["meeting"]
    home.desk.do("meeting", "attend", meeting, "takikan:goto")
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "変更")
    said = record(home, meeting, "items:\n  - num: 1\n    result: 適切\n")
    assert said.code == 4
    assert "標準入力:3:5" in said.err
    assert ("モニタリング", "2025-08-15", "予定") in home.desk.on("2025-07-22").due("--within", "40")
    assert record(home, meeting, "items:\n  - num: 1\n    result: その他\n").code == 0
    assert ("モニタリング", "2025-08-15", "予定") in home.desk.on("2025-07-22").due("--within", "40")


def test_one_plan_stands_once_on_an_agenda(standing: tuple[Household, str]) -> None:
    home, meeting = standing
    for timing in ("変更", "終結"):
        said = home.desk.try_("meeting", "add", meeting, home.case, "--timing", timing)
        assert said.code == 4
        assert f"meetings/R07/{meeting}/meeting.yaml:" in said.err


def test_ids_in_full_width_and_lower_case(home: Household) -> None:
    meeting = home.desk.do("meeting", "new", "juso", "--date", "2025-08-20")["meeting"]
    wide = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
    home.desk.do("meeting", "attend", meeting.lower(), "ｔａｋｉｋａｎ：ｇｏｔｏ".replace("ｇｏｔｏ", "goto"))
    added = home.desk.do("meeting", "add", meeting.translate(wide), home.case.lower().translate(wide), "--timing", "終結")
    assert added["case"] == home.case
    assert home.desk.ask("meeting", "show", meeting.lower()[2:]).data["attendees"][0]["agency"] == "takikan"


def test_consent_is_asked_before_completeness(home: Household) -> None:
    other = home.desk.do("case", "new", given="intake:\n  method: 電話\n  complaint:\n    by_person: 困っている\n")["case"]
    meeting = home.desk.do("meeting", "new", "juso", "--date", "2025-08-20")["meeting"]
    said = home.desk.try_("meeting", "add", meeting, other)
    assert said.code == 4
    assert "同意" in said.err


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("", 2, "中身"),
        ("items: []\n", 2, "内容"),
        ("item:\n  - num: 1\n    result: 適切\n", 2, "標準入力:1:1"),
        ("items: ぜんぶ適切\n", 2, "一覧"),
        ("came:\n  - staff: goto\nitems: []\n", 2, "標準入力:2:5"),
        ("items:\n  - num: 9\n    result: 適切\n", 2, "標準入力:2:5"),
        ("items:\n  - num: 1\n    case: R07-ZZZZZZZ\n    result: 適切\n", 4, "合いません"),
        ("items:\n  - num: 1\n    result: すばらしい\n", 2, "標準入力:3:5"),
        ("items:\n  - num: 1\n    result: 適切\n    colour: 赤\n", 2, "標準入力:4:5"),
        ("items:\n  - num: 1\n    result: 適切\n    timing: 終結\n", 2, "標準入力:4:5"),
        ("items:\n  - num: 1\n    result: 適切\n    plan: P-0000000\n", 2, "標準入力:4:5"),
        ("items:\n  - num: 1\n    result: 適切\n    id: 20250722-AAAA\n", 2, "標準入力:4:5"),
        ("items:\n  - num: 1\n    result: 適切\n  - num: 1\n    result: 差戻し\n", 2, "標準入力:4:5"),
        ("came:\n  - agency: nowhere\nitems:\n  - num: 1\n    result: 適切\n", 3, "登録されていません"),
    ],
)
def test_minutes_that_cannot_be_taken_leave_everything_as_it_was(
    standing: tuple[Household, str], text: str, code: int, word: str
) -> None:
    home, meeting = standing
    before = {path: path.read_bytes() for path in home.desk.root.rglob("*.yaml")}
    said = record(home, meeting, text)
    assert said.code == code, said.out + said.err
    assert word in said.err
    assert {path: path.read_bytes() for path in home.desk.root.rglob("*.yaml")} == before


def test_a_meeting_is_not_recorded_before_its_day(standing: tuple[Household, str]) -> None:
    assert record(*standing, "items:\n  - num: 1\n    result: 適切\n", day="2025-07-21").code == 4


def test_an_item_is_decided_once_and_the_first_decision_stands(home: Household) -> None:
    meeting = held(home)
    minutes = f"came:\n  - agency: takikan\n  - agency: chuo1\nitems:\n  - num: 1\n    case: {home.case}\n    result: 適切\n"
    first = record(home, meeting, minutes, "--json")
    assert first.code == 0, first.out
    again = record(home, meeting, minutes.replace("適切", "差戻し"))
    assert again.code == 4
    assert first.data["decision"] in again.err
    (row,) = home.desk.on("2025-07-22").ask("plan", "list").items
    assert (row["version"], row["status"]) == (2, "実施中")


def test_the_minutes_tell_who_came_and_the_ledger_names_them(home: Household) -> None:
    meeting = held(home)
    minutes = "came:\n  - agency: takikan\n  - agency: chuo1\nitems:\n  - num: 1\n    result: 適切\n"
    record(home, meeting, minutes)
    shown = home.desk.on("2025-07-22").ask("meeting", "show", meeting).data
    assert {a["agency"]: a["came"] for a in shown["attendees"]} == {"takikan": True, "chuo1": True, "marugoto": False}
    ledger = home.desk.on("2025-07-22").ask("case", "show", home.case, "--disclosures").items
    assert set(ledger[-1]["to"]) == {"takikan", "chuo1"}


def test_minutes_in_two_parts_enter_each_paper_once(home: Household) -> None:
    meeting = held(home)
    other = home.desk.do("plan", "new", home.case, "--kind", "参加支援", given=PARTLY)["plan"]
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "策定", "--plan", other)
    came = "came:\n  - agency: takikan\n"
    before = len(home.desk.ask("case", "show", home.case, "--disclosures").items)
    for number in (1, 2):
        said = record(home, meeting, f"{came}items:\n  - num: {number}\n    result: 適切\n")
        assert said.code == 0, said.err
    ledger = home.desk.on("2025-07-22").ask("case", "show", home.case, "--disclosures").items[before:]
    records = [set(entry["records"]) for entry in ledger]
    assert len(records) == 2
    assert (home.plan in records[0], other in records[0]) == (True, False)
    assert (home.plan in records[1], other in records[1]) == (False, True)


PARTLY = """\
wish: 畑の手伝いをしたい
issues:
  - num: 1
    text: 通う先がない
goals:
  - num: 1
    text: 月に二度、畑に行く
    due: 2025-12-31
supports:
  - issue: 1
    what: 見学に同行
    agency: marugoto
cautions: なし
period:
  since: 2025-07-22
  until: 2026-01-21
monitoring:
  every_months: 2
  agency: marugoto
why_not_existing: 既存の事業にない
matches: []
"""


def test_minutes_that_a_rule_refuses_are_kept_whole(home: Household) -> None:
    meeting = home.desk.do("meeting", "new", "juso", "--date", "2025-07-22")["meeting"]
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "終結")
    minutes = "# 手もと\ncame:\n  - agency: takikan\nitems:\n  - num: 1\n    result: 適切\n    protocol: 長い話\n"
    said = record(home, meeting, minutes)
    assert said.code == 4, said.err
    assert "SEKI073" in said.err
    assert "標準入力:5:5" in said.err
    draft = home.desk.root / ".git" / "seki" / "drafts" / f"meeting-record-{meeting}.yaml"
    assert draft.read_text(encoding="utf-8") == minutes


def test_a_gap_is_taken_up_and_moves(home: Household) -> None:
    (home.desk.root / "gaps").mkdir()
    (home.desk.root / "gaps" / "G-ABCDEFG.yaml").write_text(GAP, encoding="utf-8")
    assert home.desk.try_("save").code == 0
    meeting = home.desk.do("meeting", "new", "juso", "--date", "2025-07-22")["meeting"]
    home.desk.do("meeting", "add", meeting, "g-abcdefg")
    refused = record(home, meeting, "items:\n  - num: 1\n    result: 承認\n")
    assert refused.code == 2
    assert "標準入力:3:5" in refused.err
    said = record(home, meeting, "items:\n  - num: 1\n    status: 取組中\n    protocol: 窓口の試行を決めた\n")
    assert said.code == 0, said.err
    assert "status: 取組中" in (home.desk.root / "gaps" / "G-ABCDEFG.yaml").read_text(encoding="utf-8")


def test_an_attendee_stands_once(standing: tuple[Household, str]) -> None:
    home, meeting = standing
    said = home.desk.try_("meeting", "attend", meeting, "takikan:goto")
    assert said.code == 0
    assert "保存するものはありません" in said.out
    assert len(home.desk.ask("meeting", "show", meeting).data["attendees"]) == 3


@pytest.mark.parametrize(("typed", "code"), [("takikan:nobody", 3), ("nowhere", 3), ("", 3)])
def test_an_attendee_nobody_knows(standing: tuple[Household, str], typed: str, code: int) -> None:
    home, meeting = standing
    assert home.desk.try_("meeting", "attend", meeting, typed).code == code


def test_what_waits_is_proposed_and_what_is_on_an_agenda_is_not(home: Household) -> None:
    home.desk.do("plan", "revise", home.plan, given="cautions: 訪問は水曜\nchange_reason: 希望による\n")
    (row,) = home.desk.ask("meeting", "propose", "juso").items
    assert (row["case"], row["plan"], row["timing"]) == (home.case, home.plan, "変更")
    meeting = home.desk.do("meeting", "new", "juso", "--date", "2025-07-22")["meeting"]
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "変更")
    assert home.desk.ask("meeting", "propose", "juso").items == []


def test_a_case_is_on_no_meeting_before_it_was_opened(home: Household) -> None:
    meeting = home.desk.do("meeting", "new", "shien", "--date", "2025-06-09")["meeting"]
    said = home.desk.try_("meeting", "add", meeting, home.case, "--timing", "情報共有")
    assert (said.code, "まだ受け付けていない" in said.err) == (4, True), said.err
    assert home.desk.ask("meeting", "show", meeting).data.get("items", []) == []
