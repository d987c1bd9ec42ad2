"""プラン: is it fit for its meeting, withdrawn without one, decided by the city; and an agenda never keeps an old version."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from carried import PLAN, SECRETS, Household, carried
from speaking import Desk

CAME = "came:\n  - agency: takikan\n  - agency: chuo1\n"
CHANGE = "cautions: 訪問は水曜\nchange_reason: 希望による\n"


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


def drafted(home: Household, text: str = PLAN, kind: str = "参加支援") -> str:
    return str(home.desk.do("plan", "new", home.case, "--kind", kind, given=text)["plan"])


def invited(home: Household, day: str = "2025-07-29") -> str:
    meeting = str(home.desk.do("meeting", "new", "juso", "--date", day)["meeting"])
    home.desk.do("meeting", "attend", meeting, "takikan:goto", "chuo1:sato")
    return meeting


def version_of(desk: Desk, meeting: str) -> str:
    return str(desk.ask("meeting", "show", meeting).data["items"][0]["version"])


def status(home: Household, plan: str) -> str:
    return str(home.desk.ask("plan", "show", plan).data["status"])


def waits(home: Household, plan: str) -> bool:
    return plan in {row["plan"] for row in home.desk.ask("due", "--within", "60", "--kind", "会議待ち").items}


# ---- plan check

SANKA = (
    PLAN.replace("週に一度、居場所に通う", "畑に通う")
    + "why_not_existing: 合う場がほかにない\nmatches:\n  - resource: {resource}\n    what: 野菜の手入れ\n"
)


def resource(home: Household, more: str = "") -> str:
    """Lay a resource in the workspace by hand, as an import would."""
    path = home.desk.root / "resources" / "S-4H2MPXW.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"schema: resource/1\nid: S-4H2MPXW\nname: 川ぞい農園\n{more}", encoding="utf-8")
    assert home.desk.try_("save").code == 0
    return "S-4H2MPXW"


VERIFIED = "verified:\n  date: 2025-07-01\n  staff: goto\n"


def found(home: Household, plan: str) -> list[tuple[str, str]]:
    return [(row["severity"], row["message"]) for row in home.desk.ask("plan", "check", plan).data["items"]]


def test_a_whole_plan_is_ready_and_the_day_is_that_of_the_next_meeting(home: Household) -> None:
    plan = drafted(home, SANKA.format(resource=resource(home, VERIFIED)))
    data = home.desk.ask("plan", "check", plan).data
    assert (data["ready"], data["items"], data["timing"], data["on"]) == (True, [], "策定", "2025-07-16")
    meeting = invited(home)
    assert home.desk.ask("plan", "check", plan).data["on"] == "2025-07-29"
    said = home.desk.try_("plan", "check", plan)
    assert said.out.startswith("会議に諮れます。\n")
    assert meeting in said.out
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "策定", "--plan", plan)
    assert "の議題 1" in home.desk.try_("plan", "check", plan).out
    # what is ready is decided without a word
    yes = f"{CAME}items:\n  - num: 1\n    case: {home.case}\n    result: 適切\n"
    home.desk.on("2025-07-29").do("meeting", "record", meeting, given=yes)
    assert home.desk.on("2025-07-29").try_("check", "--strict").code == 0


@pytest.mark.parametrize(
    ("change", "severity", "word"),
    [
        (lambda t: t.replace("2026-01-14", "2025-07-20"), "error", "期間の終わりが、会議の日より前"),
        (lambda t: t.replace("due: 2025-12-31", "due: 2026-02-01"), "warning", "達成時期が、期間の終わりより後"),
        (lambda t: t.replace("due: 2025-12-31", "due: 2025-07-29"), "error", "達成時期が、決定の日より後ではありません"),
        (lambda t: t.replace("every_months: 1", "dates:\n    - 2025-07-28"), "error", "予定が残っていません"),
        (lambda t: t.replace("every_months: 1", "first_date: 2026-02-20\n  every_months: 9"), "warning", "期間のうちに"),
        (lambda t: t.replace("  - issue: 1\n    what", "  - what"), "warning", "この課題を指していません"),
        (lambda t: t.replace("staff: mori", "staff: goto"), "warning", "職員の配属が、書かれた機関と違います"),
        (lambda t: t[: t.index("why_not")], "warning", "参加先（matches）がありません"),
    ],
)
def test_what_is_missing_is_said_with_what_to_do(home: Household, change: Callable[[str], str], severity: str, word: str) -> None:
    plan = drafted(home, change(SANKA.format(resource=resource(home, VERIFIED))))
    meeting = invited(home)
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "策定", "--plan", plan)
    said = home.desk.try_("plan", "check", plan)
    assert said.code == 0
    assert any(kind == severity and word in message for kind, message in found(home, plan)), found(home, plan)
    assert said.out.startswith("まだ会議に諮れません" if severity == "error" else "会議に諮れます")
    assert said.out.count("次に: ") == len(found(home, plan))
    assert not any(secret in said.out for secret in SECRETS)


@pytest.mark.parametrize(
    ("more", "severity", "word"),
    [
        (VERIFIED + "until: 2025-07-20\n", "error", "会議の日には開いていません"),
        ("", "warning", "確かめられていません"),
        ("verified:\n  date: 2024-05-01\n", "warning", "確かめられていません"),
        (VERIFIED + "capacity: 0\n", "warning", "定員がいっぱい"),
    ],
)
def test_the_places_of_the_plan_are_open_on_the_day(home: Household, more: str, severity: str, word: str) -> None:
    plan = drafted(home, SANKA.format(resource=resource(home, more)))
    invited(home)
    assert [(kind, word in message) for kind, message in found(home, plan)] == [(severity, True)]


def test_consent_is_asked_for_the_day_of_the_meeting(home: Household) -> None:
    given = "act: 同意\ngiven_by: 本人\nhow: 書面\nshare_with:\n  agencies: すべて\ncategories: すべて\nuntil: 2025-07-20\n"
    home.desk.as_("sato").do("consent", "add", home.case, given=given)
    plan = drafted(home, SANKA.format(resource=resource(home, VERIFIED)))
    assert home.desk.ask("plan", "check", plan).data["ready"] is True
    invited(home)
    ((severity, message),) = found(home, plan)
    assert severity == "error"
    assert "会議の日に有効な本人同意がありません" in message


def test_a_second_plan_of_a_kind_is_not_ready(home: Household) -> None:
    plan = drafted(home, kind="多機関協働")
    assert "同じ種類のプランが、同時に二つ実施中です" in [message for _, message in found(home, plan)]


def test_a_running_plan_has_nothing_to_put_until_it_is_revised(home: Household) -> None:
    nothing = home.desk.ask("plan", "check", home.plan).data
    assert (nothing["ready"], [row["severity"] for row in nothing["items"]]) == (False, ["hint"])
    assert home.desk.try_("plan", "check", home.plan).out.startswith("いま会議に諮るものはありません。\n")
    home.desk.do("plan", "revise", home.plan, given=CHANGE)
    data = home.desk.ask("plan", "check", home.plan).data
    assert (data["ready"], data["version"], data["timing"]) == (True, 2, "変更")


# ---- plan drop


def test_a_draft_is_dropped_and_waits_no_more(home: Household) -> None:
    plan = drafted(home)
    assert waits(home, plan)
    home.desk.refused(2, "plan", "drop", plan)
    done = home.desk.do("plan", "drop", plan, "--reason", "07")
    assert (status(home, plan), waits(home, plan)) == ("取下げ", False)
    text = (home.desk.root / done["path"]).read_text(encoding="utf-8")
    assert f"act: プラン取下げ\nreason: 本人の申出\nplan: {plan}\nversion: 1\n" in text
    home.desk.refused(4, "plan", "drop", plan, "--reason", "07")
    meeting = invited(home)
    home.desk.refused(4, "meeting", "add", meeting, home.case, "--timing", "策定", "--plan", plan)
    assert home.desk.try_("check", "--strict").code == 0


def test_what_runs_is_ended_by_a_meeting_only(home: Household) -> None:
    error = home.desk.refused(4, "plan", "drop", home.plan, "--reason", "その他")
    assert "終結" in error["remedy"]
    home.desk.do("plan", "revise", home.plan, given=CHANGE)
    assert status(home, home.plan) == "見直し"
    said = home.desk.try_("plan", "drop", home.plan, "--reason", "その他", "--by", "goto")
    assert "実施中の v1 は続きます" in said.out
    assert (status(home, home.plan), waits(home, home.plan)) == ("実施中", False)


def test_a_plan_on_a_coming_agenda_is_taken_off_only_when_told(home: Household) -> None:
    plan, meeting = drafted(home), invited(home)
    home.desk.do("plan", "revise", home.plan, given=CHANGE)
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "策定", "--plan", plan)
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "変更", "--plan", home.plan)
    error = home.desk.refused(4, "plan", "drop", plan, "--reason", "その他")
    assert "--off-agenda" in error["remedy"]
    assert meeting in error["message"]
    before = subprocess.check_output(["git", "-C", home.desk.root, "rev-list", "--count", "HEAD"])
    said = home.desk.try_("plan", "drop", plan, "--reason", "その他", "--off-agenda", "--by", "goto")
    assert f"議題から外しました: {meeting}" in said.out
    (left,) = home.desk.ask("meeting", "show", meeting).data["items"]
    assert (str(left["num"]), left["plan"]) == ("2", home.plan)
    after = subprocess.check_output(["git", "-C", home.desk.root, "rev-list", "--count", "HEAD"])
    assert int(after) == int(before) + 1


def test_the_only_item_of_a_meeting_can_be_taken_off(home: Household) -> None:
    plan, meeting = drafted(home), invited(home)
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "策定", "--plan", plan)
    home.desk.do("plan", "drop", plan, "--reason", "その他", "--off-agenda")
    assert not home.desk.ask("meeting", "show", meeting).data.get("items")
    assert "items" not in (home.desk.root / "meetings" / "R07" / meeting / "meeting.yaml").read_text(encoding="utf-8")
    assert home.desk.try_("check", "--strict").code == 0


def test_a_review_that_asked_for_a_meeting_does_not_go_without_a_word(home: Household) -> None:
    home.desk.do("plan", "revise", home.plan, given=CHANGE)
    day = home.desk.on("2025-08-15")
    day.do("monitor", home.plan, "--result", "変更が必要")
    said = day.try_("plan", "drop", home.plan, "--reason", "その他", "--by", "goto")
    assert "モニタリングを受けた会議待ちも終わります" in said.out
    assert ("モニタリング", "2025-09-15", "予定") in day.due("--within", "60")


def test_an_end_that_is_on_the_agenda_stays_there_when_the_draft_is_dropped(home: Household) -> None:
    home.desk.do("plan", "revise", home.plan, given=CHANGE)
    meeting = invited(home)
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "終結")
    home.desk.do("plan", "drop", home.plan, "--reason", "その他", "--off-agenda")
    assert [row["timing"] for row in home.desk.ask("meeting", "show", meeting).data["items"]] == ["終結"]


def test_what_is_written_after_a_withdrawal_is_another_version_that_waits(home: Household) -> None:
    home.desk.do("plan", "revise", home.plan, given=CHANGE)
    home.desk.do("plan", "drop", home.plan, "--reason", "その他")
    home.desk.do("plan", "revise", home.plan, given="cautions: 訪問は土曜\n")
    assert (home.folder / "plans" / home.plan / "v3.yaml").exists()
    assert (status(home, home.plan), waits(home, home.plan)) == ("見直し", True)
    plan = drafted(home)
    home.desk.do("plan", "drop", plan, "--reason", "その他")
    home.desk.do("plan", "revise", plan, given="cautions: 訪問は土曜\n")
    assert (status(home, plan), waits(home, plan)) == ("案", True)
    assert home.desk.try_("check", "--strict").code == 0


# ---- plan decide


def test_the_city_decides_without_a_meeting_and_the_wait_goes_on(home: Household) -> None:
    plan = drafted(home)
    given = "protocol: 決裁第12号\ntodos:\n  - num: 1\n    agency: fukushi\n    what: 委託先に通知する\n    due: 2025-07-25\n"
    done = home.desk.as_("hori").do("plan", "decide", plan, "--result", "承認", given=given)
    text = (home.desk.root / done["path"]).read_text(encoding="utf-8")
    assert f"timing: 支援決定\nplan: {plan}\nversion: 1\nplan_hash: " in text
    assert "meeting:" not in text
    assert (status(home, plan), waits(home, plan)) == ("案", True)
    assert ("宿題", "2025-07-25", "予定") in home.desk.due("--within", "14")
    assert "もう記録" in home.desk.refused(4, "plan", "decide", plan, "--result", "承認")["message"]
    # the decided text is frozen: what follows is the next version
    home.desk.do("plan", "revise", plan, given=CHANGE)
    assert home.desk.ask("plan", "show", plan).data["version"] == 2
    home.desk.do("plan", "decide", plan, "--result", "承認")
    assert home.desk.try_("check", "--strict").code == 0


def test_who_writes_it_down_for_the_city_is_reminded_of_it(home: Household) -> None:
    plan = drafted(home)
    said = home.desk.try_("plan", "decide", home.plan, "--result", "承認", "--by", "hori")
    assert "所管課" not in said.out
    said = home.desk.try_("plan", "decide", plan, "--result", "承認", "--by", "goto")
    assert (said.code, "所管課の職員ではありません" in said.out) == (0, True)


def test_a_running_plan_keeps_running_as_its_meeting_decided(home: Household) -> None:
    before = home.desk.due("--within", "60")
    home.desk.do("plan", "decide", home.plan, "--result", "承認")
    assert (status(home, home.plan), home.desk.due("--within", "60")) == ("実施中", before)
    home.desk.refused(4, "plan", "decide", home.plan, "--result", "承認", given="version: 1\n")
    plan = drafted(home)
    assert "result" in home.desk.refused(2, "plan", "decide", plan)["message"]
    home.desk.refused(3, "plan", "decide", plan, "--result", "承認", given="version: 7\n")


def test_a_decided_text_that_is_changed_by_hand_is_found(home: Household) -> None:
    plan = drafted(home)
    home.desk.do("plan", "decide", plan, "--result", "承認")
    path = home.folder / "plans" / plan / "v1.yaml"
    path.write_text(path.read_text().replace("週1回", "週2回"), encoding="utf-8")
    said = home.desk.try_("check", "--json")
    assert "SEKI065" in {row["code"] for row in said.envelope["findings"]}


def corrected(home: Household) -> Path:
    """Let a meeting approve the plan with corrections, and return the corrected text's file."""
    home.desk.do("plan", "revise", home.plan, given=CHANGE)
    meeting = invited(home, "2025-07-22")
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "変更")
    minutes = f"{CAME}items:\n  - num: 1\n    case: {home.case}\n    result: 修正のうえ適切\n"
    home.desk.on("2025-07-22").do("meeting", "record", meeting, given=minutes)
    home.desk.on("2025-07-22").do("plan", "revise", home.plan, given="cautions: 訪問は木曜\n")
    return home.folder / "plans" / home.plan / "v3.yaml"


def codes(home: Household, *words: str) -> list[tuple[str, str]]:
    found = home.desk.on("2025-07-23").try_("check", *words, "--json").envelope["findings"]
    return [(row["code"], row["path"].rpartition("/")[2]) for row in found]


def test_a_corrected_text_that_is_changed_later_is_found_though_no_decision_keeps_its_print(home: Household) -> None:
    path = corrected(home)
    assert "after: " in path.read_text(encoding="utf-8")
    assert codes(home, "--strict") == []
    path.write_text("# 覚え\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert codes(home) == []
    path.write_text(path.read_text(encoding="utf-8").replace("訪問は木曜", "訪問は金曜"), encoding="utf-8")
    assert codes(home) == [("SEKI065", "v3.yaml")]
    home.desk.on("2025-07-23").refused(4, "save")
    subprocess.run(["git", "-C", home.desk.root, "commit", "-aqm", "手直し", "--date", "2025-07-23T09:00:00+09:00"], check=True)
    assert codes(home, "--strict") == [("SEKI065", "v3.yaml")]


# ---- plan revise and the agenda


def test_a_revision_takes_the_coming_item_along(home: Household) -> None:
    home.desk.do("plan", "revise", home.plan, given=CHANGE)
    meeting = invited(home)
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "変更")
    assert version_of(home.desk, meeting) == "2"
    # written anew in place: the same version, nothing to move
    said = home.desk.try_("plan", "revise", home.plan, "--by", "goto", "--from", "-", stdin="cautions: 訪問は木曜\n")
    assert "議題も" not in said.out
    # another meeting sends it back: the next text is a new version, and the coming item goes along
    sooner = invited(home, "2025-07-22")
    home.desk.do("meeting", "add", sooner, home.case, "--timing", "変更")
    back = f"{CAME}items:\n  - num: 1\n    case: {home.case}\n    result: 差戻し\n"
    home.desk.on("2025-07-22").do("meeting", "record", sooner, given=back)
    day = home.desk.on("2025-07-23")
    said = day.try_("plan", "revise", home.plan, "--by", "goto", "--from", "-", stdin="cautions: 訪問は金曜\n")
    assert f"会議 {meeting} の議題も v3 に改めました。" in said.out
    assert (version_of(day, meeting), version_of(day, sooner)) == ("3", "2")
    assert day.try_("check", "--strict").code == 0


def test_an_agenda_left_on_an_old_version_is_found(home: Household) -> None:
    home.desk.do("plan", "revise", home.plan, given=CHANGE)
    meeting = invited(home)
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "変更")
    path = home.desk.root / "meetings" / "R07" / meeting / "meeting.yaml"
    path.write_text(path.read_text().replace("version: 2", "version: 1"), encoding="utf-8")
    said = home.desk.try_("check", "--strict", "--json")
    assert (said.code, [row["code"] for row in said.envelope["findings"]]) == (1, ["SEKI109"])
    assert said.envelope["findings"][0]["line"] > 1
