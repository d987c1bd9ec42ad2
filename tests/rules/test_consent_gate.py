"""Rules 1, 3, 6 of the gate and the days: one row a clause, what is allowed as well as what is not."""

from datetime import date

import pytest

from seki_cli.model.agenda import Piece
from seki_cli.model.contact import ShareWith
from seki_cli.model.meeting import Item
from seki_cli.model.record import Correction
from seki_cli.model.released import Released, Withheld
from seki_cli.rules.consent import release
from tests.rules.gate_worlds import (
    CASE,
    MEET,
    P1,
    P2,
    PLAN,
    PRINT,
    case,
    consent,
    gate,
    household,
    meeting,
    note,
    plan,
    rid,
    with_fields,
    world,
)

WORK = ("就労",)


def about(*persons, need=WORK, **more):
    return Piece(label="何か", text="ことば", persons=persons, need=need, path=f"cases/R07/{CASE}/notes/x.yaml", **more)


def outcome(consents, piece, *, kind="asks", agencies=("chuo", "shakyo"), day=PRINT, people=(P1, P2), agency="", **more):
    """Pass one piece through the gate: 'shown', or the number of the rule that withholds it."""
    the_world = world(case(household=household(*people), consents=tuple(consents), **more))
    result = release(gate(the_world, meeting(kind, agencies=agencies), day=day, agency=agency), piece)
    return "shown" if isinstance(result, Released) else result.rule


# --------------------------------------------------------------------------------------------------- rule 1: the act itself


@pytest.mark.parametrize(("acts", "expected"), [
    ([consent()], "shown"),
    ([consent(act="一部同意")], "shown"),
    ([], 1),                                                                      # nobody asked
    ([consent(act="拒否")], 1),
    ([consent(act="保留")], 1),
    ([consent(act="撤回")], 1),
    ([consent("P2")], 1),                                                         # somebody else's consent
    ([consent(day=date(2025, 6, 1)), consent(act="撤回", day=date(2025, 6, 2))], 1),   # the latest act is in force
    ([consent(act="撤回", day=date(2025, 6, 1)), consent(day=date(2025, 6, 2))], "shown"),
    ([consent(), consent(act="撤回")], 1),                                         # on one day the narrowest
    ([consent(act="撤回"), consent()], 1),                                         # … whichever was written first
    ([consent(categories=WORK), consent(categories=("介護",))], 1),                # two as narrow: what both allow
    ([consent(categories=WORK), consent(categories=("就労", "介護"))], "shown"),
    ([consent(act="一部同意", categories=("介護",)), consent()], 1),                # 一部同意 is narrower than 同意
])  # fmt: skip
def test_the_act_in_force(acts, expected):
    assert outcome(acts, about("P1")) == expected


@pytest.mark.parametrize(("acts", "persons", "expected"), [
    ([consent("P1")], (), "shown"),                  # an empty P is the 本人
    ([consent("P2")], (), 1),
    ([consent("P1")], ("P1", "P2"), 1),              # for every person in P
    ([consent("P1"), consent("P2")], ("P1", "P2"), "shown"),
    ([consent("P1"), consent("P2", categories=("介護",))], ("P1", "P2"), 1),
    ([consent("P1"), consent("P2")], ("P2",), "shown"),
])  # fmt: skip
def test_every_person_must_allow(acts, persons, expected):
    assert outcome(acts, about(*persons)) == expected


@pytest.mark.parametrize(("categories", "need", "expected"), [
    ("すべて", WORK, "shown"),
    ("すべて", "すべて", "shown"),
    (WORK, WORK, "shown"),
    (("就労", "介護"), ("介護", "就労"), "shown"),
    (WORK, ("就労", "介護"), 1),                       # every category of the piece
    (WORK, ("介護",), 1),
    (WORK, "すべて", 1),                               # only under すべて
    (("基本情報", "世帯", "健康・医療", "障害", "介護", "子ども・教育", "就労", "経済", "住まい", "司法", "虐待・DV"), "すべて", 1),
    ((), WORK, 1),
])  # fmt: skip
def test_the_category_is_covered(categories, need, expected):
    assert outcome([consent(categories=categories)], about("P1", need=need)) == expected


@pytest.mark.parametrize(("share", "agencies", "expected"), [
    ({"agencies": "すべて"}, ("chuo", "shakyo"), "shown"),
    ({"agencies": ("chuo", "shakyo")}, ("chuo", "shakyo"), "shown"),
    ({"agencies": ("chuo", "shakyo", "iryo")}, ("chuo",), "shown"),
    ({"agencies": ("chuo",)}, ("chuo", "shakyo"), 1),              # one of the room is not covered: nobody sees it
    ({"agencies": "すべて", "excluded": ("iryo",)}, ("chuo", "shakyo"), "shown"),
    ({"agencies": "すべて", "excluded": ("shakyo",)}, ("chuo", "shakyo"), 1),
    ({"agencies": ("chuo", "shakyo"), "excluded": ("shakyo",)}, ("chuo", "shakyo"), 1),
])  # fmt: skip
def test_the_whole_audience_is_covered(share, agencies, expected):
    assert outcome([consent(**share)], about("P1"), agencies=agencies) == expected


def test_a_consent_that_says_not_with_whom_covers_nobody():
    act = with_fields(consent(), share_with=None)
    assert outcome([act], about("P1")) == 1
    assert outcome([with_fields(act, share_with=ShareWith())], about("P1")) == 1


@pytest.mark.parametrize("act", ["拒否", "保留", "撤回"])
def test_what_else_a_no_says_does_not_matter(act):
    said = with_fields(consent(act=act), share_with=ShareWith(agencies="すべて"), categories="すべて")
    assert outcome([said], about("P1")) == 1


# ------------------------------------------------------------------------------------------- both days, by what is known now


@pytest.mark.parametrize(("acts", "printed", "expected"), [
    ([consent(until=MEET)], PRINT, "shown"),                         # until is inclusive
    ([consent(until=date(2025, 7, 14))], PRINT, 1),                  # over before the meeting
    ([consent(day=PRINT)], PRINT, "shown"),
    ([consent(day=date(2025, 7, 12))], PRINT, 1),                    # not yet on the day of printing
    ([consent(until=MEET)], date(2025, 7, 20), 1),                   # printed again afterwards, when it had expired
    ([consent(), consent(act="撤回", day=date(2025, 7, 18))], date(2025, 7, 20), 1),   # withdrawn since
    ([consent(day=date(2025, 7, 18))], date(2025, 7, 20), 1),        # given only after the meeting
    ([consent(), consent(act="撤回", day=date(2025, 7, 18))], MEET, "shown"),
    ([consent()], MEET, "shown"),
])  # fmt: skip
def test_both_days_must_allow(acts, printed, expected):
    assert outcome(acts, about("P1"), day=printed) == expected


@pytest.mark.parametrize(("born", "categories", "expected"), [
    ({"born": date(2007, 7, 17)}, ("基本情報", "子ども・教育"), "shown"),      # 18 at the end of 16 July: the meeting is on the 15th
    ({"born": date(2007, 7, 17)}, ("基本情報", "就労"), 1),
    ({"born": date(2007, 7, 16)}, ("子ども・教育",), 1),                        # 18 on the meeting's day, 17 when printed
    ({"born": date(2007, 7, 16)}, ("就労",), 1),
    ({"born": date(2007, 7, 16)}, ("就労", "子ども・教育"), "shown"),
    ({"born": date(2007, 7, 10)}, ("就労",), "shown"),                          # 18 on both days
    ({}, ("就労",), 1),                                                         # age unknown: both
    ({}, ("子ども・教育",), 1),
    ({}, ("就労", "子ども・教育"), "shown"),
    ({"born_year": 1980, "estimated": True}, ("就労",), "shown"),
    ({"born_year": 2007, "estimated": True}, ("就労",), 1),                     # 17 or 18
    ({"born_year": 2012, "estimated": True}, ("子ども・教育",), "shown"),
])  # fmt: skip
def test_school_or_work_goes_by_the_age_on_each_day(born, categories, expected):
    person = with_fields(P2, born=None, school_or_work="みなと高校")
    person = with_fields(person, **born)
    piece = about("P2", need="すべて", age_of=person)
    assert outcome([consent(), consent("P2", categories=categories)], piece, people=(P1, person)) == expected


# --------------------------------------------------------------------------------------- when no consent is asked, and when


@pytest.mark.parametrize(("kind", "item", "expected"), [
    ("free", {}, "shown"),
    ("asks", {}, 1),
    ("mixed", {}, 1),                                                     # case by case: only where the item says so
    ("mixed", {"why": "安否の確認"}, 1),                                  # a text alone does not open the gate
    ("mixed", {"basis": "社会福祉法第106条の6"}, 1),
    ("mixed", {"why": "安否の確認", "basis": "社会福祉法第106条の6"}, "shown"),
    ("mixed", {"why": " ", "basis": "社会福祉法第106条の6"}, 1),
    ("asks", {"why": "安否の確認", "basis": "社会福祉法第106条の6"}, 1),   # a kind that asks, asks whatever the item says
])  # fmt: skip
def test_whether_consent_is_needed(kind, item, expected):
    the_world = world(case())
    the_meeting = meeting(kind, items=(Item(num=1, case=CASE, timing="情報共有", **item),))
    result = release(gate(the_world, the_meeting), about("P1"))
    assert ("shown" if isinstance(result, Released) else result.rule) == expected


# ------------------------------------------------------------------------------------------------------------- rule 3: tax


@pytest.mark.parametrize(("source", "acts", "kind", "expected"), [
    ("税務", [], "free", 3),                                             # in every meeting
    ("税務", [consent()], "free", 3),                                    # a consent that does not name it
    ("税務", [consent(tax=True)], "free", "shown"),
    ("税務", [consent(tax=True, categories=("介護",))], "free", "shown"),  # where no consent is needed only tax is asked
    ("税務", [consent(tax=True)], "asks", "shown"),
    ("税務", [consent(tax=True, categories=("介護",))], "asks", 1),
    ("税務", [consent()], "asks", 3),
    ("税務", [consent(tax=True, agencies=("chuo",))], "free", 3),        # must cover the audience
    ("税務", [consent(tax=True, excluded=("shakyo",))], "free", 3),
    ("税務", [consent(tax=True, until=date(2025, 7, 12))], "free", 3),   # live on both days
    ("税務", [consent(tax=True), consent(act="撤回", day=date(2025, 6, 2))], "free", 3),
    ("機関:zei", [], "free", 3),                                         # the word of a tax department is that source
    ("機関:zei", [consent(tax=True)], "free", "shown"),
    ("機関:chuo", [], "free", "shown"),
    ("本人", [], "free", "shown"),
])  # fmt: skip
def test_tax_needs_a_consent_that_names_it(source, acts, kind, expected):
    assert outcome(acts, about("P1", source=source), kind=kind) == expected


def test_tax_information_on_two_needs_both():
    piece = about("P1", "P2", source="税務")
    assert outcome([consent(tax=True)], piece, kind="free") == 3
    assert outcome([consent(tax=True), consent("P2", tax=True)], piece, kind="free") == "shown"


# ------------------------------------------------------------------------------------------ rule 6: what cannot be decided


@pytest.mark.parametrize(("unread", "kind", "expected"), [
    ("consents/x.yaml", "asks", 6),               # it might be a withdrawal
    ("consents/x.yaml", "free", "shown"),         # where no consent is asked it decides nothing
    ("notes/y.yaml", "free", 6),                  # it might correct this note
    ("notes/y.yaml", "asks", 6),
    ("monitorings/y.yaml", "asks", "shown"),
    ("case.yaml", "asks", 6),                     # whose names must not appear is unknown: those of linked cases,
    ("intakes/y.yaml", "free", 6),                # … who called,
    ("household.yaml", "free", 6),                # … the household's own
])  # fmt: skip
def test_unreadable_files(unread, kind, expected):
    path = f"cases/R07/{CASE}/{unread}"
    assert outcome([consent()], about("P1"), kind=kind, unread=(path,)) == expected


def test_unreadable_consents_leave_no_more_than_ended_ones():
    path = f"cases/R07/{CASE}/consents/x.yaml"
    assert outcome([consent()], about(need=(), row="head"), unread=(path,)) == "shown"
    assert outcome([consent()], about(need=(), row="lead"), unread=(path,)) == 6
    assert outcome([consent()], about(need=(), row="lead"), kind="free", unread=(path,)) == "shown"


def test_unreadable_consents_block_tax_everywhere():
    path = f"cases/R07/{CASE}/consents/x.yaml"
    assert outcome([consent(tax=True)], about("P1", source="税務"), kind="free", unread=(path,)) == 6


def correcting(record, **fields):
    return with_fields(record, id=rid(), corrects=Correction(record=record.id, why="書き間違い"), **fields)


def test_two_corrections_of_a_consent():
    first = consent(act="撤回")
    rivals = (first, correcting(first, act="同意", share_with=ShareWith(agencies="すべて")), correcting(first, act="拒否"))
    assert outcome(rivals[:2], about("P1")) == "shown"  # one correction is simply applied
    alike = correcting(first, act="同意", share_with=ShareWith(agencies="すべて"), evidence="棚2")
    assert outcome((*rivals[:2], alike), about("P1")) in (1, 6)  # two that agree are still two
    assert outcome(rivals, about("P1")) in (1, 6)
    later = consent(day=date(2025, 6, 5))
    assert outcome((*rivals, later), about("P1")) == "shown"  # a later act that nobody contests
    assert outcome((*rivals, later), about("P1"), kind="free") == "shown"


def test_a_voided_consent_against_a_corrected_one():
    first = consent()
    void = with_fields(first, id=rid(), corrects=Correction(record=first.id, why="別の人", void=True))
    assert outcome((first, void), about("P1")) == 1
    assert outcome((first, void, correcting(first, until=date(2026, 1, 1))), about("P1")) in (1, 6)


def test_two_corrections_of_the_record_itself():
    first = note(category="就労")
    rivals = (first, correcting(first, fact="歩いた"), correcting(first, fact="走った"))
    the_world = world(case(consents=(consent(),), notes=rivals))
    kept = the_world.cases[0].notes
    the_gate = gate(the_world, meeting())
    for survivor in kept:
        result = release(the_gate, about("P1", record=survivor.id))
        assert isinstance(result, Withheld)
        assert result.rule == 6
    assert isinstance(release(the_gate, about("P1", record=rid())), Released)


@pytest.mark.parametrize(("persons", "people", "expected"), [
    (("P9",), (P1, P2), 6),                                     # about somebody whom the household does not know
    (("P1", "P9"), (P1, P2), 6),
    ((), (with_fields(P1, role="親族"), P2), 6),                 # no 本人: nobody knows whom an empty P means
])  # fmt: skip
def test_persons_that_the_household_does_not_know(persons, people, expected):
    assert outcome([consent(), consent("P9")], about(*persons), kind="free", people=people) == expected


def test_an_agency_that_the_list_does_not_know_might_be_a_tax_department():
    assert outcome([consent()], about("P1", source="機関:dareka"), kind="free") == 6
    assert outcome([consent()], about("P1", source="機関"), kind="free") == "shown"


def test_a_piece_that_says_it_is_undecided():
    assert outcome([consent()], about("P1", undecided="版がない"), kind="free") == 6


# ---------------------------------------------------------------------------------- nothing, and nothing else: the item's head


@pytest.mark.parametrize(("kind", "acts", "row", "expected"), [
    ("asks", [consent()], "head", "shown"),
    ("asks", [consent()], "lead", "shown"),
    ("asks", [], "head", "shown"),                              # the first row: any meeting that takes the case
    ("asks", [], "lead", 1),                                    # consent ended: without agencies and lead
    ("asks", [consent(), consent(act="撤回", day=date(2025, 6, 2))], "lead", 1),
    ("asks", [consent(until=date(2025, 7, 12))], "lead", 1),
    ("asks", [consent(agencies=("iryo",))], "lead", "shown"),   # live, though this room is not covered
    ("free", [], "lead", "shown"),
    ("council", [consent()], "head", 1),                        # a kind that takes no cases
])  # fmt: skip
def test_the_first_row_of_the_table(kind, acts, row, expected):
    assert outcome(acts, about(need=(), row=row), kind=kind) == expected


def test_when_the_plans_persons_consent_has_ended_nothing_else_is_released():
    two = plan(persons=("P1", "P2"))
    acts = (consent(), consent("P2"), consent("P2", act="撤回", day=date(2025, 6, 3)))
    item = Item(num=1, case=CASE, plan=PLAN, version=1, timing="終結")
    the_gate = gate(world(case(consents=acts, plans=(two,))), meeting(items=(item,)))
    assert isinstance(release(the_gate, about(row="head")), Released)
    assert isinstance(release(the_gate, about(row="lead")), Withheld)
    assert isinstance(release(the_gate, about("P1")), Withheld)  # not even what P1 still allows


@pytest.mark.parametrize("item", [
    Item(num=1, case=CASE, timing="策定", plan="P-ZZZZZZZ"),                 # no such plan
    Item(num=1, case=CASE, timing="策定", plan=PLAN, version=9),             # no such version
])  # fmt: skip
@pytest.mark.parametrize("kind", ["asks", "free"])
def test_an_item_whose_plan_cannot_be_read(item, kind):
    """Its head names nobody. Whose consent to discuss it must be live nobody knows; where none is asked the rest is shown."""
    people = household(P1, P2, never_together=(("P1", "P2"),))

    def outcomes(the_case):
        the_gate = gate(world(the_case), meeting(kind, items=(item,)))
        found = [release(the_gate, about(row=row)) for row in ("head", "lead", "common", "personal")]
        return ["shown" if isinstance(one, Released) else one.rule for one in found]

    read = case(consents=(consent(),), plans=(plan(),))
    assert outcomes(read) == (["shown", 6, 6, 6] if kind == "asks" else ["shown"] * 4)
    assert outcomes(with_fields(read, household=people)) == [6, 6, 6, 6]  # are both of the pair on it? then not even the head


def test_an_item_of_which_the_case_cannot_be_read():
    item = Item(num=1, case="R07-ZZZZZZZ", timing="策定")
    result = release(gate(world(case()), meeting(items=(item,))), about(row="head"))
    assert isinstance(result, Withheld)
    assert result.rule == 6


def test_agencies_and_lead_of_a_case_that_cannot_be_read():
    path = f"cases/R07/{CASE}/case.yaml"
    assert outcome([consent()], about(row="head"), unread=(path,)) == "shown"
    assert outcome([consent()], about(row="lead"), unread=(path,)) == 6


@pytest.mark.parametrize(("narrow", "day", "expected"), [
    ("介護", date(2025, 6, 5), 6),            # one of the two corrections may still be in force
    ("介護", date(2025, 6, 1), "shown"),      # a narrower act of the same day counts, whichever of them holds
    ("介護", date(2025, 6, 9), "shown"),      # … and so does a later one
])  # fmt: skip
def test_what_settles_two_corrections(narrow, day, expected):
    first = consent(day=date(2025, 6, 1))
    moved = date(2025, 6, 1) if day == date(2025, 6, 1) else date(2025, 6, 7)
    rivals = (first, correcting(first, date=moved), correcting(first, date=moved, evidence="棚2"))
    sure = consent(act="一部同意", categories=(narrow,), day=day)
    assert outcome((*rivals, sure), about("P1", need=(narrow,))) == expected


def test_the_day_of_a_voiding_correction_does_not_matter():
    first = consent(day=date(2025, 6, 1))
    void = correcting(first, date=date(2025, 6, 20))
    void = with_fields(void, corrects=Correction(record=first.id, why="別の人", void=True))
    rivals = (first, correcting(first, evidence="棚2"), void)
    assert outcome(rivals, about("P1")) == 6
    assert outcome((*rivals, consent(day=date(2025, 6, 10))), about("P1")) == "shown"


def test_what_is_withheld_is_told_without_its_text():
    act = consent(categories=("介護",))
    the_gate = gate(world(case(consents=(act,))), meeting())
    result = release(the_gate, Piece(label="支援経過の事実", text="秘密のことば", need=WORK, path="cases/a.yaml", key=("fact",)))
    assert isinstance(result, Withheld)
    assert (result.rule, result.item, result.case, result.path) == (1, 1, CASE, "cases/a.yaml")
    assert (result.because, result.key) == (act.path, ("categories",))
    assert "就労" in result.reason
    assert "seki consent add" in result.remedy
    assert "秘密" not in "".join((result.piece, result.reason, result.remedy))


def test_the_place_that_decided_leads_to_the_line():
    for act, key in (
        (consent(until=date(2025, 6, 30)), "until"),
        (consent(act="撤回"), "act"),
        (consent(agencies=("iryo",)), "share_with"),
    ):
        result = release(gate(world(case(consents=(act,))), meeting()), about("P1"))
        assert isinstance(result, Withheld)
        assert (result.because, result.key) == (act.path, (key,))
