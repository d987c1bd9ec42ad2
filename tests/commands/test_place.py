"""参加支援: from a first look to the end at a resource, in an order that holds, counted against its capacity."""

from pathlib import Path

import pytest

from carried import PLAN, Household, carried

CAME = "came:\n  - agency: takikan\n  - agency: chuo1\n"
PLACE = "S-4H2MPXW"


def prepared(folder: Path, more: str = "capacity: 1\n") -> tuple[Household, str]:
    """Return a household with a 参加支援 plan that is a draft, and a resource."""
    home = carried(folder)
    path = home.desk.root / "resources" / f"{PLACE}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"schema: resource/1\nid: {PLACE}\nname: 川ぞい農園\n{more}", encoding="utf-8")
    assert home.desk.try_("save").code == 0
    text = f"{PLAN}why_not_existing: 合う場がない\nmatches:\n  - resource: {PLACE}\n    what: 野菜の手入れ\n"
    plan = str(home.desk.do("plan", "new", home.case, "--kind", "参加支援", given=text)["plan"])
    return home, plan


def run(home: Household, plan: str) -> None:
    meeting = str(home.desk.do("meeting", "new", "juso", "--date", "2025-07-22")["meeting"])
    home.desk.do("meeting", "attend", meeting, "takikan:goto", "chuo1:sato")
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "策定", "--plan", plan)
    home.desk.on("2025-07-22").do(
        "meeting", "record", meeting, given=f"{CAME}items:\n  - num: 1\n    case: {home.case}\n    result: 適切\n"
    )


@pytest.fixture
def drafted(tmp_path: Path) -> tuple[Household, str]:
    return prepared(tmp_path)


def test_a_look_before_the_meeting_and_a_start_after_it(drafted: tuple[Household, str]) -> None:
    home, plan = drafted
    done = home.desk.do("place", plan, PLACE, "--step", "見学", given="by_resource: 静かに見ておられた\nnext: 2025-07-20\n")
    text = (home.desk.root / done["path"]).read_text(encoding="utf-8")
    assert f"date: 2025-07-16\nplan: {plan}\nresource: {PLACE}\nstep: 見学\nstaff: goto\n" in text
    home.desk.do("place", plan, PLACE, "--step", "体験")
    error = home.desk.refused(4, "place", plan, PLACE, "--step", "開始")
    assert "開始" in error["message"]
    assert "策定" in error["remedy"]
    run(home, plan)
    home.desk.on("2025-07-23").do("place", plan, PLACE, "--step", "開始", given="times: 1\n")
    home.desk.on("2025-08-20").do("place", plan, PLACE, "--step", "定着確認")
    home.desk.on("2025-09-20").do("place", plan, PLACE, "--step", "終了")
    course = home.desk.on("2025-09-21").ask("plan", "show", plan).data["course"]
    assert [row["act"] for row in course if "参加支援" in row["act"]] == [
        f"参加支援 {s}" for s in ("見学", "体験", "開始", "定着確認", "終了")
    ]
    assert home.desk.on("2025-09-21").try_("check", "--strict").code == 0


@pytest.mark.parametrize(
    ("steps", "last", "code"),
    [
        ((), "見学", 0), ((), "体験", 0), ((), "開始", 0), ((), "定着確認", 4), ((), "終了", 4), ((), "中止", 4),
        (("見学",), "見学", 0), (("体験",), "見学", 0), (("見学",), "中止", 0), (("見学",), "終了", 4), (("見学",), "定着確認", 4),
        (("開始",), "開始", 4), (("開始",), "見学", 4), (("開始",), "定着確認", 0), (("開始",), "中止", 0), (("開始", "定着確認"), "終了", 0),
        (("開始", "終了"), "開始", 0), (("開始", "終了"), "終了", 4), (("見学", "中止"), "体験", 0), (("開始", "終了"), "定着確認", 4),
    ],
)  # fmt: skip
def test_the_order_of_the_steps(tmp_path: Path, steps: tuple[str, ...], last: str, code: int) -> None:
    home, plan = prepared(tmp_path)
    run(home, plan)
    desk = home.desk.on("2025-07-23")
    for step in steps:
        desk.do("place", plan, PLACE, "--step", step)
    said = desk.try_("place", plan, PLACE, "--step", last, "--by", "goto")
    assert said.code == code, said.out + said.err
    assert code == 0 or "次に: " in said.err


def test_only_a_plan_of_sanka_places_people(drafted: tuple[Household, str]) -> None:
    home, plan = drafted
    error = home.desk.refused(4, "place", home.plan, PLACE, "--step", "見学")
    assert "参加支援" in error["message"]
    home.desk.refused(3, "place", plan, "S-ZZZZZZZ", "--step", "見学")
    assert "step" in home.desk.refused(2, "place", plan, PLACE)["message"]
    home.desk.refused(2, "place", plan, PLACE, "--step", "観光")


def test_a_closed_place_takes_nobody_in_but_lets_people_leave(tmp_path: Path) -> None:
    home, plan = prepared(tmp_path, "until: 2025-07-31\n")
    run(home, plan)
    home.desk.on("2025-07-23").do("place", plan, PLACE, "--step", "開始")
    later = home.desk.on("2025-08-01")
    assert "開いていません" in later.refused(4, "place", plan, PLACE, "--step", "定着確認")["message"]
    later.do("place", plan, PLACE, "--step", "定着確認", given="date: 2025-07-31\n")
    later.do("place", plan, PLACE, "--step", "終了")


def test_what_a_person_should_know_besides_is_told(drafted: tuple[Household, str]) -> None:
    home, plan = drafted
    run(home, plan)
    desk = home.desk.on("2025-07-23")
    said = desk.try_("place", plan, PLACE, "--step", "開始", "--by", "goto", "--from", "-", stdin="next: 2025-08-01\n")
    assert "受け入れ: 1人目、定員 1人\n" in said.out
    assert "seki note add" in said.out
    assert ("次回予定", "2025-08-01") not in {(kind, day) for kind, day, _ in desk.due("--within", "30")}
    other = desk.root / "resources" / "S-7K3F9QX.yaml"
    other.write_text("schema: resource/1\nid: S-7K3F9QX\nname: 朝の市\ncapacity: 0\n", encoding="utf-8")
    assert desk.try_("save").code == 0
    said = desk.try_("place", plan, "S-7K3F9QX", "--step", "開始", "--by", "goto")
    assert "定員を超えています" in said.out
    assert "matches" in said.out
