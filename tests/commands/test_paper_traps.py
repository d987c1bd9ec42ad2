"""Traps between a paper and the room: words above the items, corrections, transfers, items taken off, copies of no meeting."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from carried import Household, carried
from seki_cli.papers.escape import WIDTH, columns, laid_out
from speaking import Said

DAY = "2025-07-22"
PRINTED, AFTER = "2025-07-16", "2025-07-17"
BASICS_ONLY = """\
act: 一部同意
given_by: 本人
how: 書面
share_with:
  agencies: すべて
categories:
  - 基本情報
  - 世帯
until: 2026-06-30
"""
THE_THREE = """\
act: 同意
given_by: 本人
how: 書面
share_with:
  agencies:
    - takikan
    - chuo1
    - marugoto
categories: すべて
until: 2026-06-30
"""
NOTE = "method: 訪問\nfact: 近所の畑を借りた\ncategory: 基本情報\n"


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


def coming(home: Household, timing: str = "終結") -> str:
    """Return a meeting to come with the case on it."""
    meeting = str(home.desk.do("meeting", "new", "juso", "--date", DAY)["meeting"])
    home.desk.do("meeting", "attend", meeting, "takikan:goto", "chuo1:sato", "marugoto:mori")
    home.desk.do("meeting", "add", meeting, home.case, "--timing", timing)
    return meeting


def meeting_file(home: Household, meeting: str) -> Path:
    return home.desk.root / "meetings" / "R07" / meeting / "meeting.yaml"


def write_field(home: Household, meeting: str, name: str, word: str) -> None:
    path = meeting_file(home, meeting)
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(f"{name}:")]
    path.write_text("\n".join([*lines, f"{name}: {word}"]) + "\n", encoding="utf-8")


def hand_out(home: Household, meeting: str, to: Path, day: str = PRINTED) -> str:
    said = home.desk.on(day).try_("agenda", meeting, "-o", str(to), "--force", "--by", "goto")
    assert said.code == 0, said.out + said.err
    return to.read_text(encoding="utf-8")


def shown(home: Household, meeting: str, day: str = PRINTED) -> Said:
    said = home.desk.on(day).try_("agenda", meeting)
    assert said.code == 0, said.out + said.err
    return said


def stale(home: Household, meeting: str, day: str = AFTER) -> list[str]:
    found = home.desk.on(day).ask("agenda", meeting).envelope["findings"]
    return [finding["message"] for finding in found if finding["code"] == "SEKI135"]


def checked(home: Household, day: str = AFTER) -> list[str]:
    found = home.desk.on(day).try_("check", "--json").envelope["findings"]
    return [finding["message"] for finding in found if finding["code"] == "SEKI135"]


@pytest.mark.parametrize("name", ["place", "chair", "convenor"])
def test_no_word_above_the_items_names_who_is_withheld(home: Household, name: str) -> None:
    meeting = coming(home)
    write_field(home, meeting, name, "武芸 トミ")
    said = shown(home, meeting)
    assert "トミ" not in said.out
    assert "資料では空欄" in said.err


@pytest.mark.parametrize("name", ["place", "chair"])
def test_an_office_word_stands(home: Household, name: str) -> None:
    meeting = coming(home)
    write_field(home, meeting, name, "福祉政策課長")
    assert "福祉政策課長" in shown(home, meeting).out


@pytest.mark.parametrize("shut", ["never_together", "called_off"])
def test_the_place_gives_nobody_away_when_no_item_is_shown(home: Household, shut: str) -> None:
    meeting = coming(home)
    write_field(home, meeting, "place", "武芸 トミ 宅（架空町1-2）")
    if shut == "called_off":
        write_field(home, meeting, "called_off", "true")
    else:
        household = home.folder / "household.yaml"
        household.write_text(household.read_text(encoding="utf-8") + "never_together:\n  - - P1\n    - P2\n", encoding="utf-8")
        plan = home.folder / "plans" / home.plan / "v1.yaml"
        text = plan.read_text(encoding="utf-8").replace("persons:\n  - P1", "persons:\n  - P1\n  - P2")
        plan.write_text(text, encoding="utf-8")
    said = shown(home, meeting)
    assert "配付できる議題はありません" in said.out
    assert "トミ" not in said.out
    assert "架空町" not in said.out


def test_the_place_hides_the_given_name_of_who_is_kept_off_the_paper(home: Household) -> None:
    """A given name alone is found too, though nothing else of the item is released."""
    meeting = coming(home)
    write_field(home, meeting, "place", "昌平さんの家")
    household = home.folder / "household.yaml"
    household.write_text(household.read_text(encoding="utf-8") + "never_together:\n  - - P1\n    - P9\n", encoding="utf-8")
    assert "昌平" not in shown(home, meeting).out


def corrected(home: Household, note: str, changes: dict[str, Any], *, void: bool) -> None:
    value = yaml.safe_load((home.folder / "notes" / f"{note}.yaml").read_text(encoding="utf-8"))
    fields = {key: word for key, word in value.items() if key not in ("schema", "id", "case", "recorded", "recorded_by")}
    fields |= {**changes, "corrects": {"record": note, "why": "書き誤り", "void": void}}
    text = yaml.safe_dump(fields, allow_unicode=True)
    said = home.desk.on(AFTER).try_("case", "edit", home.case, note, "--from", "-", "--by", "goto", stdin=text)
    assert said.code == 0, said.out + said.err


@pytest.mark.parametrize(
    ("changes", "void"),
    [({}, True), ({"category": "健康・医療"}, False), ({"about": ["P2"]}, False), ({"source": "税務"}, False)],
    ids=["taken out", "other category", "about another", "from the tax office"],
)
def test_a_correction_that_takes_a_line_off_makes_the_paper_stale(
    home: Household, tmp_path: Path, changes: dict[str, Any], void: bool
) -> None:
    home.desk.on("2025-07-10").do("consent", "add", home.case, given=BASICS_ONLY)
    meeting = coming(home)
    note = home.desk.on(PRINTED).do("note", "add", home.case, given=NOTE)["note"]
    assert "畑を借りた" in hand_out(home, meeting, tmp_path / "shiryo.txt")
    assert stale(home, meeting) == []
    corrected(home, note, changes, void=void)
    assert "1 か所" in "".join(stale(home, meeting))
    assert "1 か所" in "".join(checked(home))
    minutes = "items:\n  - num: 1\n    result: その他\n"
    said = home.desk.on(DAY).try_("meeting", "record", meeting, "--by", "goto", "--from", "-", stdin=minutes)
    assert said.code == 0
    assert "資料に 1 か所あります" in said.out


def test_a_correction_of_words_alone_leaves_the_paper_good(home: Household, tmp_path: Path) -> None:
    meeting = coming(home)
    note = home.desk.on(PRINTED).do("note", "add", home.case, given=NOTE)["note"]
    hand_out(home, meeting, tmp_path / "shiryo.txt")
    corrected(home, note, {"fact": "近所の畑を二枚借りた"}, void=False)
    assert stale(home, meeting) == [] == checked(home)


def test_a_transfer_after_printing_makes_the_paper_stale(home: Household, tmp_path: Path) -> None:
    """The seat reads as it did; the person in it belongs to an agency by then that the consent does not name."""
    home.desk.on("2025-07-10").do("consent", "add", home.case, given=THE_THREE)
    meeting = coming(home)
    assert "武芸 昌平" in hand_out(home, meeting, tmp_path / "shiryo.txt")
    roll = home.desk.root / "profile" / "staff.yaml"
    posting = "    agency: marugoto\n    pledged_on: 2025-04-01\n    since: 2025-04-01\n"
    moved = "    until: 2025-07-20\n  - id: mori\n    name: 森 誠\n    agency: zeimu\n    pledged_on: 2025-04-01\n    since: 2025-07-21\n"
    text = roll.read_text(encoding="utf-8")
    assert posting in text
    roll.write_text(text.replace(posting, posting + moved), encoding="utf-8")
    assert "武芸" not in shown(home, meeting, AFTER).out
    assert "いまこの場に出せない内容" in "".join(stale(home, meeting))


def test_an_item_taken_off_after_printing_is_told_and_its_number_is_not_given_again(home: Household, tmp_path: Path) -> None:
    meeting = coming(home)
    hand_out(home, meeting, tmp_path / "shiryo.txt")
    home.desk.on(AFTER).do("meeting", "cancel", meeting, "--item", "1")
    assert "いまの議題にありません" in "".join(stale(home, meeting))
    assert "いまの議題にありません" in "".join(checked(home))
    home.desk.on(AFTER).do("meeting", "add", meeting, home.case, "--timing", "変更")
    items = yaml.safe_load(meeting_file(home, meeting).read_text(encoding="utf-8"))["items"]
    assert [item["num"] for item in items] == [2]
    hand_out(home, meeting, tmp_path / "shiryo.txt", AFTER)
    assert stale(home, meeting) == [] == checked(home)


GUARDED = """\
    protected:
      since: 2025-01-01
      ground: DV
"""


def guard(home: Household, more: str = "") -> None:
    path = home.folder / "household.yaml"
    born = "    born: 1978-02-03\n"
    path.write_text(path.read_text(encoding="utf-8").replace(born, born + more + GUARDED), encoding="utf-8")


@pytest.mark.parametrize(
    "spelling", ["架空町１－２", "架空町一丁目2番", "架空町一の二", "架空町の1の2", "0575(00)1234", "〇五七五の〇〇の一二三四"]
)
def test_a_guarded_place_is_found_in_figures_of_every_kind(home: Household, spelling: str) -> None:
    home.desk.on(PRINTED).do("note", "add", home.case, given=f"method: 訪問\nfact: 話した{spelling}\ncategory: 基本情報\n")
    guard(home)
    assert spelling not in shown(home, coming(home)).out


def test_a_text_with_other_figures_stands(home: Household) -> None:
    home.desk.on(PRINTED).do(
        "note", "add", home.case, given="method: 訪問\nfact: 隣町二の三の話を一人で聞いた\ncategory: 基本情報\n"
    )
    guard(home)
    assert "隣町二の三の話を一人で聞いた" in shown(home, coming(home)).out


SANKA = """\
wish: 朝起きたい
persons:
  - P1
issues:
  - num: 1
    text: 昼夜逆転
goals:
  - num: 1
    text: 通う
    due: 2025-12-31
supports:
  - issue: 1
    what: 同行
    agency: marugoto
cautions: なし
period:
  since: 2025-07-22
  until: 2026-01-14
monitoring:
  every_months: 1
  agency: marugoto
why_not_existing: なし
matches:
  - what: 箱を折る
    resource: """


@pytest.mark.parametrize(("name", "stands"), [("ひばり架空工房", False), ("武芸トミさんの家", False), ("つぐみ架空工房", True)])
def test_the_name_of_a_resource_gives_nobody_away(home: Household, name: str, stands: bool) -> None:
    """The place where a guarded person works, and a house that bears the name of somebody who may not be shown."""
    resource = home.desk.do("resource", "new", given=f"name: {name}\nkind: 居場所・サロン\n")["resource"]
    plan = str(home.desk.do("plan", "new", home.case, "--kind", "参加支援", given=f"{SANKA}{resource}\n")["plan"])
    guard(home, "    school_or_work: ひばり架空工房\n")
    meeting = str(home.desk.do("meeting", "new", "juso", "--date", DAY)["meeting"])
    home.desk.do("meeting", "attend", meeting, "takikan:goto", "marugoto:mori")
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "策定", "--plan", plan)
    said = shown(home, meeting)
    assert "朝起きたい" in said.out
    assert (name in said.out) is stands
    assert ("参加先1 を伏せました" in said.err) is not stands


@pytest.mark.parametrize("off", [True, False], ids=["called off", "still to come"])
def test_copies_come_back_though_the_meeting_was_not_held(home: Household, tmp_path: Path, off: bool) -> None:
    meeting = coming(home)
    hand_out(home, meeting, tmp_path / "shiryo.txt")
    if off:
        home.desk.on(AFTER).do("meeting", "cancel", meeting)
    home.desk.on(AFTER).do("meeting", "record", meeting, given="papers:\n  - num: 1\n  - num: 3\n")
    papers = yaml.safe_load(meeting_file(home, meeting).read_text(encoding="utf-8"))["papers"]
    assert [paper["num"] for paper in papers if paper.get("returned")] == [1, 3]
    home.desk.on(AFTER).refused(4, "meeting", "record", meeting, given="items:\n  - num: 1\n    result: その他\n")


def test_without_the_roll_nobody_knows_who_sits_there(home: Household) -> None:
    meeting = coming(home)
    (home.desk.root / "profile" / "staff.yaml").write_text("{[\n", encoding="utf-8")
    said = home.desk.on(PRINTED).try_("agenda", meeting)
    assert said.code == 5
    assert home.case in said.out
    assert "武芸" not in said.out
    assert "外に出たい" not in said.out
    assert "職員の名簿が読めず" in said.err


def test_no_paper_goes_out_of_what_is_saved_alone(home: Household, tmp_path: Path) -> None:
    """A withdrawal that nobody has saved yet is known all the same."""
    meeting, paper = coming(home), tmp_path / "shiryo.txt"
    said = home.desk.on(PRINTED).try_("agenda", meeting, "--head", "-o", str(paper), "--by", "goto")
    assert said.code == 2
    assert "--head を外す" in said.err
    assert not paper.exists()


@pytest.mark.parametrize("broken", [True, False], ids=["cannot be read", "rewritten by hand"])
def test_a_consent_spoilt_after_printing_makes_the_paper_stale(home: Household, tmp_path: Path, broken: bool) -> None:
    """What held when the paper was made is asked of the save of that day, not of the file as it lies there now."""
    meeting = coming(home)
    hand_out(home, meeting, tmp_path / "shiryo.txt")
    consent = next((home.folder / "consents").iterdir())
    text = consent.read_text(encoding="utf-8")
    consent.write_text("{[\n" if broken else text.replace("act: 同意", "act: 拒否"), encoding="utf-8")
    said = home.desk.on(AFTER).try_("agenda", meeting)
    assert "武芸" not in said.out
    assert "いまこの場に出せない内容" in said.err


def test_a_long_caption_stays_within_the_paper() -> None:
    """The name of a long agency, of who acts there, and the day: the office's words are wrapped like any other."""
    caption = "  ・架空市くらし・まるごと支援センター 渡利 恵子の宿題は済みました（令和7年7月29日、期限から12日後）: "
    lines = laid_out("求人の見方を確かめる", caption).split("\n")
    assert all(columns(line) <= WIDTH for line in lines)
    assert "".join(line.strip() for line in lines) == (caption.strip() + "求人の見方を確かめる")
