"""Another day: readers see what was known then, writers act on it, and nothing later is overwritten."""

import subprocess
from pathlib import Path

import pytest

from carried import Household, carried
from speaking import Desk, say


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Household:
    """The plan is revised on 8/1, the referral accepted on 8/2, the lead moves on 8/3, a review is recorded on 8/8."""
    home = carried(tmp_path_factory.mktemp("as-of"))
    desk = home.desk
    desk.on("2025-08-01").do("plan", "revise", home.plan, given="cautions: 夜は電話しない\nchange_reason: 希望\n")
    desk.on("2025-08-02").do("referral", "accept", f"{home.case}/{home.referral}")
    desk.on("2025-08-03").do("case", "edit", home.case, "case", given="lead_agency: nishi\n")
    desk.on("2025-08-08").as_("mori").do(
        "monitor", home.plan, "--result", "継続", "--next-date", "2025-08-20", given="reason_if_moved: 入院\n"
    )
    return home


TABLE = (
    # day          status          lead     consent  plans              referral  meetings
    ("2025-06-10", None, None, None, [], None, 0),
    ("2025-06-11", "受付", "chuo1", "なし", [], None, 0),
    ("2025-07-01", "つなぎ中", "chuo1", "同意", [], "未回答", 0),
    ("2025-07-09", "プラン準備中", "chuo1", "同意", [(1, "付議中")], "未回答", 1),
    ("2025-07-15", "支援中", "chuo1", "同意", [(1, "実施中")], "未回答", 1),
    ("2025-07-31", "支援中", "chuo1", "同意", [(1, "実施中")], "未回答", 1),
    ("2025-08-01", "支援中", "chuo1", "同意", [(1, "見直し")], "未回答", 1),
    ("2025-08-03", "支援中", "nishi", "同意", [(1, "見直し")], "受理", 1),
)


@pytest.mark.parametrize(
    ("day", "status", "lead", "consent", "plans", "referral", "meetings"), TABLE, ids=[row[0] for row in TABLE]
)
def test_what_was_known_on_a_day(
    home: Household,
    day: str,
    status: str | None,
    lead: str,
    consent: str,
    plans: list[tuple[int, str]],
    referral: str,
    meetings: int,
) -> None:
    for more in ((), ("--head",)) if day in ("2025-06-10", "2025-07-15") else ((),):
        desk = home.desk.on(day)
        told = desk.ask("case", "list", *more)
        rows = told.items
        assert told.envelope["as_of"] == day
        assert [(r["status"], r["lead"], r["consent"]) for r in rows] == ([(status, lead, consent)] if status else [])
        assert [(r["version"], r["status"]) for r in desk.ask("plan", "list", *more).items] == plans
        assert [r["status"] for r in desk.ask("referral", "list", *more).items] == ([referral] if referral else [])
        assert len(desk.ask("meeting", "list", *more).items) == meetings


def test_a_meeting_has_the_items_and_members_it_had_then(home: Household) -> None:
    before = home.desk.on("2025-07-14").ask("meeting", "show", home.meeting).data
    after = home.desk.on("2025-07-15").ask("meeting", "show", home.meeting).data
    assert [a.get("came") for a in before["attendees"]] == [None] * 4
    assert [a.get("came") for a in after["attendees"]] == [True, True, True, False]


def test_a_plan_reads_as_it_did_then(home: Household) -> None:
    assert len(home.desk.on("2025-07-31").ask("plan", "show", home.plan).data["versions"]) == 1
    assert len(home.desk.on("2025-08-01").ask("plan", "show", home.plan).data["versions"]) == 2


def test_due_as_of(home: Household) -> None:
    assert ("モニタリング", "2025-08-15", "予定") in home.desk.on("2025-08-07").due("--within", "14")
    assert ("モニタリング", "2025-08-20", "予定") in home.desk.on("2025-08-08").due("--within", "14")


def test_history_ends_on_the_day(home: Household) -> None:
    days = [row["date"] for row in home.desk.on("2025-07-08").ask("history", home.case).items]
    assert days == sorted(days)
    assert days[-1] == "2025-07-01"
    since = [row["date"] for row in home.desk.ask("history", home.case, "--since", "R7.7.9").items]
    assert set(since) == {"2025-07-09", "2025-07-15"}


def test_a_line_says_that_it_is_not_today_and_quiet_leaves_it_out(home: Household) -> None:
    assert "令和7年7月16日" in home.desk.try_("case", "list").err
    assert home.desk.try_("case", "list", "--quiet").err == ""


@pytest.mark.parametrize("typed", ["R7.7.15", "令和７年７月１５日", "２０２５－０７－１５"])
def test_the_day_in_every_spelling(home: Household, typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert say("-C", str(home.desk.root), "case", "list", "--json", "--as-of", typed).envelope["as_of"] == "2025-07-15"
    monkeypatch.setenv("SEKI_TODAY", typed)
    assert say("-C", str(home.desk.root), "case", "list", "--json").envelope["as_of"] == "2025-07-15"


def test_unsaved_files_lie_over_every_day(home: Household, tmp_path: Path) -> None:
    own = carried(tmp_path)
    path = own.folder / "case.yaml"
    path.write_text(path.read_text().replace("lead_agency: chuo1", "lead_agency: higashi"))
    assert own.desk.on("2025-06-12").ask("case", "list").items[0]["lead"] == "higashi"
    assert own.desk.on("2025-06-12").ask("case", "list", "--head").items[0]["lead"] == "chuo1"
    (own.folder / "notes" / "20250716-ABCD.yaml").write_text("schema: note/1\n")
    assert own.desk.on("2025-06-12").try_("case", "list").code == 5


def test_a_writer_of_an_earlier_day_writes_that_day_and_loses_nothing_later(tmp_path: Path) -> None:
    home = carried(tmp_path)
    home.desk.on("2025-08-02").do("referral", "accept", f"{home.case}/{home.referral}")
    home.desk.on("2025-08-03").do("case", "edit", home.case, "case", given="lead_agency: nishi\n")
    early = Desk(home.desk.root, by="sato", day="2025-07-20")

    note = early.do("note", "add", home.case, given="method: 訪問\nfact: あとから書いた\n")
    text = (home.desk.root / note["path"]).read_text()
    assert note["note"].startswith("20250720-")
    assert "\nrecorded: 2025-07-20T" in text
    shown = subprocess.run(
        ["git", "-C", home.desk.root, "log", "-1", "--format=%ad", "--date=short"], capture_output=True, text=True, check=True
    )
    assert shown.stdout == "2025-07-20\n"

    before = (home.folder / "case.yaml").read_bytes()
    said = early.try_("case", "edit", home.case, "case", "--by", "sato", "--from", "-", stdin="urgency: 当日\n")
    assert said.code == 6
    assert "--as-of" in said.err
    assert (home.folder / "case.yaml").read_bytes() == before


def test_no_act_lies_after_today(home: Household) -> None:
    said = home.desk.on("2025-07-20").try_(
        "note", "add", home.case, "--by", "sato", "--from", "-", stdin="method: 訪問\nfact: x\ndate: 2025-07-21\n"
    )
    assert said.code == 4


# ---- what was on the screen and on the paper then is there again


LATE = """\
date: 2025-07-20
method: 電話
fact: 後から分かった話
about:
  - P1
category: 就労
"""
HOUSEHOLD = """\
people:
  - id: P1
    role: 本人
    name: 武芸 昌平
    born: 1978-02-03
    living: 施設
    health: 足が痛い
  - id: P2
    role: 世帯員
    name: 武芸 トミ
    relation: 母
"""
COMING = "2025-08-05"


@pytest.fixture(scope="module")
def summer(tmp_path_factory: pytest.TempPathFactory) -> tuple[Household, str, dict[str, str]]:
    """A second meeting is prepared on 7/25 and its paper printed; after that everything changes, the meeting too."""
    home = carried(tmp_path_factory.mktemp("summer"))
    desk, case = home.desk, home.case
    desk.on("2025-07-22").do("note", "add", case, given="method: 訪問\nfact: 畑に出た\ncategory: 就労\n")
    then = desk.on("2025-07-25")
    coming = then.do("meeting", "new", "juso", "--date", COMING)["meeting"]
    then.do("meeting", "attend", coming, "takikan:goto", "chuo1:sato", "marugoto:mori")
    then.do("meeting", "add", coming, case, "--timing", "終結", "--plan", home.plan)
    printed = {form: then.try_("agenda", coming, "--format", form).out for form in ("text", "md", "html")}
    printed["cover"] = then.try_("agenda", coming, "--cover").out
    printed["show"] = then.try_("case", "show", case).out
    desk.on("2025-07-27").do("note", "add", case, given=LATE)
    desk.on("2025-07-28").do("case", "edit", case, "household", given=HOUSEHOLD)
    desk.on("2025-07-29").do("case", "edit", case, "case", given="team:\n  - agency: nishi\n")
    desk.on("2025-07-30").do("plan", "revise", home.plan, given="wish: 町に出たい\nchange_reason: 希望\n")
    desk.on("2025-07-31").do("consent", "withdraw", case, given="person: P1\nhow: 口頭\n")
    desk.on("2025-08-01").do("meeting", "attend", coming, "zeimu:ono")
    return home, str(coming), printed


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_the_paper_that_was_printed_then_is_printed_again_to_the_byte(
    summer: tuple[Household, str, dict[str, str]], form: str
) -> None:
    home, coming, printed = summer
    assert "畑に出た" in printed[form]
    assert home.desk.on("2025-07-25").try_("agenda", coming, "--format", form).out == printed[form]
    assert home.desk.on("2025-07-25").try_("agenda", coming, "--format", form, "--head").out == printed[form]
    assert "畑に出た" not in home.desk.on("2025-08-01").try_("agenda", coming, "--format", form).out  # the consent has gone


def test_the_cover_and_the_screen_are_there_again(summer: tuple[Household, str, dict[str, str]]) -> None:
    home, coming, printed = summer
    then = home.desk.on("2025-07-25")
    assert then.try_("agenda", coming, "--cover").out == printed["cover"]
    assert then.try_("case", "show", home.case).out == printed["show"]


@pytest.mark.parametrize(
    ("day", "words", "not_yet"),
    [
        ("2025-07-26", ("畑に出た", "同意　R7.7.1"), ("後から分かった話", "足が痛い", "関市西", "v2 が会議待ち", "撤回")),
        ("2025-07-27", ("後から分かった話",), ("足が痛い", "撤回")),
        ("2025-07-28", ("後から分かった話", "足が痛い", "施設"), ("関市西", "撤回")),
        ("2025-07-29", ("足が痛い", "関市西"), ("v2 が会議待ち", "撤回")),
        ("2025-07-30", ("関市西", "v2 が会議待ち"), ("撤回",)),
        ("2025-07-31", ("撤回",), ()),
    ],
)
def test_a_case_is_shown_as_it_was_known(
    summer: tuple[Household, str, dict[str, str]], day: str, words: tuple[str, ...], not_yet: tuple[str, ...]
) -> None:
    """A note of the 20th that was written on the 27th is not there on the 26th: what counts is what was known."""
    home = summer[0]
    out = home.desk.on(day).try_("case", "show", home.case).out
    assert [word for word in words if word not in out] == []
    assert [word for word in not_yet if word in out] == []


def test_the_agenda_tells_what_changed_since_the_last_meeting_as_it_was_known(
    summer: tuple[Household, str, dict[str, str]],
) -> None:
    home, coming, printed = summer
    assert "施設に入りました" not in printed["text"]
    on_the_30th = home.desk.on("2025-07-30").try_("agenda", coming).out
    assert "P1 が施設に入りました" in on_the_30th
    assert "関市西地域包括支援センターがチームに加わりました。" in on_the_30th
    assert "後から分かった話" in on_the_30th
    assert "チーム" not in home.desk.on("2025-07-28").try_("agenda", coming).out


def test_before_the_workspace_was_there_nothing_is_known_and_nothing_breaks(home: Household) -> None:
    desk = home.desk.on("2020-01-01")
    for words in (("case", "list"), ("due",), ("meeting", "list"), ("plan", "list"), ("referral", "list")):
        assert desk.ask(*words).items == []
    for words in (
        ("case", "show", home.case),
        ("agenda", home.meeting),
        ("history", home.case),
        ("diff", home.case, "--since", "2019-12-31"),
    ):
        said = desk.try_(*words)
        assert said.code == 3, said.err
        assert "見つかりません" in said.err
