"""The minutes: who came, every result a meeting can come to, and what each of them leaves to be done."""

from pathlib import Path
from typing import Any

import pytest

from carried import PLAN, Household, carried
from speaking import Said

EVALUATED = "occasion: 終結検討\njudgement: 終結\nperson_view: よかった\n"
ENDED = """\
items:
  - num: 1
    result: 適切
    next_lead: nishi
    followup_needed: true
    followup:
      - date: 2025-10-01
        how: 電話
    close_case: true
"""


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


def called(home: Household, kind: str = "juso", day: str = "2025-07-22", *attendees: str) -> str:
    meeting = home.desk.do("meeting", "new", kind, "--date", day)["meeting"]
    home.desk.do("meeting", "attend", meeting, *(attendees or ("takikan:goto", "chuo1:sato", "marugoto:mori")))
    return str(meeting)


def on(home: Household, timing: str, *words: str, kind: str = "juso", day: str = "2025-07-22", given: str = "") -> str:
    meeting = called(home, kind, day)
    home.desk.do("meeting", "add", meeting, home.case, "--timing", timing, *words, given=given)
    return meeting


def revised(home: Household, day: str = "2025-07-16") -> None:
    home.desk.on(day).do("plan", "revise", home.plan, given="cautions: 訪問は水曜\nchange_reason: 希望による\n")


def record(home: Household, meeting: str, text: str, *, day: str = "2025-07-22") -> Said:
    said = home.desk.on(day).try_("meeting", "record", meeting, "--by", "goto", "--from", "-", stdin=text)
    assert said.code == 0, said.out + said.err
    return said


def plan_row(home: Household, day: str = "2025-07-22") -> dict[str, Any]:
    return next(row for row in home.desk.on(day).ask("plan", "list").items if row["id"] == home.plan)


def due(home: Household, day: str, *kinds: str) -> list[tuple[str, str, str]]:
    rows = home.desk.on(day).ask("due", "--within", "400").items
    return [(row["kind"], row["due_on"], row["what"]) for row in rows if row["kind"] in kinds]


# ---------------------------------------------------------------------------------------------------------- results


def test_a_yes_with_corrections_asks_for_the_corrected_text_and_keeps_the_old_reviews_until_it_is_there(home: Household) -> None:
    revised(home)
    meeting = on(home, "変更")
    said = record(home, meeting, "items:\n  - num: 1\n    result: 修正のうえ適切\n")
    assert f"seki plan revise {home.plan}" in said.out
    assert "それまでは第2版のまま" in said.out
    row = plan_row(home)
    assert (row["version"], row["status"]) == (2, "実施中")
    told = home.desk.on("2025-07-24").do("plan", "revise", home.plan, given="cautions: 訪問は木曜\nchange_reason: 会議で直した\n")
    text = (home.desk.root / told["path"]).read_text(encoding="utf-8")
    assert "version: 3\n" in text
    assert "after: " in text
    row = plan_row(home, "2025-07-24")
    assert (row["version"], row["status"]) == (3, "実施中")
    assert due(home, "2025-07-24", "会議待ち") == []


@pytest.mark.parametrize(
    ("result", "status", "waits"),
    [
        ("差戻し", "実施中", []),
        ("継続審議", "見直し", ["2025-08-05"]),
        ("その他", "実施中", []),
        ("適切", "実施中", []),
        ("承認", "実施中", []),
    ],
)
def test_what_a_change_comes_to(home: Household, result: str, status: str, waits: list[str]) -> None:
    revised(home)
    meeting = on(home, "変更")
    said = record(home, meeting, f"items:\n  - num: 1\n    result: {result}\n")
    assert plan_row(home)["status"] == status
    assert plan_row(home)["version"] == (2 if result in ("適切", "承認") else 1)
    assert [row[1] for row in due(home, "2025-07-22", "会議待ち")] == waits
    assert ("会議待ちに戻りました（期限 令和7年8月5日）" in said.out) == bool(waits)
    assert f"プラン {home.plan} は{status}" in said.out


def test_what_was_sent_back_waits_again_when_it_is_rewritten(home: Household) -> None:
    other = home.desk.do("plan", "new", home.case, "--kind", "参加支援", given=PLAN)["plan"]
    meeting = on(home, "策定", "--plan", other)
    record(home, meeting, "items:\n  - num: 1\n    result: 差戻し\n")
    rows = {row["id"]: row["status"] for row in home.desk.on("2025-07-22").ask("plan", "list").items}
    assert rows[other] == "案"
    home.desk.on("2025-07-25").do("plan", "revise", other, given="cautions: 朝は避ける\n")
    assert [row[1] for row in due(home, "2025-07-25", "会議待ち")] == ["2025-08-08"]


def test_an_urgent_item_reported_after_the_act(home: Household) -> None:
    meeting = on(home, "緊急", kind="shien")
    said = record(
        home, meeting, "items:\n  - num: 1\n    result: 承認\n    after_the_fact: true\n    protocol: 入院に付き添った\n"
    )
    assert "議題 1 緊急" in said.out
    assert "承認（事後）" in home.desk.on("2025-07-22").try_("meeting", "show", meeting).out
    assert "after_the_fact: true" in written(home, "decisions")


def written(home: Household, folder: str) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted((home.folder / folder).iterdir()))


def test_a_plan_that_began_before_its_meeting_is_approved_after_the_fact(home: Household) -> None:
    text = PLAN.replace("since: 2025-07-15", "since: 2025-07-01")
    other = home.desk.do("plan", "new", home.case, "--kind", "参加支援", given=text)["plan"]
    meeting = on(home, "策定", "--plan", other)
    record(home, meeting, "items:\n  - num: 1\n    result: 承認\n    after_the_fact: true\n")
    rows = {row["id"]: row["status"] for row in home.desk.on("2025-07-22").ask("plan", "list").items}
    assert rows[other] == "実施中"
    assert home.desk.on("2025-07-22").ask("check").data["errors"] == 0


# ------------------------------------------------------------------------------------------------------------- ends


def test_an_end_hands_the_lead_on_and_leaves_the_follow_up_in_due(home: Household) -> None:
    home.desk.on("2025-07-21").do("evaluate", home.plan, given=EVALUATED)
    referral = f"{home.case}/{home.referral}"
    home.desk.on("2025-07-20").do("referral", "accept", referral)
    home.desk.on("2025-07-21").do("referral", "finish", referral)
    meeting = on(home, "終結")
    said = record(home, meeting, ENDED)
    assert "主担当を 関市西地域包括支援センター に移しました" in said.out
    assert due(home, "2025-07-22", "フォローアップ") == [("フォローアップ", "2025-10-01", "終結・中断の後のフォローアップ")]
    assert plan_row(home)["status"] == "終結"


def test_a_refusal_from_another_file_names_the_item(home: Household) -> None:
    home.desk.on("2025-07-21").do("evaluate", home.plan, given=EVALUATED)
    meeting = on(home, "終結")
    said = home.desk.on("2025-07-22").try_("meeting", "record", meeting, "--by", "goto", "--from", "-", stdin=ENDED)
    assert said.code == 4
    assert "SEKI076" in said.err
    assert "議題 1: " in said.err


@pytest.mark.parametrize(("missing", "code"), [("attempts", "SEKI075"), ("look_again", "SEKI075"), ("", "")])
def test_a_suspension_says_what_was_tried_and_when_to_look_again(home: Household, missing: str, code: str) -> None:
    meeting = on(home, "中断")
    fields = {
        "attempts": "    attempts:\n      - date: 2025-07-18\n        how: 訪問\n        by: 佐藤\n",
        "look_again": "    look_again: 2025-10-20\n",
        "resume_when": "    resume_when: 本人から連絡があったとき\n",
    }
    text = "items:\n  - num: 1\n    result: 適切\n" + "".join(value for key, value in fields.items() if key != missing)
    said = home.desk.on("2025-07-22").try_("meeting", "record", meeting, "--by", "goto", "--from", "-", stdin=text)
    assert (said.code, code in said.err) == (4 if code else 0, True)
    if not code:
        assert due(home, "2025-07-22", "フォローアップ") == [("フォローアップ", "2025-10-20", "中断の後の再確認")]


# ------------------------------------------------------------------------------------------------- points and to-dos


def test_points_and_to_dos_stand_in_the_record_with_source_category_and_staff(home: Household) -> None:
    revised(home)
    meeting = on(home, "変更")
    text = """\
items:
  - num: 1
    result: 適切
    protocol: 経過を話した
    points:
      - point: 役割分担の確認
        said: 同行は週に一度
        source: 機関:marugoto
        category: 基本情報
    todos:
      - agency: marugoto
        staff: mori
        what: 見学先を探す
        due: 2025-08-10
      - agency: chuo1
        what: 家族に電話する
"""
    said = record(home, meeting, text)
    assert "宿題 新しく 2" in said.out
    assert due(home, "2025-07-22", "宿題") == [("宿題", "2025-08-05", "宿題 2"), ("宿題", "2025-08-10", "宿題 1")]
    assert "source: 機関:marugoto" in written(home, "decisions")
    assert "宿題 2（残り 2）" in home.desk.on("2025-07-22").try_("meeting", "show", meeting).out


def with_todo(home: Household) -> tuple[str, str]:
    """Record a meeting that gives one to-do; return the meeting and how the to-do is named."""
    revised(home)
    meeting = on(home, "変更")
    text = "items:\n  - num: 1\n    result: 適切\n    todos:\n      - agency: chuo1\n        staff: sato\n        what: 電話する\n        due: 2025-08-01\n"
    record(home, meeting, text)
    shown = home.desk.on("2025-07-22").ask("meeting", "show", meeting).data
    return meeting, f"{shown['results'][0]['decision']}#1"


@pytest.mark.parametrize(
    ("moved", "what", "agency"),
    [
        ("act: 延期\n        due: 2025-08-29\n        why: 不在が続いた", ("2025-08-29", "宿題 1（延期 1 回）"), "chuo1"),
        ("act: 担当変更\n        agency: nishi\n        why: 転居した", ("2025-08-01", "宿題 1"), "nishi"),
        ("act: 完了", None, ""),
        ("act: 取消\n        why: 要らなくなった", None, ""),
    ],
)
def test_the_next_meeting_moves_a_to_do(home: Household, moved: str, what: tuple[str, str] | None, agency: str) -> None:
    _, todo = with_todo(home)
    meeting = on(home, "方針", kind="shien", day="2025-08-05")
    record(
        home,
        meeting,
        f"items:\n  - num: 1\n    result: その他\n    moved:\n      - of: {todo}\n        {moved}\n",
        day="2025-08-05",
    )
    rows = home.desk.on("2025-08-05").ask("due", "--within", "60", "--kind", "宿題").items
    assert [(row["due_on"], row["what"]) for row in rows] == ([what] if what else [])
    assert [row["agency"] for row in rows] == ([agency] if what else [])


@pytest.mark.parametrize(
    ("moved", "code", "word"),
    [
        ("act: 延期\n        why: 不在", 4, "新しい期限"),
        ("act: 担当変更\n        why: 転居", 4, "新しい担当"),
        ("act: 延期\n        due: 2025-08-29", 0, "わけ"),
        ("act: 取消", 0, "わけ"),
    ],
)
def test_a_move_that_does_not_say_what_it_moves(home: Household, moved: str, code: int, word: str) -> None:
    _, todo = with_todo(home)
    meeting = on(home, "方針", kind="shien", day="2025-08-05")
    text = f"items:\n  - num: 1\n    result: その他\n    moved:\n      - of: {todo}\n        {moved}\n"
    said = home.desk.on("2025-08-05").try_("meeting", "record", meeting, "--by", "goto", "--from", "-", stdin=text)
    assert said.code == code, said.err
    assert word in said.err
    assert "SEKI118" in said.err or code == 0


# ------------------------------------------------------------------------------------------------------------- gaps


def test_a_gap_that_was_noticed_is_made_linked_and_taken_up_by_itself(home: Household) -> None:
    revised(home)
    meeting = on(home, "変更")
    said = record(
        home,
        meeting,
        "items:\n  - num: 1\n    result: 適切\n    gaps:\n      - text: 夜に相談できる窓口がない\n        field: 障害\n",
    )
    (path,) = (home.desk.root / "gaps").iterdir()
    gap = path.stem
    shown = home.desk.on("2025-07-22").ask("meeting", "show", meeting).data
    rid = shown["results"][0]["decision"]
    assert f"地域課題 {gap} を記録しました" in said.out
    text = path.read_text(encoding="utf-8")
    assert f"noticed:\n  date: 2025-07-22\n  decision: {home.case}/{rid}\n" in text
    assert f"gaps:\n  - {gap}\n" in written(home, "decisions")

    later = called(home, day="2025-08-19")
    home.desk.on("2025-08-18").do("meeting", "add", later, gap)
    home.desk.on("2025-08-18").do("meeting", "add", later, home.case, "--timing", "終結")
    paper = home.desk.on("2025-08-18").try_("agenda", later).out
    assert "夜に相談できる窓口がない" in paper
    record(
        home,
        later,
        "items:\n  - num: 1\n    status: 取組中\n    protocol: 試しに開く\n  - num: 2\n    result: その他\n    gaps:\n      - "
        + gap
        + "\n",
        day="2025-08-19",
    )
    assert "取組中" in home.desk.on("2025-08-19").try_("meeting", "show", later).out
    assert home.desk.on("2025-08-19").ask("check").data["errors"] == 0
    again = home.desk.on("2025-08-19").try_(
        "meeting", "record", later, "--by", "goto", "--from", "-", stdin="items:\n  - num: 1\n    status: 解決\n"
    )
    assert (again.code, "もう記録されています" in again.err) == (4, True)


@pytest.mark.parametrize(("words", "word"), [(("--timing", "策定"), "諮れません"), (("--timing", "緊急"), "扱いません")])
def test_a_gap_comes_at_the_timings_of_a_gap_only(home: Household, words: tuple[str, ...], word: str) -> None:
    (home.desk.root / "gaps").mkdir()
    (home.desk.root / "gaps" / "G-ABCDEFG.yaml").write_text("schema: gap/1\nid: G-ABCDEFG\ntext: 足がない\n", encoding="utf-8")
    assert home.desk.try_("save").code == 0
    meeting = called(home)
    assert word in home.desk.refused(4, "meeting", "add", meeting, "G-ABCDEFG", *words)["message"]


# ------------------------------------------------------------------------------------------------------------- room


def test_whoever_came_uninvited_and_the_person_stand_in_the_list_and_in_the_ledger(home: Household) -> None:
    revised(home)
    meeting = on(home, "変更")
    text = "came:\n  - agency: takikan\n  - agency: 関市西地域包括支援センター\n  - person: P2\n    role: 母\nitems:\n  - num: 1\n    result: 適切\n"
    record(home, meeting, text)
    rows = home.desk.on("2025-07-22").ask("meeting", "show", meeting).data["attendees"]
    assert [(r.get("agency"), r.get("person"), r["came"]) for r in rows] == [
        ("takikan", None, True),
        ("chuo1", None, False),
        ("marugoto", None, False),
        ("nishi", None, True),
        (None, "P2", True),
    ]
    assert rows[-1]["case"] == home.case
    ledger = home.desk.on("2025-07-22").ask("case", "show", home.case, "--disclosures").items
    assert set(ledger[-1]["to"]) == {"takikan", "nishi"}


def test_it_is_told_where_somebody_came_before_whom_the_paper_would_not_have_lain(home: Household) -> None:
    """The consent excludes nobody here, so a person's own view of others is what may not lie before them."""
    act = "person: P1\nact: 一部同意\ngiven_by: 本人\nhow: 書面\nshare_with:\n  agencies:\n    - takikan\n    - chuo1\n    - marugoto\ncategories: すべて\n"
    home.desk.do("consent", "add", home.case, given=act)
    revised(home)
    meeting = on(home, "変更")
    said = record(home, meeting, "came:\n  - agency: takikan\n  - agency: nishi\nitems:\n  - num: 1\n    result: 適切\n")
    assert "議題 1: 招いていなかった人が出席しました" in said.out
    assert "資料を渡していたら回収し" in said.out


@pytest.mark.parametrize(
    ("row", "code", "word"),
    [
        ("person: P9", 3, "世帯にいません"),
        ("agency: takikan\n    staff: nobody", 3, "名簿"),
        ("staff: goto", 2, "機関"),
        ("agency: takikan\n    colour: 赤", 2, "項目名"),
    ],
)
def test_an_attendance_that_cannot_be_taken(home: Household, row: str, code: int, word: str) -> None:
    meeting = on(home, "終結")
    text = f"came:\n  - {row}\nitems:\n  - num: 1\n    result: その他\n"
    said = home.desk.on("2025-07-22").try_("meeting", "record", meeting, "--by", "goto", "--from", "-", stdin=text)
    assert said.code == code, said.err
    assert word in said.err


def test_the_minutes_are_confirmed_later(home: Household) -> None:
    assert "記録済み" in home.desk.try_("meeting", "show", home.meeting).out
    record(home, home.meeting, "confirmed:\n  date: R7.7.18\n  staff: hori\n", day="2025-07-18")
    shown = home.desk.on("2025-07-18").try_("meeting", "show", home.meeting)
    assert "会議の確認 令和7年7月18日　堀 景子" in shown.out
    said = home.desk.on("2025-07-18").try_(
        "meeting", "record", home.meeting, "--from", "-", "--by", "goto", stdin="confirmed:\n  staff: nobody\n"
    )
    assert said.code == 3


def test_a_meeting_half_recorded_says_so(home: Household) -> None:
    revised(home)
    meeting = on(home, "変更")
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "社会資源")
    record(home, meeting, "items:\n  - num: 2\n    result: その他\n")
    assert "記録の途中" in home.desk.on("2025-07-22").try_("meeting", "show", meeting).out
    record(home, meeting, "items:\n  - num: 1\n    result: 適切\n")
    assert "記録済み" in home.desk.on("2025-07-22").try_("meeting", "show", meeting).out


def attended(home: Household, meeting: str) -> list[tuple[str, str, object]]:
    rows = home.desk.on("2025-07-22").ask("meeting", "show", meeting).data["attendees"]
    return [(row.get("agency", ""), row.get("staff", ""), str(row.get("came", "")).lower()) for row in rows]


def test_minutes_in_two_parts_keep_who_came_and_who_stayed_away(home: Household) -> None:
    revised(home)
    meeting = on(home, "変更")
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "社会資源")
    record(home, meeting, "came:\n  - agency: takikan\n  - agency: chuo1\nitems:\n  - num: 2\n    result: その他\n")
    record(home, meeting, "items:\n  - num: 1\n    result: 適切\n")
    decision = next(p for p in (home.folder / "decisions").glob("*.yaml") if "timing: 変更" in p.read_text(encoding="utf-8"))
    assert "present:\n  - takikan\n  - chuo1\nrecorded" in decision.read_text(encoding="utf-8")
    record(home, meeting, "came:\n  - agency: marugoto\n")
    assert attended(home, meeting) == [("takikan", "goto", "true"), ("chuo1", "sato", "true"), ("marugoto", "mori", "true")]


def test_an_agency_invited_without_a_name_is_there_by_its_staff(home: Household) -> None:
    meeting = called(home, "juso", "2025-07-22", "takikan", "chuo1")
    record(home, meeting, "came:\n" + "  - agency: takikan\n    staff: goto\n" * 2)
    assert attended(home, meeting) == [("takikan", "goto", "true"), ("chuo1", "", "false")]


@pytest.mark.parametrize("row", ["num: １", "case: '{0}'", "num: 1\n    case: '{1}'"])
def test_an_item_is_known_in_any_width_and_case(home: Household, row: str) -> None:
    meeting = on(home, "終結")
    wide = home.case.lower().translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)})
    record(home, meeting, f"items:\n  - {row.format(home.case.lower(), wide)}\n    result: その他\n")


@pytest.mark.parametrize(("day", "code"), [("2025-07-14", 4), ("2025-07-19", 4), ("2025-07-15", 0)])
def test_minutes_are_confirmed_from_the_day_of_the_meeting_to_today(home: Household, day: str, code: int) -> None:
    said = home.desk.on("2025-07-18").try_(
        "meeting", "record", home.meeting, "--from", "-", "--by", "goto", stdin=f"confirmed:\n  date: {day}\n"
    )
    assert (said.code, "標準入力:2" in said.err) == (code, code == 4), said.err


@pytest.mark.parametrize(("timing", "result"), [("変更", "適切"), ("終結", "差戻し")])
def test_a_case_is_not_closed_by_the_way(home: Household, timing: str, result: str) -> None:
    revised(home)
    meeting = on(home, timing)
    text = f"items:\n  - num: 1\n    result: {result}\n    close_case: true\n"
    said = home.desk.on("2025-07-22").try_("meeting", "record", meeting, "--by", "goto", "--from", "-", stdin=text)
    assert (said.code, "標準入力:4" in said.err) == (4, True), said.err
    assert "ケースを閉じられません" in said.err


def test_an_item_whose_plan_cannot_be_read_waits_until_it_can(home: Household) -> None:
    meeting = on(home, "終結")
    path = home.folder / "plans" / home.plan / "v1.yaml"
    path.write_bytes(b"schema: [\n")
    text = "items:\n  - num: 1\n    result: その他\n"
    said = home.desk.on("2025-07-22").try_("meeting", "record", meeting, "--by", "goto", "--from", "-", stdin=text)
    assert (said.code, path.name in said.err) == (5, True), said.err


def test_an_item_whose_gap_cannot_be_read_waits_too(home: Household) -> None:
    gap = home.desk.do("gap", "new", given="text: 昼の居場所\n")["gap"]
    meeting = called(home)
    home.desk.do("meeting", "add", meeting, gap)
    (home.desk.root / "gaps" / f"{gap}.yaml").write_bytes(b"schema: [\n")
    text = "items:\n  - num: 1\n    status: 検討中\n"
    said = home.desk.on("2025-07-22").try_("meeting", "record", meeting, "--by", "goto", "--from", "-", stdin=text)
    assert (said.code, gap in said.err) == (5, True), said.err


def test_who_is_not_known_is_named_with_the_line(home: Household) -> None:
    for text in ("came:\n  - agency: nowhere\n", "came:\n  - agency: chuo1\n    staff: nobody\n"):
        said = home.desk.on("2025-07-22").try_("meeting", "record", home.meeting, "--from", "-", "--by", "goto", stdin=text)
        assert (said.code, "標準入力:2" in said.err) == (3, True), said.err


def test_two_clones_that_decide_one_item_are_found(home: Household) -> None:
    """Each of two people records the same meeting where the other's record has not arrived yet."""
    old = home.folder / "decisions" / f"{home.decision}.yaml"
    text = old.read_text(encoding="utf-8")
    new = home.folder / "decisions" / "20250716-ZZZZ.yaml"
    new.write_text(
        text.replace(f"id: {home.decision}", "id: 20250716-ZZZZ").replace("recorded: 2025-07-15", "recorded: 2025-07-16"),
        encoding="utf-8",
    )
    said = home.desk.on("2025-07-22").try_("check", "--json")
    (fault,) = [f for f in said.envelope["findings"] if "決定が二つ" in f["message"]]
    assert (fault["code"], fault["severity"], said.code) == ("SEKI071", "error", 1)
    assert fault["path"].endswith("20250716-ZZZZ.yaml")
