"""Three municipalities that are nobody's, set up by a profile alone: each walks from the call to the monitoring by its own rules."""

import shutil
from pathlib import Path

import pytest

from speaking import Desk, say

PROFILES = Path(__file__).parent.parent / "profiles"
CALL = """\
intake:
  method: 電話
  complaint:
    by_person: 仕事を失い、母の介護もしている
household:
  people:
    - id: P1
      role: 本人
      name: 沢辺 航
      kana: さわべ わたる
      born: 1980-05-05
"""
CONSENT = """\
act: 同意
given_by: 本人
how: 書面
share_with:
  agencies: すべて
categories: すべて
until: 2026-06-30
"""
PLAN = """\
wish: 母を看ながら働きたい
persons:
  - P1
issues:
  - num: 1
    text: 仕事がない
goals:
  - num: 1
    text: 週三日働く
    due: 2025-12-31
    span: 短期
supports:
  - issue: 1
    what: 仕事探しの同行
    agency: {agency}
    often: 週1回
cautions: 電話は午後にかける
period:
  since: 2025-07-15
  until: 2026-01-14
monitoring:
  every_months: 1
  agency: {agency}
"""
SECRETS = ("沢辺", "さわべ", "仕事を失い", "母を看", "週三日", "仕事探し")


def city(name: str, folder: Path) -> Desk:
    root = folder / name
    made = say("init", str(root), "--profile", str(PROFILES / name), "--as-of", "2025-04-01")
    assert made.code == 0, made.err
    return Desk(root)


@pytest.fixture(scope="session")
def cities(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cities")
    for name in ("ashihara", "minamo", "tsukuyo"):
        city(name, folder)
    return folder


def settled(cities: Path, tmp_path: Path, name: str, by: str) -> Desk:
    shutil.copytree(cities / name, tmp_path / name, symlinks=True)
    return Desk(tmp_path / name, by=by, day="2025-06-11")


@pytest.fixture
def ward(cities: Path, tmp_path: Path) -> Desk:
    return settled(cities, tmp_path, "ashihara", "ida")


@pytest.fixture
def town(cities: Path, tmp_path: Path) -> Desk:
    return settled(cities, tmp_path, "minamo", "sakai")


@pytest.fixture
def village(cities: Path, tmp_path: Path) -> Desk:
    return settled(cities, tmp_path, "tsukuyo", "maki")


def plan_of(desk: Desk, case: str, agency: str) -> str:
    return desk.do("plan", "new", case, "--kind", "多機関協働", given=PLAN.format(agency=agency))["plan"]


def meeting(desk: Desk, kind: str, day: str, *agencies: str) -> str:
    made = desk.do("meeting", "new", kind, "--date", day)["meeting"]
    desk.do("meeting", "attend", made, *agencies)
    return str(made)


def record(desk: Desk, made: str, case: str, result: str, *agencies: str, more: str = "") -> dict:
    came = "".join(f"  - agency: {agency}\n" for agency in agencies)
    given = f"came:\n{came}items:\n  - num: 1\n    case: {case}\n    result: {result}\n{more}"
    return desk.do("meeting", "record", made, given=given)


def held(desk: Desk) -> tuple[object, object]:
    """Return how many meetings were held in the year, and of how many nobody has said so."""
    (row,) = [row for row in desk.ask("stats", "--fy", "R7").items if row["cell"] == "meetings/R07"]
    return row["value"], row["missing"]


def sound(desk: Desk) -> None:
    """Neither the records nor the profile have anything wrong."""
    assert [f for f in desk.try_("check", "--json").envelope["findings"] if f["severity"] == "error"] == []
    said = desk.try_("profile", "check", "--json").data
    assert (said["errors"], said["warnings"]) == (0, 0)


# ---- 葦原区: one meeting on both legal bases, consent per case


def test_one_meeting_that_takes_up_cases_with_consent_and_without(ward: Desk) -> None:
    case = ward.do("case", "new", given=CALL)["case"]
    both = meeting(ward.on("2025-06-12"), "chosei", "2025-06-20", "madoguchi", "renkei", "chiiki")
    refused = ward.on("2025-06-12").refused(4, "meeting", "add", both, case, "--timing", "方針")
    assert "why" in refused["remedy"]
    assert "basis" in refused["remedy"]
    stated = "why: 居所が分からず本人に会えない\nbasis: 社会福祉法第106条の6\n"
    ward.on("2025-06-12").do("meeting", "add", both, case, "--timing", "方針", given=stated)
    paper = ward.on("2025-06-20").try_("agenda", both)
    assert paper.code == 0
    assert "葦原区支援調整会議" in paper.out
    assert "葦原区　まるごと相談あしはら" in paper.out
    assert "社会福祉法第106条の6・重層的支援体制整備事業実施要綱" in paper.out
    assert "部外秘・終了後回収・非公開" in paper.out
    assert "仕事を失い" in paper.out
    record(ward.on("2025-06-20"), both, case, "承認", "madoguchi", "renkei")

    ward.on("2025-07-01").do("consent", "add", case, given=CONSENT)
    ward.on("2025-07-01").do("refer", case, "--to-agency", "第5号", "--ask", "一緒に対応", "--reason", "複数分野にまたがる")
    assert ward.on("2025-07-01").ask("referral", "list").items[0]["reply_by"] == "2025-07-08"  # this ward answers within a week
    pusher = ward.as_("ubukata")
    plan = plan_of(pusher.on("2025-07-09"), case, "renkei")
    assert [row["timing"] for row in pusher.on("2025-07-10").ask("meeting", "propose", "chosei").items] == ["策定"]
    second = meeting(pusher.on("2025-07-10"), "chosei", "2025-07-15", "madoguchi", "renkei", "chiiki")
    pusher.on("2025-07-10").do("meeting", "add", second, case, "--timing", "策定", "--plan", plan)
    record(pusher.on("2025-07-15"), second, case, "適切", "madoguchi", "renkei")
    after = pusher.on("2025-08-20")
    assert ("モニタリング", "2025-08-15", "超過") in after.due()
    done = after.do("monitor", plan, given="method: 訪問\ngoals:\n  - num: 1\n    progress: 一部達成\nresult: 継続\n")
    assert done["monitoring"]
    assert all(kind != "モニタリング" for kind, *_ in after.due())
    assert held(after) == (2, 0)
    sound(after)


def test_who_is_in_the_chair_is_who_holds_the_post_on_the_day(ward: Desk) -> None:
    first = ward.do("meeting", "new", "chosei", "--date", "2025-08-29")["meeting"]
    second = ward.do("meeting", "new", "chosei", "--date", "2025-09-05")["meeting"]
    assert ward.ask("meeting", "show", first).data["chair"] == "ezaki"
    assert ward.ask("meeting", "show", second).data["chair"] == "oba"  # the head has left on 8/31: the deputy's post


# ---- 水面町: two tiers under district offices


def opened_in_town(town: Desk) -> str:
    case = town.do("case", "new", given=CALL)["case"]
    town.on("2025-06-12").do("consent", "add", case, given=CONSENT)
    return str(case)


def test_the_lower_meeting_takes_only_what_its_office_has_accepted(town: Desk) -> None:
    case = opened_in_town(town)
    north = town.as_("tada").on("2025-06-20")
    lower = meeting(north, "kita-kaigi", "2025-07-01", "kita", "minamo-hokatsu")
    refused = north.refused(4, "meeting", "add", lower, case, "--timing", "情報共有")
    assert "受理" in refused["message"]
    assert f"seki refer {case} --to-agency kita" in refused["remedy"]

    sent = town.on("2025-06-20").do("refer", case, "--to-agency", "kita", "--ask", "会議に諮る", "--reason", "複数分野にまたがる")
    waiting = north.refused(4, "meeting", "add", lower, case, "--timing", "情報共有")
    assert f"seki referral accept {case}/{sent['referral']}" in waiting["remedy"]
    (offered,) = north.ask("meeting", "propose", "kita-kaigi").items
    assert (offered["case"], offered["timing"]) == (case, "方針")
    assert "受理されていません" in offered["why"]

    accepted = f"{case}/{sent['referral']}"
    north.on("2025-06-23").do("referral", "accept", accepted)
    assert "受理されていません" not in north.on("2025-06-23").ask("meeting", "propose", "kita-kaigi").items[0]["why"]
    north.on("2025-06-23").do("meeting", "add", lower, case, "--timing", "情報共有")
    # the other district has accepted nothing
    south = town.as_("nishio").on("2025-06-23")
    other = meeting(south, "minami-kaigi", "2025-07-01", "minami", "minamo-hokatsu")
    south.refused(4, "meeting", "add", other, case, "--timing", "情報共有")
    assert not [f for f in north.on("2025-06-23").try_("check", "--json").envelope["findings"] if f["code"] == "SEKI134"]
    # taken back before the meeting: the agenda that stands is told of
    north.on("2025-06-24").do("referral", "cancel", accepted, given="reason: 本人が希望しない\n")
    told = north.on("2025-06-24").try_("check", "--json").envelope["findings"]
    assert [f["path"] for f in told if f["code"] == "SEKI134"] == [f"meetings/R07/{lower}/meeting.yaml"]


def test_an_earlier_day_may_lie_before_the_gate_was_passed(town: Desk) -> None:
    case = opened_in_town(town)
    sent = town.on("2025-06-20").do("refer", case, "--to-agency", "kita", "--ask", "会議に諮る", "--reason", "複数分野にまたがる")
    north = town.as_("tada").on("2025-06-23")
    north.do("referral", "accept", f"{case}/{sent['referral']}")
    lower = meeting(north, "kita-kaigi", "2025-07-01", "kita", "minamo-hokatsu")
    north.do("meeting", "add", lower, case, "--timing", "情報共有")
    assert "受理" in north.refused(4, "meeting", "move", lower, "--date", "2025-06-22")["message"]
    north.do("meeting", "move", lower, "--date", "2025-06-30")


def test_only_the_upper_meeting_changes_and_ends_a_plan(town: Desk) -> None:
    case = opened_in_town(town)
    sent = town.on("2025-06-20").do("refer", case, "--to-agency", "kita", "--ask", "一緒に対応", "--reason", "複数分野にまたがる")
    north = town.as_("tada")
    north.on("2025-06-23").do("referral", "accept", f"{case}/{sent['referral']}")
    plan = plan_of(north.on("2025-07-09"), case, "kita")
    lower = meeting(north.on("2025-07-09"), "kita-kaigi", "2025-07-15", "kita", "minamo-hokatsu")
    assert north.on("2025-07-09").ask("meeting", "show", lower).data["chair"] == "tada"  # its own office's, not the south's
    upper = meeting(north.on("2025-07-09"), "cho-kaigi", "2025-07-16", "kita", "minamo-hokatsu", "fukushika")
    refused = north.on("2025-07-09").refused(4, "meeting", "add", upper, case, "--timing", "策定", "--plan", plan)
    assert "「策定」を扱いません" in refused["message"]
    north.on("2025-07-09").do("meeting", "add", lower, case, "--timing", "策定", "--plan", plan)
    record(north.on("2025-07-15"), lower, case, "適切", "kita", "minamo-hokatsu")

    assert ("モニタリング", "2025-08-15", "超過") in north.on("2025-08-20").due()
    review = "method: 訪問\ngoals:\n  - num: 1\n    progress: 一部達成\nresult: 変更が必要\n"
    north.on("2025-08-20").do("monitor", plan, given=review)
    later = north.on("2025-08-21")
    later.do("plan", "revise", plan, given="change_reason: 働く日を増やす\n")
    assert [row["plan"] for row in later.ask("meeting", "propose", "cho-kaigi").items] == [plan]
    assert later.ask("meeting", "propose", "kita-kaigi").items == []
    third = meeting(later, "kita-kaigi", "2025-09-01", "kita", "minamo-hokatsu")
    refused = later.refused(4, "meeting", "add", third, case, "--timing", "変更", "--plan", plan)
    assert "cho-kaigi" in refused["remedy"]
    fourth = meeting(later, "cho-kaigi", "2025-09-02", "kita", "minamo-hokatsu", "fukushika")
    later.do("meeting", "add", fourth, case, "--timing", "変更", "--plan", plan)
    record(north.on("2025-09-02"), fourth, case, "適切", "kita", "minamo-hokatsu")
    assert north.on("2025-09-03").ask("plan", "show", plan).data["status"] == "実施中"
    assert held(north.on("2025-09-03")) == (2, 2)  # two were called and nobody has said whether they met
    sound(north.on("2025-09-03"))


def test_the_town_calls_itself_what_it_says(town: Desk) -> None:
    case = opened_in_town(town)
    sent = town.on("2025-06-20").do("refer", case, "--to-agency", "kita", "--ask", "一緒に対応", "--reason", "複数分野にまたがる")
    north = town.as_("tada").on("2025-07-09")
    north.do("referral", "accept", f"{case}/{sent['referral']}")
    plan = plan_of(north, case, "kita")
    said = (
        town.as_("hamada").on("2025-07-10").try_("plan", "decide", plan, "--by", "hamada", "--from", "-", stdin="result: 承認\n")
    )
    assert said.code == 0, said.err
    assert "の本町の支援決定です" in said.out + said.err
    shown = town.on("2025-07-10").try_("diff", case, "--since", "2025-07-01").out
    assert "本町で" in shown
    assert "市" not in shown


# ---- 月夜村: an umbrella of four meetings


def test_two_of_the_four_take_no_cases_whatever_is_typed(village: Desk) -> None:
    case = village.do("case", "new", given=CALL)["case"]
    village.do("consent", "add", case, given=CONSENT)
    for kind in ("daihyo", "jitsumu"):
        made = meeting(village, kind, "2025-06-20", "jumin", "wa", "sodan")
        for words in (("--timing", "方針"), ("--timing", "策定"), ()):
            refused = village.refused(4, "meeting", "add", made, case, *words)
            assert "個別の事例を扱いません" in refused["message"]
        said = village.try_("meeting", "propose", kind)
        assert (said.code, "個別の事例を扱いません。" in said.out) == (0, True)
        assert village.ask("meeting", "propose", kind).items == []
        gap = village.do("gap", "new", given="text: 夕方に寄れる場所がない\nnoticed:\n  date: 2025-06-01\n")["gap"]
        village.do("meeting", "add", made, gap)
        assert "夕方に寄れる場所がない" in village.try_("agenda", made).out


def test_a_case_that_was_written_into_such_a_meeting_by_hand_is_on_no_paper(village: Desk) -> None:
    case = village.do("case", "new", given=CALL)["case"]
    village.do("consent", "add", case, given=CONSENT)
    made = meeting(village, "daihyo", "2025-06-20", "jumin", "wa", "sodan")
    path = village.root / f"meetings/R07/{made}/meeting.yaml"
    path.write_text(path.read_text() + f"items:\n  - num: 1\n    case: {case}\n    timing: 情報共有\n")
    for form in ("text", "md", "html"):
        said = village.try_("agenda", made, "--format", form)
        assert not any(word in said.out for word in (*SECRETS, case))
    assert "個別の事例を扱いません" in village.try_("agenda", made, "--cover").out
    codes = [f["code"] for f in village.try_("check", "--json").envelope["findings"]]
    assert "SEKI099" in codes


def overdue(desk: Desk) -> list[tuple[str, str]]:
    found = desk.try_("check", "--json").envelope["findings"]
    return [(f["path"], f["severity"]) for f in found if f["code"] == "SEKI131"]


def regular(desk: Desk, *words: str) -> tuple[object, ...]:
    (row,) = desk.ask(*words).data["regular"]
    return row["kind"], row["state"], row["held"], row["last"], row["due_on"], row["days"], row["planned"]


def test_the_meeting_of_every_three_months_is_overdue_until_it_is_held(village: Desk) -> None:
    assert regular(village, "meeting", "list") == ("jitsumu", "未開催", 0, None, "2025-07-01", 0, None)
    assert "まだ開かれていません" in village.try_("meeting", "list").out
    assert overdue(village.on("2025-07-01")) == []
    late = village.on("2025-07-11")
    for words in (("meeting", "list"), ("registry", "meetings"), ("meeting", "propose", "jitsumu")):
        assert regular(late, *words) == ("jitsumu", "超過", 0, None, "2025-07-01", 10, None)
        assert "超過 10 日" in late.try_(*words).out
    assert late.ask("meeting", "propose", "kobetsu").data["regular"] == []
    assert overdue(late) == [("profile/meetings.yaml", "warning")]
    assert late.try_("check", "--strict").code == 1
    assert "SEKI131" not in late.try_("profile", "check").out  # nothing is wrong with the profile

    made = meeting(late, "jitsumu", "2025-07-20", "jumin", "wa", "sodan")
    assert regular(late, "meeting", "list") == ("jitsumu", "超過", 0, None, "2025-07-01", 10, "2025-07-20")
    assert overdue(late) == [("profile/meetings.yaml", "hint")]  # one is called: nothing more can be done today
    held = village.on("2025-07-21")
    assert regular(held, "meeting", "list") == ("jitsumu", "期限内", 1, "2025-07-20", "2025-10-20", 0, None)
    assert overdue(held) == []
    assert overdue(village.on("2025-10-21")) == [(f"meetings/R07/{made}/meeting.yaml", "warning")]


def test_a_meeting_that_was_called_off_was_not_held(village: Desk) -> None:
    made = meeting(village, "jitsumu", "2025-06-25", "jumin", "wa")
    village.do("meeting", "cancel", made)
    assert overdue(village.on("2025-07-11")) == [("profile/meetings.yaml", "warning")]


def test_none_held_is_nought_and_held_without_a_word_of_it_is_not_entered(village: Desk) -> None:
    assert held(village.on("2025-09-01")) == (0, 0)
    meeting(village, "jitsumu", "2025-06-25", "jumin", "wa")
    assert held(village.on("2025-09-01")) == (None, 1)
    rows = village.on("2025-09-01").ask("stats", "--fy", "R7", "--by", "kind").items
    kinds = {row["kind"]: (row["value"], row["missing"]) for row in rows if row["measure"] == "meetings"}
    assert kinds == {"daihyo": (0, 0), "jitsumu": (None, 1), "kobetsu": (0, 0), "plan-kaigi": (0, 0)}
    assert "開いた記録はまだありません" in village.on("2025-09-01").try_("meeting", "list").out


def test_the_village_walks_from_the_call_to_the_monitoring(village: Desk) -> None:
    case = village.do("case", "new", given=CALL)["case"]
    first = meeting(village, "kobetsu", "2025-06-18", "jumin", "wa", "sodan", "shinryo")
    village.do("meeting", "add", first, case, "--timing", "方針")
    paper = village.on("2025-06-18").try_("agenda", first)
    assert "月夜村　つきよ見守りの輪" in paper.out
    assert "持出厳禁・非公開" in paper.out
    assert "月夜村なんでも相談室" in paper.out
    assert "議長" not in paper.out
    assert "住民福祉課長 連 正人" in paper.out
    record(village.on("2025-06-18"), first, case, "承認", "jumin", "wa", "sodan")
    village.on("2025-07-01").do("consent", "add", case, given=CONSENT)
    village.on("2025-07-01").do(
        "refer", case, "--to-agency", "多機関協働", "--ask", "一緒に対応", "--reason", "複数分野にまたがる"
    )
    helper = village.as_("mizuno")
    plan = plan_of(helper.on("2025-07-09"), case, "wa")
    second = meeting(helper.on("2025-07-09"), "plan-kaigi", "2025-07-15", "jumin", "wa", "sodan")
    helper.on("2025-07-09").do("meeting", "add", second, case, "--timing", "策定", "--plan", plan)
    record(helper.on("2025-07-15"), second, case, "適切", "jumin", "wa", "sodan")
    after = helper.on("2025-08-20")
    assert ("モニタリング", "2025-08-15", "超過") in after.due()
    after.do("monitor", plan, given="method: 訪問\ngoals:\n  - num: 1\n    progress: 達成\nresult: 継続\n")
    assert held(after) == (2, 0)
    assert [row["plan"] for row in after.ask("plan", "list").items] == [plan]


def test_an_agency_bears_the_name_of_the_day(village: Desk) -> None:
    case = village.do("case", "new", given=CALL)["case"]
    before, after = village.on("2025-09-30"), village.on("2025-10-01")
    assert "月夜村なんでも相談室" in before.try_("case", "show", case).out
    assert "月夜村くらしの相談センター" in after.try_("case", "show", case).out
    assert "くらしの相談センター" not in before.try_("case", "show", case).out
    old = meeting(village, "kobetsu", "2025-06-18", "jumin", "sodan")
    assert "月夜村なんでも相談室" in after.try_("agenda", old).out  # the paper of that meeting names it as it was called


def test_a_chair_that_changes_hands_is_found_by_the_day(village: Desk) -> None:
    day = village.on("2025-09-20")
    first = day.do("meeting", "new", "kobetsu", "--date", "2025-09-25")["meeting"]
    second = day.do("meeting", "new", "kobetsu", "--date", "2025-10-02")["meeting"]
    assert day.ask("meeting", "show", first).data["chair"] == "muraji"
    assert day.ask("meeting", "show", second).data["chair"] == "moriya"


def test_a_word_that_was_renamed_holds_for_its_days_and_counts_as_one(village: Desk) -> None:
    def opened(desk: Desk, flag: str, *, refused: bool = False) -> object:
        given = CALL.replace("household:", f"  flags:\n    - {flag}\nhousehold:")
        return desk.refused(4, "case", "new", given=given) if refused else desk.do("case", "new", given=given)["case"]

    spring, autumn = village.on("2025-06-11"), village.on("2025-10-01")
    opened(spring, "ひきこもり")
    opened(spring, "社会的孤立・ひきこもり", refused=True)
    opened(autumn, "社会的孤立・ひきこもり")
    opened(autumn, "ひきこもり", refused=True)
    rows = autumn.ask("stats", "--fy", "R7", "--by", "flag").items
    assert [(row["label"], row["value"]) for row in rows if row["cell"] == "intakes.new/flag=04/R07"] == [
        ("社会的孤立・ひきこもり", 2)
    ]


def test_programmes_and_bases_start_and_stop(village: Desk) -> None:
    case = village.do("case", "new", given=CALL)["case"]
    # a base that moves: the same programme is sent to whoever runs it that day
    village.on("2025-09-30").do("consent", "add", case, given=CONSENT)
    ask = ("--ask", "協力", "--reason", "複数分野にまたがる")
    village.on("2025-09-30").do("refer", case, "--to-agency", "参加支援", *ask)
    assert [row["to_agency"] for row in village.on("2025-09-30").ask("referral", "list").items] == ["wa"]
    refused = (
        village.as_("mizuno")
        .on("2025-10-02")
        .refused(4, "activity", "add", "--programme", "3-salon", "--base", "wa", "--month", "R7.10", "--held", "1")
    )
    assert "事業" in refused["message"]
    village.on("2025-10-02").do("activity", "add", "--programme", "3-kyoten", "--base", "wa", "--month", "R7.10", "--held", "1")
    village.on("2025-10-02").do("activity", "add", "--programme", "3-salon", "--base", "wa", "--month", "R7.9", "--held", "2")
    given = CALL.replace("  method: 電話\n", "  method: 電話\n  programme: 3-salon\n")
    early = village.on("2025-09-30").do("case", "new", given=given)
    assert early["case"]
    late = village.on("2025-10-02").try_("case", "new", "--by", "maki", "--json", "--from", "-", stdin=given)
    assert late.code in (2, 3, 4), late.out


def test_tax_staff_notes_are_refused_where_the_profile_says_so(village: Desk) -> None:
    case = village.do("case", "new", given=CALL)["case"]
    refused = village.refused(4, "note", "add", case, given="method: 電話\nfact: 滞納の額\nsource: 税務\n")
    assert "税" in refused["message"]


def test_a_plan_of_the_city_without_an_end_is_no_fault(town: Desk, village: Desk) -> None:
    for desk in (town, village):
        assert [f for f in desk.try_("profile", "check", "--json").envelope["findings"] if "municipality" in f["path"]] == []


# ---- none of them knows another


@pytest.mark.parametrize("name", ["ashihara", "minamo", "tsukuyo"])
def test_nothing_of_the_first_city_is_said_in_another(cities: Path, name: str) -> None:
    desk = Desk(cities / name, day="2025-06-11")
    foreign = ("関市", "支援会議", "重層的支援会議", "中央第1", "takikan", "juso", "shien:")
    for words in (
        ("registry", "agencies"), ("registry", "programmes"), ("registry", "meetings"), ("registry", "staff"), ("registry", "codes"),
        ("meeting", "list"), ("case", "list"), ("due",), ("check",), ("profile", "check"), ("stats",), ("stats", "--indicators"),
    ):  # fmt: skip
        said = desk.try_(*words)
        assert said.code in (0, 1), words
        assert not [word for word in foreign if word in said.out + said.err], words


def test_indicators_stand_under_the_plan_they_belong_to(ward: Desk, town: Desk) -> None:
    row = "schema: indicators/1\nindicators:\n  - id: a\n    name: 新しい相談\n    kind: 活動\n    cell: intakes.new\n    targets:\n      R07: '60'\n"
    for desk, said in (
        (ward, "計画 葦原区包括的支援体制実施計画（令和6年4月1日〜令和9年3月31日）　評価 葦原区地域福祉推進協議会"),
        (town, "計画 水面町支え合い実施計画（令和7年4月1日〜終わりは決まっていません）　評価 水面町福祉計画委員会"),
    ):
        (desk.root / "profile/indicators.yaml").write_text(row)
        assert said in desk.try_("stats", "--indicators", "--fy", "R7").out
