"""アウトリーチ before consent, by commands alone: a policy, visits by stages, reviews early, late and moved, then consent comes.

A way for when it does not come stands at the end.
"""

import pytest

from speaking import Desk

YASUE = "- id: yasue\n  name: 安江 航\n  agency: shakyo\n  post: 推進員\n  pledged_on: 2025-04-01\n  since: 2025-04-01\n"
CALL = """
intake:
  method: 電話
  variant: 同意なし
  no_consent_reason: 接触したが説明前
  complaint:
    by_agency: 郵便物がたまり、夜だけ明かりがつく家がある
household:
  people:
    - id: P1
      role: 本人
      alias: 角の家の人
"""
PLAN = """
wish: 未確認
wish_why: まだ会えていない
issues:
  - num: 1
    text: 人とのつながりが途切れている
goals:
  - num: 1
    text: 顔を見て挨拶ができる
    due: 2025-12-31
supports:
  - issue: 1
    what: 同じ曜日に立ち寄り、手紙を残す
    agency: shakyo
    staff: yasue
    often: 週1回
cautions: 呼び鈴は一度だけ鳴らす
period:
  since: 2025-06-24
  until: 2025-12-23
monitoring:
  first_date: 2025-07-24
  every_months: 1
  agency: shakyo
  staff: yasue
"""
CONSENT = "act: 同意\ngiven_by: 本人\nhow: 書面\nshare_with:\n  agencies: すべて\ncategories: すべて\nuntil: 2026-06-30\n"
CAME = "came:\n  - agency: fukushi\n  - agency: shakyo\n  - agency: takikan\n"


def minutes(case: str, result: str, num: int = 1, more: str = "") -> str:
    return f"{CAME}items:\n  - num: {num}\n    case: {case}\n    result: {result}\n{more}"


def meeting_on(desk: Desk, kind: str, day: str) -> str:
    meeting = str(desk.do("meeting", "new", kind, "--date", day)["meeting"])
    desk.do("meeting", "attend", meeting, "fukushi:hori", "shakyo:yasue", "takikan:goto")
    return meeting


def status(desk: Desk, plan: str) -> str:
    return str(desk.ask("plan", "show", plan).data["status"])


def reviews(desk: Desk) -> list[tuple[str, str]]:
    return [(day, state) for kind, day, state in desk.due("--within", "120") if kind == "モニタリング"]


@pytest.fixture
def visited(desk: Desk) -> tuple[Desk, str, str]:
    """Return a household that nobody has met, its outreach plan running by a policy of 2025-06-24."""
    added = desk.try_("registry", "staff", "add", "--from", "-", stdin=YASUE)
    assert added.code == 0, added.err
    desk = desk.as_("yasue").on("2025-06-16")
    case = str(desk.do("case", "new", given=CALL)["case"])
    plan = str(desk.do("plan", "new", case, "--kind", "アウトリーチ等", given=PLAN)["plan"])
    shien = meeting_on(desk, "shien", "2025-06-24")
    desk.do("meeting", "add", shien, case, "--timing", "方針", "--plan", plan)
    desk.on("2025-06-24").do("meeting", "record", shien, given=minutes(case, "承認"))
    return desk, case, plan


def test_before_the_policy_it_waits_for_a_meeting_that_needs_no_consent(desk: Desk) -> None:
    assert desk.try_("registry", "staff", "add", "--from", "-", stdin=YASUE).code == 0
    desk = desk.as_("yasue").on("2025-06-16")
    case = desk.do("case", "new", given=CALL)["case"]
    plan = str(desk.do("plan", "new", case, "--kind", "アウトリーチ等", given=PLAN)["plan"])
    assert status(desk, plan) == "案"
    offered = [(row["plan"], row["timing"]) for row in desk.ask("meeting", "propose", "shien").items]
    assert (plan, "方針") in offered
    assert [row["plan"] for row in desk.ask("meeting", "propose", "juso").items] == []

    juso = meeting_on(desk, "juso", "2025-06-24")
    assert "同意" in desk.refused(4, "meeting", "add", juso, case, "--timing", "策定", "--plan", plan)["message"]
    shien = meeting_on(desk, "shien", "2025-06-24")
    checked = desk.ask("plan", "check", plan).data
    assert (checked["ready"], checked["timing"], checked["meeting"]) == (True, "方針", shien)
    added = desk.try_("meeting", "add", shien, case, "--timing", "方針")  # the one draft that waits is meant
    assert f"待っているプラン {plan} も、この議題で諮ります" in added.out, added.err
    (item,) = desk.ask("meeting", "show", shien).data["items"]
    assert (item["plan"], str(item["version"])) == (plan, "1")
    assert status(desk, plan) == "付議中"

    # the room of 支援会議 needs no consent: every member has pledged, so the plan may be shown
    paper = desk.try_("agenda", shien).out
    assert "支援方針の決定と共有" in paper
    assert "同じ曜日に立ち寄り" in paper


def test_the_policy_holds_the_plan_and_its_print(visited: tuple[Desk, str, str]) -> None:
    desk, case, plan = visited
    desk = desk.on("2025-06-25")
    assert status(desk, plan) == "同意前"
    shown = desk.ask("plan", "show", plan)
    (act,) = [row for row in shown.data["course"] if row["act"].startswith("方針")]
    (path,) = (desk.root / "cases" / case[:3] / case / "decisions").iterdir()
    text = path.read_text(encoding="utf-8")
    assert path.stem == act["record"]
    assert f"plan: {plan}\nversion: 1\nplan_hash: " in text
    assert "同意前" in desk.try_("case", "show", case).out
    assert [row["status"] for row in desk.ask("case", "list").items] == ["支援中"]
    assert [row["id"] for row in desk.ask("plan", "list", "--status", "同意前").items] == [plan]
    assert desk.try_("check", "--strict").code == 0


def test_reviews_before_consent_are_due_like_any_other(visited: tuple[Desk, str, str]) -> None:
    desk, case, plan = visited
    assert reviews(desk.on("2025-07-23")) == [("2025-07-24", "予定")]
    note = 'method: 訪問\nfact: 返事はなかったが、手紙は受け取られていた\ncategory: 基本情報\nstage: "02"\n'
    desk.on("2025-07-10").do("note", "add", case, given=note)

    # early: the next one follows the early day, on the plan's own schedule
    desk.on("2025-07-22").do("monitor", plan, "--result", "継続", given="stage: 接触試行\n")
    assert reviews(desk.on("2025-07-22")) == [("2025-07-24", "予定")]
    # late: no ghost of the slot that went by
    desk.on("2025-07-28").do("monitor", plan, "--result", "継続", given="stage: 関係性構築中\n")
    assert reviews(desk.on("2025-07-28")) == [("2025-08-24", "予定")]
    # moved: not without a reason
    assert "理由" in desk.on("2025-08-20").refused(2, "monitor", plan, "--result", "継続", "--next-date", "2025-10-10")["message"]
    desk.on("2025-08-25").do(
        "monitor", plan, "--result", "継続", "--next-date", "2025-10-10", given="reason_if_moved: 入院のため\n"
    )
    assert reviews(desk.on("2025-10-11")) == [("2025-10-10", "超過")]

    folder = desk.root / "cases" / case[:3] / case
    stages = {line for path in (folder / "notes").iterdir() for line in path.read_text().splitlines() if line.startswith("stage")}
    assert stages == {"stage: 接触試行"}
    assert desk.on("2025-10-11").try_("check", "--strict").code == 0


def test_a_stage_off_the_list_is_refused(visited: tuple[Desk, str, str]) -> None:
    desk, case, plan = visited
    day = desk.on("2025-07-22")
    for words, given in (
        (("monitor", plan, "--result", "継続"), "stage: 仲よくなった\n"),
        (("note", "add", case), "method: 訪問\nfact: 話した\nstage: 仲よくなった\n"),
    ):
        said = day.try_(*words, "--by", "yasue", "--from", "-", stdin=given)
        assert said.code in (2, 4), said.err
        assert "一覧" in said.err or "コード表" in said.err
        assert "仲よく" not in said.err
    assert reviews(day) == [("2025-07-24", "予定")]


def test_a_review_that_leads_to_a_meeting_goes_to_one_that_needs_no_consent(visited: tuple[Desk, str, str]) -> None:
    desk, case, plan = visited
    desk.on("2025-07-24").do("monitor", plan, "--result", "変更が必要")
    day = desk.on("2025-07-25")
    assert reviews(day) == []
    assert ("会議待ち", "2025-08-07", "予定") in day.due("--within", "30")
    assert (plan, "方針") in [(row["plan"], row["timing"]) for row in day.ask("meeting", "propose", "shien").items]

    # a new version goes on the same way, and the reviews follow it
    day.do("plan", "revise", plan, given="change_reason: 朝のほうが会える\ncautions: 朝に立ち寄る\n")
    shien = meeting_on(day, "shien", "2025-08-05")
    day.do("meeting", "add", shien, case, "--timing", "方針", "--plan", plan)
    day.on("2025-08-05").do("meeting", "record", shien, given=minutes(case, "承認"))
    assert (status(day.on("2025-08-06"), plan), reviews(day.on("2025-08-06"))) == ("同意前", [("2025-08-24", "予定")])
    assert desk.on("2025-08-24").do("monitor", plan, "--result", "継続")


def test_when_consent_comes_the_plan_goes_to_its_first_meeting(visited: tuple[Desk, str, str]) -> None:
    desk, case, plan = visited
    desk.on("2025-08-20").do("consent", "add", case, given=CONSENT)
    day = desk.on("2025-08-20")
    assert (plan, "策定") in [(row["plan"], row["timing"]) for row in day.ask("meeting", "propose", "juso").items]
    assert ("会議待ち", "2025-09-03", "予定") in day.due("--within", "30")
    assert status(day, plan) == "同意前"

    # the wish is known by now: a new version, so that the five parts are whole
    day.do("plan", "revise", plan, given="wish: 週に一度は誰かと話したい\nwish_why:\nchange_reason: 本人の意向を聞けた\n")
    juso = meeting_on(day, "juso", "2025-09-02")
    day.do("meeting", "add", juso, case, "--timing", "策定", "--plan", plan)
    assert ("会議待ち", "2025-09-02", "予定") in day.due("--within", "30")
    checked = day.ask("plan", "check", plan).data
    assert (checked["ready"], checked["version"], checked["timing"]) == (True, 2, "策定")
    day.on("2025-09-02").do("meeting", "record", juso, given=minutes(case, "適切"))
    after = desk.on("2025-09-03")
    assert status(after, plan) == "実施中"
    assert after.ask("plan", "show", plan).data["version"] == 2
    assert reviews(after) == [("2025-09-24", "予定")]
    assert "会議待ち" not in {kind for kind, _, _ in after.due("--within", "30")}
    after.on("2025-09-24").do("monitor", plan, "--result", "継続", given="stage: プランに基づく支援\n")
    assert after.on("2025-09-25").try_("check", "--strict").code == 0


def test_when_consent_does_not_come_the_plan_is_withdrawn_and_the_case_can_be_closed(visited: tuple[Desk, str, str]) -> None:
    desk, case, plan = visited
    day = desk.on("2025-09-01")
    # no meeting that needs consent may end it: there never was any
    juso = meeting_on(day, "juso", "2025-09-09")
    assert "同意" in day.refused(4, "meeting", "add", juso, case, "--timing", "終結", "--plan", plan)["message"]
    # the policy may be talked about again, but 支援会議 does not decide an end
    shien = meeting_on(day, "shien", "2025-09-09")
    assert day.refused(4, "meeting", "add", shien, case, "--timing", "中断", "--plan", plan)
    day.do("meeting", "add", shien, case, "--timing", "方針", "--plan", plan)
    day.on("2025-09-09").do(
        "meeting", "record", shien, given=minutes(case, "その他", more="    protocol: 訪問を終え、民生委員の見守りに移す\n")
    )

    leave = ("case", "suspend", case, "--reason", "支援拒否", "--look-again", "2025-12-10")
    assert f"seki plan drop {plan}" in desk.on("2025-09-10").refused(4, *leave)["remedy"]
    done = desk.on("2025-09-10").do("plan", "drop", plan, "--reason", "支援拒否")
    assert done["closing"]
    after = desk.on("2025-09-11")
    assert status(after, plan) == "取下げ"
    assert reviews(after.on("2026-03-01")) == []
    assert after.ask("case", "list").items[0]["status"] == "同意前"
    assert after.try_("check", "--strict").code == 0

    after.do("note", "add", case, given="method: 訪問\nfact: 三度目も返事がなかった\ncategory: 基本情報\n")
    after.do(*leave)
    assert after.ask("case", "list").items[0]["status"] == "中断"
    assert after.on("2025-12-11").due() == [("フォローアップ", "2025-12-10", "超過")]
