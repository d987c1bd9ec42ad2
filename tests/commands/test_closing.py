"""Closing, suspending and reopening a case: nothing is left open, nothing is forgotten, and the way back stands."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from carried import SECRETS, Household, carried
from speaking import Desk

CALL = "intake:\n  method: 電話\n  complaint:\n    by_person: 家賃のこと\n"
SAID = "reason: 一定の目処がついた\nnext_lead: なし\nnext_lead_why: 本人が自分で相談できる\nfollowup_needed: false\n"
FOLLOWED = """\
reason: "03"
next_lead: hibiki
followup_needed: true
followup:
  - date: R7.12.1
    how: 電話で様子を聞く
"""
EVALUATION = "occasion: 終結検討\njudgement: 終結\nremaining: なし\n"
TASKED = """\
came:
  - agency: takikan
  - agency: chuo1
items:
  - num: 1
    result: 適切
    next_lead: chuo1
    followup_needed: true
    followup:
      - date: 2025-12-20
        how: 訪問
    todos:
      - agency: chuo1
        what: 家の鍵を返す
        due: 2025-08-20
      - agency: marugoto
        what: 役所に知らせる
"""


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


@pytest.fixture
def opened(desk: Desk) -> str:
    return str(desk.do("case", "new", given=CALL)["case"])


def folder(desk: Desk, case: str) -> Path:
    return desk.root / "cases" / case[:3] / case


def status(desk: Desk, case: str) -> str:
    return next(row["status"] for row in desk.ask("case", "list").items if row["id"] == case)


def commits(desk: Desk) -> list[str]:
    return subprocess.check_output(["git", "-C", desk.root, "log", "--format=%s"], text=True).splitlines()


def end_the_plan(home: Household) -> tuple[Desk, str]:
    """Carry the household to a meeting that ends its plan and leaves two to-dos; return the desk of that day and the decision."""
    desk = home.desk.on("2025-08-05")
    desk.do("evaluate", home.plan, given=EVALUATION)
    held = desk.do("meeting", "new", "juso", "--date", "2025-08-10")["meeting"]
    desk.do("meeting", "attend", held, "takikan:goto", "chuo1:sato", "marugoto:mori", "fukushi:hori")
    desk.do("meeting", "add", held, home.case, "--timing", "終結", "--plan", home.plan)
    desk = desk.on("2025-08-10")
    return desk, str(desk.do("meeting", "record", held, given=TASKED)["decision"])


def test_a_case_that_leaves_nothing_open(desk: Desk, opened: str) -> None:
    done = desk.do("case", "close", opened, given=SAID)
    assert status(desk, opened) == "終結"
    assert commits(desk)[0] == f"seki: case close {opened}"
    assert done["records"] == [done["closing"]]
    assert "act: 終結\nreason: 一定の目処がついた\nnext_lead: なし\n" in (desk.root / done["path"]).read_text()
    assert desk.due("--within", "365") == []


def test_options_carry_codes_days_and_ids(desk: Desk, opened: str) -> None:
    done = desk.do(
        "case", "close", opened, "--reason", "02", "--next-lead", "地域生活支援センター ひびき", given="followup_needed: false\n"
    )
    text = (desk.root / done["path"]).read_text()
    assert "reason: 一定の目処がついた\nnext_lead: hibiki\n" in text
    head = (folder(desk, opened) / "case.yaml").read_text()
    assert "lead_agency: hibiki\nlead_since: 2025-06-11\n" in head
    assert "lead_staff" not in head
    assert len(done["records"]) == 2


def test_the_lead_moves_and_the_follow_up_stays(desk: Desk, opened: str) -> None:
    said = desk.try_("case", "close", opened, "--by", "sato", "--from", "-", stdin=FOLLOWED)
    assert "主担当を 地域生活支援センター ひびき に移しました" in said.out
    assert "フォローアップ 1 件は、閉じた後も期限一覧に出ます（最初は 令和7年12月1日）" in said.out
    (row,) = desk.on("2025-12-02").ask("due").items
    assert (row["kind"], row["agency"], row["state"]) == ("フォローアップ", "hibiki", "超過")
    desk.on("2025-12-02").do("note", "add", opened, given=f"method: 電話\nfact: 元気\ndone:\n  - {row['record']}#followup1\n")
    assert desk.on("2025-12-02").due() == []


@pytest.mark.parametrize(
    ("without", "word"),
    [
        ("next_lead: なし\n", "主担当"),
        ("next_lead_why: 本人が自分で相談できる\n", "わけ"),
        ("followup_needed: false\n", "フォローアップ"),
    ],
)
def test_what_an_end_has_to_say(desk: Desk, opened: str, without: str, word: str) -> None:
    error = desk.refused(4, "case", "close", opened, given=SAID.replace(without, ""))
    assert word in error["message"]
    assert not (folder(desk, opened) / "closings").exists()


def test_a_running_plan_is_ended_by_a_meeting(home: Household) -> None:
    for words in (("case", "close"), ("case", "suspend")):
        error = home.desk.refused(4, *words, home.case)
        assert home.plan in error["where"]
        assert "seki meeting add" in error["remedy"]
        assert home.plan in error["remedy"]


def test_what_is_open_is_listed_ready_to_copy(home: Household) -> None:
    desk, decision = end_the_plan(home)
    before = commits(desk)
    error = desk.refused(4, "case", "close", home.case, given=SAID)
    assert "3 件" in error["message"]
    for reference in (home.referral, f"{decision}#1", f"{decision}#2"):
        assert f"  - of: {reference}\n    act:" in error["remedy"]
    assert not any(word in error["remedy"] for word in ("鍵", "役所", *SECRETS))
    assert commits(desk) == before
    text = desk.try_("case", "close", home.case, "--by", "goto", "--from", "-", stdin=SAID).err
    assert f"\n  - of: {decision}#2\n" in text


def test_all_is_disposed_of_in_the_same_act(home: Household) -> None:
    desk, decision = end_the_plan(home)
    given = f"""\
reason: "01"
dispose:
  - of: {home.referral}
    act: 取下げ
    reason: 本人が希望しない
  - of: {decision}#1
    act: 完了
  - of: {decision}#2
    act: 取消
    why: 施設に入り、要らなくなった
"""
    before = len(commits(desk))
    done = desk.do("case", "close", home.case, given=given)
    assert len(commits(desk)) == before + 1
    assert status(desk, home.case) == "終結"
    text = (desk.root / done["path"]).read_text()
    assert f"moved:\n  - of: {decision}#1\n    act: 完了\n  - of: {decision}#2\n    act: 取消\n    why: 施設に入り" in text
    assert "next_lead: chuo1\n" in text  # as the meeting said
    assert desk.ask("referral", "list").items[0]["status"] == "取下げ"
    assert desk.due("--within", "365") == [("フォローアップ", "2025-12-20", "予定")]  # said twice, one promise
    assert desk.ask("check").data["errors"] == 0


def test_a_closing_of_yesterday_ends_what_is_open_today(desk: Desk, opened: str) -> None:
    later = desk.on("2025-06-20")
    sent = later.do("refer", opened, "--to-agency", "hibiki", "--ask", "一緒に対応", "--reason", "制度の狭間")["referral"]
    rows = f"date: R7.6.18\ndispose:\n  - of: {sent}\n    act: 取下げ\n    reason: 本人が希望しない\n"
    done = later.do("case", "close", opened, given=SAID + rows)
    assert "date: 2025-06-18\n" in (desk.root / done["path"]).read_text()
    steps = [p.read_text() for p in (folder(desk, opened) / "referrals").iterdir() if "step: 取下げ" in p.read_text()]
    assert ["date: 2025-06-20\n" in text for text in steps] == [True]  # it cannot end before it was sent
    assert status(later, opened) == "終結"
    assert later.ask("check").data["errors"] == 0


def test_a_refusal_writes_nothing_and_keeps_what_came_by_stdin(desk: Desk, opened: str) -> None:
    error = desk.refused(4, "case", "close", opened, given=SAID.replace("next_lead: なし\n", ""))
    kept = next((desk.root / ".git/seki/drafts").glob(f"case-close-{opened}*"))
    assert kept.name in error["remedy"]
    assert "本人が自分で相談できる" in kept.read_text()


def test_a_dry_run_shows_every_record_and_writes_none(desk: Desk, opened: str) -> None:
    sent = desk.do("refer", opened, "--to-agency", "hibiki", "--ask", "一緒に対応", "--reason", "制度の狭間")["referral"]
    rows = f"dispose:\n  - of: {sent}\n    act: 取下げ\n    reason: 本人が希望しない\n"
    before = commits(desk)
    said = desk.try_("case", "close", opened, "--dry-run", "--by", "sato", "--json", "--from", "-", stdin=SAID + rows)
    assert sorted(path.split("/")[3] for path in said.data["files"]) == ["closings", "referrals"]
    assert commits(desk) == before
    assert status(desk, opened) == "つなぎ中"


@pytest.mark.parametrize("spelled", [str.lower, lambda rid: rid.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789-"})])
@pytest.mark.parametrize("named", ["", "{case}/"])
def test_what_is_open_is_named_as_people_type_it(desk: Desk, opened: str, spelled: Callable[[str], str], named: str) -> None:
    sent = desk.do("refer", opened, "--to-agency", "takikan", "--ask", "一緒に対応", "--reason", "複数分野にまたがる")["referral"]
    row = f"dispose:\n  - of: {spelled(named.format(case=opened) + sent)}\n    act: 取下げ\n    reason: 本人が希望しない\n"
    desk.do("case", "close", opened, given=SAID + row)
    assert status(desk, opened) == "終結"


def test_an_accepted_referral_may_be_finished(home: Household) -> None:
    desk, decision = end_the_plan(home)
    desk.do("referral", "accept", f"{home.case}/{home.referral}")
    rows = "".join(f"  - of: {ref}\n    act: 完了\n" for ref in (home.referral, f"{decision}#1", f"{decision}#2"))
    desk.do("case", "close", home.case, given=f"reason: '01'\ndispose:\n{rows}")
    assert desk.ask("referral", "list").items[0]["status"] == "完了"


@pytest.mark.parametrize(
    ("row", "code", "word"),
    [
        ("of: 20250101-AAAA\n    act: 完了", 4, "開いていません"),
        ("of: {ref}", 2, "act"),
        ("of: {ref}\n    act: 完了", 2, "取下げ"),  # nobody has accepted it
        ("of: {ref}\n    act: 取下げ", 2, "referral_reason"),
        ("of: {ref}\n    act: 取下げ\n    reasn: その他", 2, "of・act・why・reason"),
        ("of: {todo}\n    act: 取消", 2, "why"),
        ("of: {todo}\n    act: 延期", 2, "完了 か 取消"),
        ("of: {todo}\n    act: 完了\n  - of: {todo}\n    act: 完了", 4, "2 回"),
        (
            "of: {ref}\n    act: 取下げ\n    reason: 気が変わった\n  - of: {todo}\n    act: 完了\n  - of: {other}\n    act: 完了",
            2,
            "一覧にない",
        ),
    ],
)
def test_a_disposal_that_does_not_fit_shows_its_line(home: Household, row: str, code: int, word: str) -> None:
    desk, decision = end_the_plan(home)
    row = row.format(ref=home.referral, todo=f"{decision}#1", other=f"{decision}#2")
    error = desk.refused(code, "case", "close", home.case, given=f"reason: '01'\ndispose:\n  - {row}\n")
    assert word in error["message"] + error["remedy"]
    assert error["where"].startswith("標準入力:")
    assert not (home.folder / "closings").exists()


def test_a_next_step_a_draft_and_an_item_go_too(desk: Desk, opened: str) -> None:
    desk.do(
        "consent",
        "add",
        opened,
        given="act: 同意\ngiven_by: 本人\nhow: 書面\nshare_with:\n  agencies: すべて\ncategories: すべて\n",
    )
    note = desk.do("note", "add", opened, given="method: 電話\nfact: 話した\nnext:\n  date: 2025-07-01\n")["note"]
    plan = desk.do("plan", "new", opened, "--kind", "多機関協働", given=PLAN)["plan"]
    held = desk.do("meeting", "new", "juso", "--date", "2025-07-10")["meeting"]
    other = desk.do("case", "new", given=CALL)["case"]
    desk.do(
        "consent",
        "add",
        other,
        given="act: 同意\ngiven_by: 本人\nhow: 書面\nshare_with:\n  agencies: すべて\ncategories: すべて\n",
    )
    desk.do("meeting", "add", held, opened, "--timing", "策定", "--plan", plan)
    shien = desk.do("meeting", "new", "shien", "--date", "2025-07-11")["meeting"]
    desk.do("meeting", "add", shien, opened, "--timing", "情報共有")
    desk.do("meeting", "add", shien, other, "--timing", "情報共有")
    error = desk.refused(4, "case", "close", opened, given=SAID)
    assert [line.split()[-1] for line in error["remedy"].splitlines() if "of:" in line] == [note, plan, f"{shien}#1"]
    rows = f"dispose:\n  - of: {note}\n    act: 取消\n    why: 転居\n  - of: {plan}\n    act: 取下げ\n  - of: {shien}#1\n    act: 取下げ\n"
    desk.do("case", "close", opened, given=SAID + rows)
    assert [row["status"] for row in desk.ask("plan", "list").items] == ["取下げ"]
    assert opened not in (desk.root / f"meetings/R07/{held}/meeting.yaml").read_text()
    kept = (desk.root / f"meetings/R07/{shien}/meeting.yaml").read_text()
    assert opened not in kept
    assert f"- num: 2\n    timing: 情報共有\n    case: {other}" in kept or f"case: {other}" in kept
    assert [row for row in desk.due("--within", "365") if row[0] in ("次回予定", "会議待ち")] == []


PLAN = """\
wish: 静かに暮らしたい
persons:
  - P1
issues:
  - num: 1
    text: 家賃
goals:
  - num: 1
    text: 払えている
    due: 2025-12-31
supports:
  - issue: 1
    what: 一緒に数える
    agency: chuo1
cautions: なし
period:
  since: 2025-07-15
  until: 2026-01-14
monitoring:
  every_months: 1
"""


def test_a_suspension_needs_a_try_and_a_second_look(desk: Desk, opened: str) -> None:
    assert "seki note add" in desk.refused(4, "case", "suspend", opened, "--look-again", "2025-09-01")["remedy"]
    desk.do("note", "add", opened, given="method: 訪問\nfact: 出てこない\n")
    assert "look_again" in desk.refused(4, "case", "suspend", opened, "--reason", "01")["message"]
    done = desk.do("case", "suspend", opened, "--reason", "01", "--look-again", "R7.9.1")
    assert status(desk, opened) == "中断"
    assert "act: 中断\nreason: 連絡不通\nlook_again: 2025-09-01\n" in (desk.root / done["path"]).read_text()
    (row,) = desk.on("2025-09-01").ask("due").items
    assert (row["kind"], row["what"], row["record"]) == ("フォローアップ", "中断の後の再確認", done["closing"])
    desk.on("2025-09-01").do("note", "add", opened, given=f"method: 訪問\nfact: 留守\ndone:\n  - {done['closing']}#look_again\n")
    assert desk.on("2025-09-01").due() == []
    desk.on("2025-09-02").do("case", "close", opened, given=SAID)
    assert status(desk.on("2025-09-02"), opened) == "終結"


@pytest.mark.parametrize("end", ["close", "suspend", "screen"])
def test_a_case_comes_back(desk: Desk, opened: str, end: str) -> None:
    desk.do("note", "add", opened, given="method: 訪問\nfact: 出てこない\n")
    if end == "close":
        desk.do("case", "close", opened, given=FOLLOWED)
    elif end == "suspend":
        desk.do("case", "suspend", opened, "--look-again", "2025-09-01")
    else:
        desk.do("case", "screen", opened, "--result", "01")
    later = desk.on("2025-10-01")
    said = later.try_("case", "reopen", opened, "--by", "sato", "--next-lead", "chuo1")
    assert said.code == 0, said.err
    assert "を再開しました。ケースの状態は「受付」です" in said.out
    assert status(later, opened) == "受付"
    assert [row for row in later.due("--within", "365") if row[0] == "フォローアップ"] == []
    assert "lead_agency: chuo1" in (folder(desk, opened) / "case.yaml").read_text()
    assert status(later.on("2025-09-30"), opened) != "受付"
    later.refused(4, "case", "reopen", opened)


def test_reopening_with_the_call_that_brought_it_back(desk: Desk, opened: str) -> None:
    desk.do("case", "close", opened, given=SAID)
    given = (
        "reason: 家賃がまた払えない\nintake:\n  method: 来所\n  variant: 同意なし\n  complaint:\n    by_person: また困っている\n"
    )
    done = desk.on("2025-10-01").do("case", "reopen", opened, given=given)
    assert len(done["records"]) == 2
    (intake,) = [p for p in (folder(desk, opened) / "intakes").iterdir() if "また困っている" in p.read_text()]
    assert "received_on: 2025-10-01\nagency: chuo1\n" in intake.read_text()
    assert status(desk.on("2025-10-01"), opened) == "同意前"
    assert desk.on("2025-10-01").ask("check").data["errors"] == 0


@pytest.mark.parametrize(
    ("given", "code"),
    [("intake:\n  method: 来所\n", 2), ("intake: 来所\n", 2), ("intake:\n  method: 歌\n  complaint:\n    by_person: x\n", 2)],
)
def test_a_call_that_is_not_whole_reopens_nothing(desk: Desk, opened: str, given: str, code: int) -> None:
    desk.do("case", "close", opened, given=SAID)
    desk.refused(code, "case", "reopen", opened, given=given)
    assert status(desk, opened) == "終結"


def test_a_plan_that_ended_does_not_come_back(home: Household) -> None:
    desk, decision = end_the_plan(home)
    desk.do("referral", "cancel", f"{home.case}/{home.referral}", "--reason", "本人が希望しない")
    rows = "".join(f"  - of: {decision}#{n}\n    act: 完了\n" for n in (1, 2))
    desk.do("case", "close", home.case, given=f"reason: '01'\ndispose:\n{rows}")
    said = desk.on("2025-09-01").try_("case", "reopen", home.case, "--by", "sato")
    assert "終わったプランは戻りません" in said.out
    assert [row["status"] for row in desk.on("2025-09-01").ask("plan", "list").items] == ["終結"]


def test_a_new_case_goes_on_from_a_closed_one(desk: Desk, opened: str) -> None:
    given = CALL + f"case:\n  continued_from: {opened}\n"
    error = desk.refused(4, "case", "new", given=given)
    assert "標準入力:" in error["where"] or opened in error["where"]
    assert "seki note add" in error["remedy"]
    desk.refused(3, "case", "new", given=CALL + "case:\n  continued_from: R07-ZZZZZZZ\n")
    desk.do("case", "close", opened, given=SAID)
    new = desk.do("case", "new", given=given)["case"]
    assert f"continued_from: {opened}" in (folder(desk, new) / "case.yaml").read_text()
    assert desk.ask("case", "show", new).data["continued_from"] == opened
    assert f"{opened} の続き" in desk.try_("case", "show", new).out
    assert new in desk.try_("case", "show", opened).out
    by_option = desk.do("case", "new", "--continued-from", opened, given=CALL)["case"]
    assert f"continued_from: {opened}" in (folder(desk, by_option) / "case.yaml").read_text()
    desk.do("case", "reopen", opened)
    codes = [(f["code"], f["path"].split("/")[2]) for f in desk.try_("check", "--json").envelope["findings"]]
    assert ("SEKI108", new) in codes


def test_the_same_household_is_no_news_where_it_goes_on(desk: Desk) -> None:
    family = "household:\n  people:\n    - id: P1\n      role: 本人\n      kana: せき みどり\n      born: 1970-01-01\n"
    first = desk.do("case", "new", given=CALL + family)["case"]
    desk.do("case", "close", first, given=SAID)
    assert desk.do("case", "new", given=CALL + family)["alike"] == [first]
    assert (
        "alike" not in desk.do("case", "new", "--continued-from", first, given=CALL + family)
        or first not in desk.do("case", "new", "--continued-from", first, given=CALL + family)["alike"]
    )


def test_a_case_that_cannot_be_read_is_not_closed(desk: Desk, opened: str) -> None:
    note = desk.do("note", "add", opened, given="method: 電話\nfact: 話した\nnext:\n  date: 2025-07-01\n")
    path = desk.root / note["path"]
    path.write_text(path.read_text().replace("method: 電話", "method: [電話"))
    error = desk.refused(5, "case", "close", opened, given=SAID)
    assert error["where"] == note["path"]
    head = folder(desk, opened) / "case.yaml"
    head.write_text("schema: case/1\nid: [\n")
    other = desk.do("case", "new", given=CALL)["case"]
    assert desk.refused(5, "case", "link", other, opened, "--how", "同一")["where"].endswith("case.yaml")
    household = folder(desk, other) / "household.yaml"
    household.unlink()
    error = desk.refused(5, "person", "add", other, given="role: 親族\n")
    assert error["where"].endswith("household.yaml"), error
