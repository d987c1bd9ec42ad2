"""The act in force, clause by clause: who gave it, two on a day, withdrawn on the day of printing or on the way to the meeting."""

from datetime import date, datetime

import pytest

from seki_cli.model.agenda import Piece
from seki_cli.model.meeting import Item
from seki_cli.model.released import Released
from seki_cli.rules.consent import release
from tests.rules.gate_worlds import (
    CASE,
    JST,
    MEET,
    PLAN,
    PRINT,
    case,
    compose,
    consent,
    gate,
    meeting,
    note,
    plan,
    shown_text,
    world,
)

PIECE = Piece(label="何か", text="ことば", need=("就労",), path=f"cases/R07/{CASE}/notes/x.yaml")


def outcome(acts, *, kind="asks", day=PRINT, piece=PIECE):
    result = release(gate(world(case(consents=tuple(acts))), meeting(kind), day=day), piece)
    return "shown" if isinstance(result, Released) else result.rule


@pytest.mark.parametrize("giver", ["本人", "法定代理人", "成年後見人等", "親権者"])
@pytest.mark.parametrize(("act", "expected"), [("同意", "shown"), ("一部同意", "shown"), ("拒否", 1), ("保留", 1), ("撤回", 1)])
def test_an_act_counts_for_the_person_whoever_gave_it(giver, act, expected):
    assert outcome([consent(act=act, given_by=giver)]) == expected
    assert outcome([consent(given_by="本人"), consent(act=act, given_by=giver, day=date(2025, 6, 2))]) == expected


@pytest.mark.parametrize(("first", "second"), [("本人", "成年後見人等"), ("成年後見人等", "本人")])
def test_of_a_guardian_and_the_person_on_one_day_the_narrower_counts(first, second):
    assert outcome([consent(given_by=first), consent(act="撤回", given_by=second)]) == 1
    assert outcome([consent(given_by=first), consent(act="一部同意", categories=("介護",), given_by=second)]) == 1


@pytest.mark.parametrize("narrower", ["一部同意", "保留", "拒否", "撤回"])
@pytest.mark.parametrize(("morning", "evening"), [("09:00", "18:00"), ("18:00", "09:00"), ("", "09:00"), ("09:00", "")])
def test_two_acts_on_a_day_go_by_narrowness_not_by_the_hour(narrower, morning, evening):
    wide = consent(at=evening, recorded=datetime(2025, 6, 3, 9, tzinfo=JST))
    narrow = consent(act=narrower, at=morning, categories=("介護",))
    assert outcome([wide, narrow]) == 1
    assert outcome([narrow, wide]) == 1


@pytest.mark.parametrize("pair", [("撤回", "拒否"), ("撤回", "保留"), ("拒否", "保留"), ("撤回", "一部同意")])
def test_of_two_the_cover_sheet_names_the_narrower(pair):
    acts = [consent(act=act) for act in pair]
    result = release(gate(world(case(consents=tuple(reversed(acts)))), meeting()), PIECE)
    assert result.because == acts[0].path


@pytest.mark.parametrize(("withdrawn", "printed", "expected"), [
    (date(2025, 7, 9), PRINT, 1),                     # the day before printing
    (PRINT, PRINT, 1),                                # on the day of printing
    (date(2025, 7, 12), PRINT, 1),                    # after printing and before the meeting, as is known now
    (MEET, PRINT, 1),                                 # on the meeting's day
    (MEET, MEET, 1),
    (date(2025, 7, 16), PRINT, "shown"),              # only afterwards
    (date(2025, 7, 16), date(2025, 7, 16), 1),        # … and then no more, however often it is printed again
])  # fmt: skip
@pytest.mark.parametrize("act", ["撤回", "拒否", "保留"])
def test_a_withdrawal_counts_from_its_own_day(act, withdrawn, printed, expected):
    assert outcome([consent(), consent(act=act, day=withdrawn)], day=printed) == expected


@pytest.mark.parametrize(("narrowed", "expected"), [(PRINT, 1), (date(2025, 7, 12), 1), (MEET, 1), (date(2025, 7, 16), "shown")])
def test_so_does_an_act_that_narrows(narrowed, expected):
    assert outcome([consent(), consent(act="一部同意", categories=("介護",), day=narrowed)]) == expected
    assert outcome([consent(), consent(excluded=("shakyo",), day=narrowed)]) == expected
    assert outcome([consent(tax=True), consent(day=narrowed)], piece=Piece(label="", text="", source="税務", path="x")) == (
        3 if expected == 1 else expected
    )


def test_a_paper_printed_after_a_withdrawal_holds_the_head_alone():
    acts = (consent(), consent(act="撤回", day=date(2025, 7, 12)))
    the_case = case(consents=acts, plans=(plan(),), notes=(note("面接を受けた", category="就労"),))
    item = Item(num=1, case=CASE, plan=PLAN, version=1, timing="終結")
    before = compose(world(case(consents=acts[:1], plans=(plan(),))), meeting(items=(item,)))
    after = compose(world(the_case), meeting(items=(item,)), day=date(2025, 7, 12))
    assert "三食とる" in shown_text(before)
    (left,) = after.paper.value.items
    assert (left.sections, left.members) == ((), ())
    assert {piece.value.label for piece in left.head} == {"ケース番号", "プランの種類", "検討の時機", "根拠"}
    assert [line.because for line in after.cover.withheld] == [acts[1].path]
