"""Editing: documents in place, events by a correction that stands beside them; who and what a record is stays seki's."""

from pathlib import Path

import pytest

from carried import Household, carried
from speaking import Said


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


@pytest.fixture(scope="module")
def same(tmp_path_factory: pytest.TempPathFactory) -> Household:
    """A household for all that is refused and changes nothing."""
    return carried(tmp_path_factory.mktemp("same"))


def edit(home: Household, record: str, text: str, *words: str) -> Said:
    return home.desk.try_("case", "edit", home.case, record, "--by", "goto", "--from", "-", *words, stdin=text)


def note_of(home: Household) -> str:
    return next((home.folder / "notes").iterdir()).stem


def test_a_document_changes_in_place_and_keeps_its_comments(home: Household) -> None:
    path = home.folder / "case.yaml"
    path.write_text(path.read_text() + "# 覚え書き\n")
    assert home.desk.try_("save").code == 0
    assert edit(home, "case", "urgency: 当日\n").code == 0
    text = path.read_text()
    assert "urgency: 当日" in text
    assert "# 覚え書き" in text
    assert edit(home, "case", "urgency: 当日\n").out.startswith("変わったところがない")


@pytest.mark.parametrize(
    ("record", "text", "code", "word"),
    [
        ("case", "urgency: 超特急\n", 2, "標準入力:1:1"),
        ("case", "urgensy: 当日\n", 2, "標準入力:1:1"),
        ("case", "lead_since: いつか\n", 2, "標準入力:1:1"),
        ("case", "id: R07-ZZZZZZZ\n", 4, "標準入力:1:1"),
        ("household", "urgency: 当日\ncase: R07-ZZZZZZZ\n", 4, "標準入力:2:1"),
        ("case", "- a: b\n- c: d\n", 2, "1 件ずつ"),
        ("nichts", "urgency: 当日\n", 3, "見つかりません"),
        ("２０２５", "urgency: 当日\n", 2, "当てはまります"),
        ("{plan}", "cautions: なし\n", 4, "plan revise"),
        ("{note}", "fact: 直した\n", 2, "why"),
        ("{note}", "fact: 直した\ncorrects:\n  why: 書き誤り\n  record: 20200101-AAAA\n", 2, "標準入力:4:3"),
        ("{note}", "recorded_by: hori\ncorrects:\n  why: 書き誤り\n", 4, "recorded_by"),
        ("{note}", "case: R07-ZZZZZZZ\ncorrects:\n  why: 書き誤り\n", 4, "case"),
        ("{note}", "fact: 玄関で話した\ncorrects:\n  why: 書き誤り\n", 2, "変わったところがありません"),
        ("{note}", "date: 2030-01-01\ncorrects:\n  why: 書き誤り\n", 4, "標準入力:1:1"),
    ],
)
def test_what_is_no_edit(same: Household, record: str, text: str, code: int, word: str) -> None:
    before = {path: path.read_bytes() for path in same.folder.rglob("*.yaml")}
    said = edit(same, record.format(plan=same.plan, note=note_of(same)), text)
    assert said.code == code, said.err
    assert word in said.err
    assert {path: path.read_bytes() for path in same.folder.rglob("*.yaml")} == before


def test_an_event_is_corrected_by_another_and_never_rewritten(home: Household) -> None:
    note = note_of(home)
    before = (home.folder / "notes" / f"{note}.yaml").read_bytes()
    said = edit(home, note.lower(), "fact: 縁側で話した\ncorrects:\n  why: 場所の書き誤り\n", "--json")
    assert said.code == 0, said.out
    assert (home.folder / "notes" / f"{note}.yaml").read_bytes() == before
    new = (home.desk.root / said.data["path"]).read_text()
    assert f"corrects:\n  record: {note}\n  why: 場所の書き誤り\n" in new
    assert "recorded_by: goto" in new
    assert "縁側で話した" in home.desk.try_("case", "show", home.case).out
    assert "玄関で話した" not in home.desk.try_("case", "show", home.case).out
    assert home.desk.try_("check", "--strict").code == 0

    again = edit(home, note, "fact: 門で話した\ncorrects:\n  why: x\n")
    assert again.code == 4
    assert said.data["note"] in again.err
    third = edit(home, said.data["note"], "fact: 門で話した\ncorrects:\n  why: もう一度\n")
    assert third.code == 0, third.err
    assert "門で話した" in home.desk.try_("case", "show", home.case).out
    assert home.desk.try_("check", "--strict").code == 0


def test_an_event_that_belonged_elsewhere_is_voided(home: Household) -> None:
    note = note_of(home)
    assert edit(home, note, "corrects:\n  why: 別の世帯の記録\n  void: true\n").code == 0
    assert "玄関で話した" not in home.desk.try_("case", "show", home.case).out
    said = edit(home, note, "fact: x\ncorrects:\n  why: x\n")
    assert said.code == 4
    assert "訂正" in said.err
    assert home.desk.try_("check", "--strict").code == 0


def test_an_earlier_reason_is_not_the_reason_of_the_next(home: Household) -> None:
    said = edit(home, note_of(home), "fact: 縁側で話した\ncorrects:\n  why: 場所の書き誤り\n", "--json")
    assert edit(home, said.data["note"], "fact: 門で話した\n").code == 2


def test_a_correction_of_consent_takes_effect_and_both_stay(home: Household) -> None:
    (consent,) = (home.folder / "consents").iterdir()
    said = edit(home, consent.stem, "categories:\n  - 基本情報\nact: 一部同意\ncorrects:\n  why: 範囲の書き誤り\n")
    assert said.code == 0, said.err
    (row,) = [r for r in home.desk.ask("consent", "show", home.case).items if r["person"] == "P1"]
    assert row["categories"] == ["基本情報"]
    assert len(list((home.folder / "consents").iterdir())) == 2


def test_the_lead_that_an_act_had_moved_stays_when_it_is_taken_back_and_that_is_said(home: Household) -> None:
    sent = home.desk.do("refer", home.case, "--to-agency", "nishi", "--ask", "引継ぎ", "--reason", "複数分野にまたがる")[
        "referral"
    ]
    home.desk.do("referral", "accept", f"{home.case}/{sent}", "--next", "2025-07-25")
    steps = {path.stem for path in (home.folder / "referrals").iterdir() if "referral_step/1" in path.read_text(encoding="utf-8")}
    (step,) = steps
    said = edit(home, step, "corrects:\n  why: 別のケースだった\n  void: true\n")
    assert (said.code, "主担当は 関市西地域包括支援センター のままです" in said.out) == (0, True)
    assert home.desk.ask("case", "list").items[0]["lead"] == "nishi"
    said = edit(home, note_of(home), "corrects:\n  why: 別のケースだった\n  void: true\n")
    assert (said.code, "主担当" in said.out) == (0, False)
