"""モニタリング: a review belongs to the version that ran on its own day, however late it is written."""

from pathlib import Path

import pytest

from carried import Household, carried

CAME = "came:\n  - agency: takikan\n  - agency: chuo1\n"


@pytest.fixture
def home(tmp_path: Path) -> Household:
    """Return a household whose plan was changed to version 2 on 2025-08-05."""
    home = carried(tmp_path)
    home.desk.do("plan", "revise", home.plan, given="cautions: 訪問は水曜\nchange_reason: 希望による\n")
    meeting = str(home.desk.do("meeting", "new", "juso", "--date", "2025-08-05")["meeting"])
    home.desk.do("meeting", "attend", meeting, "takikan:goto", "chuo1:sato")
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "変更")
    home.desk.on("2025-08-05").do(
        "meeting", "record", meeting, given=f"{CAME}items:\n  - num: 1\n    case: {home.case}\n    result: 適切\n"
    )
    return home


def version(home: Household, done: dict[str, str]) -> str:
    lines = (home.desk.root / done["path"]).read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith("version: "))


@pytest.mark.parametrize(
    ("day", "said"), [("2025-08-01", "version: 1"), ("2025-08-06", "version: 2"), ("2025-08-20", "version: 2")]
)
def test_the_version_of_its_day(home: Household, day: str, said: str) -> None:
    done = home.desk.on("2025-08-20").do("monitor", home.plan, given=f"date: {day}\nresult: 継続\n")
    assert version(home, done) == said
    assert home.desk.on("2025-08-20").try_("check", "--strict").code == 0


def test_a_version_that_is_said_stands_and_is_judged(home: Household) -> None:
    done = home.desk.on("2025-08-20").do("monitor", home.plan, given="version: 2\nresult: 継続\n")
    assert version(home, done) == "version: 2"


def test_before_it_ran_there_was_nothing_to_review(home: Household) -> None:
    for day in ("2025-07-09", "2025-07-14"):
        error = home.desk.on("2025-08-20").refused(4, "monitor", home.plan, given=f"date: {day}\nresult: 継続\n")
        assert "モニタリングは記録できません" in error["message"]
    assert "未作成" in home.desk.on("2025-08-20").refused(4, "monitor", home.plan, given="date: 2025-07-08\n")["message"]


def test_a_review_of_the_time_before_the_end_is_written_after_it(home: Household) -> None:
    desk = home.desk.on("2025-08-26")
    desk.do("evaluate", home.plan, given="occasion: 終結検討\njudgement: 終結\ncategory: その他\n")
    meeting = str(desk.do("meeting", "new", "juso", "--date", "2025-08-26")["meeting"])
    desk.do("meeting", "attend", meeting, "takikan:goto", "chuo1:sato")
    desk.do("meeting", "add", meeting, home.case, "--timing", "終結")
    more = "    next_lead: chuo1\n    followup_needed: false\n"
    desk.do("meeting", "record", meeting, given=f"{CAME}items:\n  - num: 1\n    case: {home.case}\n    result: 適切\n{more}")
    later = home.desk.on("2025-09-01")
    assert "終結" in later.refused(4, "monitor", home.plan, "--result", "継続")["message"]
    done = later.do("monitor", home.plan, given="date: 2025-08-20\nresult: 終結を検討\n")
    assert version(home, done) == "version: 2"
    assert later.ask("plan", "show", home.plan).data["status"] == "終結"


def test_the_reason_stands_in_its_place(home: Household) -> None:
    given = "result: 継続\nnext_date: 2025-12-01\nreason_if_moved: 入院のため\n"
    done = home.desk.on("2025-08-20").do("monitor", home.plan, given=given)
    text = (home.desk.root / done["path"]).read_text(encoding="utf-8")
    assert "next_date: 2025-12-01\nreason_if_moved: 入院のため\n" in text


def test_a_next_review_on_a_closed_day_names_the_working_day_before_it(home: Household) -> None:
    words = ("monitor", home.plan, "--by", "goto", "--result", "継続", "--next-date")
    said = home.desk.on("2025-08-15").try_(*words, "2025-08-31")
    assert "次のモニタリング: 令和7年8月31日（休みの日なので、令和7年8月29日 までに）" in said.out
    said = home.desk.on("2025-08-18").try_(*words, "2025-09-05")
    assert said.out.endswith("次のモニタリング: 令和7年9月5日\n")
