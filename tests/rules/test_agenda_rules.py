"""What stands on the paper of a meeting, and in which order; what the cover sheet tells; what the 提供台帳 is told."""

from dataclasses import replace
from datetime import date

import pytest

from seki_cli.model.case import Assessment, Complaint
from seki_cli.model.contact import Referral, ReferralStep
from seki_cli.model.meeting import Attendee, Gap, GapStep, Item, Noticed, NumberedPaper
from seki_cli.model.plan import Evaluation, Goal, Issue, Moved, Schedule, Span, Support
from seki_cli.model.record import Correction
from tests.rules.gate_worlds import (
    CASE,
    MEET,
    OFFICE,
    OTHER,
    P1,
    PLAN,
    PRINT,
    Person,
    case,
    compose,
    consent,
    decision,
    event,
    household,
    intake,
    meeting,
    monitoring,
    note,
    other_case,
    plan,
    rid,
    shown_text,
    stamp,
    todo,
    with_fields,
    world,
)

ALONE = {"household": household(P1), "consents": (consent(),)}
ITEM = Item(num=1, case=CASE, plan=PLAN, version=1, timing="策定")


def sections(composed, at=0):
    return {section.title: [line.value.line for line in section.lines] for section in composed.paper.value.items[at].sections}


def composed(the_case, *, kind="asks", items=(ITEM,), meetings=(), **more):
    now = meeting(kind, items=items)
    return compose(world(the_case, meetings=(*meetings, now)), now, **more)


def test_a_plan_at_its_making():
    direction = Assessment(
        schema="assessment/1",
        id=rid(),
        case=CASE,
        path="a",
        date=date(2025, 6, 3),
        staff="s-chuo",
        summary="x",
        direction="見守りながら食を整える",
    )
    found = sections(composed(case(**ALONE, plans=(plan(),), assessments=(direction,))))
    assert list(found) == [
        "対象の世帯",
        "本人の意向",
        "解決すべき課題",
        "目標と達成時期",
        "支援方針と役割分担",
        "留意事項",
        "プラン期間とモニタリング",
    ]
    assert found["目標と達成時期"] == ["目標1: 三食とる（令和7年12月31日まで・短期）"]
    assert found["支援方針と役割分担"] == ["支援の方向性: 見守りながら食を整える", "社協: 配食の手配　週3回（課題1）"]
    assert found["プラン期間とモニタリング"] == [
        f"プラン: {PLAN} 第1版（令和7年6月25日作成）",
        "プラン期間: 令和7年7月15日から令和8年1月14日まで",
        "モニタリング: 令和7年8月15日から1か月ごと　担当 中央包括",
    ]


def test_the_head_and_the_points_of_the_timing():
    (item,) = composed(case(**ALONE, plans=(plan(),))).paper.value.items
    assert [piece.value.line for piece in item.head] == [
        f"ケース番号: {CASE}", "プランの種類: 多機関協働", "検討の時機: 策定", "根拠: 実施要綱", "主担当: 中央包括",
    ]  # fmt: skip
    assert [piece.value.line for piece in item.points] == ["本人の目標と支援方針"]
    assert item.members == ("中央包括", "社協")


def test_where_a_point_comes_from_is_nothing_for_the_room():
    kinds = tuple(replace(kind, sources={"中断": "原文欠落"}) for kind in OFFICE.meetings)
    now = meeting(items=(with_fields(ITEM, timing="中断"),))
    paper = compose(world(case(**ALONE, plans=(plan(),)), office=replace(OFFICE, meetings=kinds)), now).paper.value
    assert [piece.value.line for piece in paper.items[0].points] == ["支援中断の流れの確認"]


def test_the_header_is_the_profiles():
    now = meeting(
        "free", agencies=("chuo", "shakyo"), starts="10:00", ends="11:30", place="市役所", chair="福祉課長", convenor="chuo"
    )
    header = compose(world(case()), now).paper.value.header
    assert (header.kind, header.bases, header.marks) == ("支援の会", ("社会福祉法第106条の6",), ("取扱注意", "会議後回収"))
    assert (header.secrecy, header.convenor, header.chair) == ("知り得た全てに守秘義務がある", "中央包括", "福祉課長")
    assert header.members == ("中央包括", "社協")


def test_the_header_names_staff_and_never_the_family():
    attendees = (
        Attendee(agency="chuo", staff="s-chuo"),
        Attendee(agency="iryo", came=False),
        Attendee(case=CASE, person="P1", role="長男"),
    )
    header = compose(world(case()), meeting("free", attendees=attendees)).paper.value.header
    assert header.members == ("中央包括　chuoの職員",)


# ------------------------------------------------------------------------------------------------------- what has changed

LAST = meeting(id="M-20250620-AAAA", date=date(2025, 6, 20), items=(ITEM,))
MADE = decision(date=date(2025, 6, 20), timing="策定", result="適切", plan=PLAN, version=1, meeting=LAST.id, categories="すべて")
CHANGE = with_fields(ITEM, version=2, timing="変更")


def changes(the_case, items=(CHANGE,), meetings=(LAST,), **more):
    found = sections(composed(the_case, items=items, meetings=meetings, **more))
    return next((lines for title, lines in found.items() if title.endswith("変わったこと")), None)


def test_without_an_earlier_meeting_nothing_has_changed():
    assert changes(case(**ALONE, plans=(plan(), plan(2)), monitorings=(monitoring(date=date(2025, 7, 1)),)), meetings=()) is None


def test_a_new_version_of_the_plan():
    old = plan(goals=(Goal(num=1, text="三食とる", due=date(2025, 12, 31)), Goal(num=2, text="歩く", due=date(2025, 9, 1))))
    new = plan(2, made_on=date(2025, 7, 1), change_reason="入院", supports=(Support(what="訪問", agency="iryo"),), goals=(
        Goal(num=1, text="三食とる", due=date(2026, 3, 31)), Goal(num=3, text="通院する", due=date(2025, 10, 1)),
    ))  # fmt: skip
    assert changes(case(**ALONE, plans=(old, new), decisions=(MADE,))) == [
        "プランは第1版から第2版になりました。",
        "目標1の達成時期が令和7年12月31日から令和8年3月31日に変わりました。",
        "目標3が加わりました（令和7年10月1日まで）: 通院する",
        "目標2がなくなりました: 歩く",
        "みなと病院の役割が加わりました: 訪問",
        "社協の役割がなくなりました: 配食の手配",
    ]


def test_what_was_recorded_since():
    the_case = case(
        **ALONE,
        plans=(plan(),),
        decisions=(MADE, decision(date=date(2025, 7, 1), timing="支援決定")),
        monitorings=(monitoring(date=date(2025, 6, 19)), monitoring(date=date(2025, 7, 2), person_view="よい")),
        notes=(
            note("前の話", date=date(2025, 6, 10)),
            note("同じ日の話", date=date(2025, 6, 20)),
            note("後の話", date=date(2025, 7, 3)),
        ),
    )
    assert changes(the_case, items=(with_fields(ITEM, timing="変更"),)) == [
        "事実: 同じ日の話",                      # on the last meeting's day: it may have come after the paper
        "結果: 「承認」",
        "結果: 「継続」", "本人の受け止め: よい",
        "時期: 予定（令和7年8月15日）より前",
        "事実: 後の話",
    ]  # fmt: skip


def test_the_changes_of_one_plan_are_not_those_of_another():
    other = plan(id="P-BBBBBBB", path="x")
    the_case = case(**ALONE, plans=(plan(), other), monitorings=(monitoring(plan="P-BBBBBBB", date=date(2025, 7, 2)),))
    assert changes(the_case, items=(with_fields(ITEM, timing="変更"),)) is None
    bare = with_fields(ITEM, plan="", version=None)
    assert changes(the_case, items=(bare,)) == ["結果: 「継続」"]


def test_goals_issues_roles_and_review_days_of_two_versions():
    old = plan(
        supports=(Support(what="訪問", agency="shakyo", often="週1回"),), goals=(Goal(num=1, text="歩く", due=date(2025, 9, 1)),)
    )
    new = plan(
        2,
        made_on=date(2025, 7, 1),
        issues=(Issue(num=1, text="食事が足りない"), Issue(num=2, text="眠れない")),
        goals=(Goal(num=1, text="走る", due=date(2025, 9, 1)),),
        supports=(Support(what="訪問", agency="shakyo", staff="s-shakyo", often="週2回"),),
        persons=("P1",),
        wish="町に出たい",
        period=Span(since=date(2025, 8, 1), until=date(2026, 1, 31)),
        monitoring=Schedule(every_months=2, first_date=date(2025, 9, 15), agency="chuo"),
    )
    assert changes(case(**ALONE, plans=(old, new), decisions=(MADE,))) == [
        "プランは第1版から第2版になりました。",
        "目標1が書き改められました: 走る",
        "課題2が加わりました: 眠れない",
        "社協の役割が変わりました: 訪問　週2回（担当 shakyoの職員）",
        "プラン期間が「令和7年7月15日から令和8年1月14日まで」から、「令和7年8月1日から令和8年1月31日まで」に変わりました。",
        "モニタリングの予定が変わりました（令和7年9月15日から2か月ごと　担当 中央包括）。",
        "本人の意向が書き改められました。",
    ]


TODOS = decision(
    id="20250620-AAAA",
    date=date(2025, 6, 20),
    meeting=LAST.id,
    categories="すべて",
    todos=(
        todo(1, what="甲", due=date(2025, 7, 1)),
        todo(2, what="乙", due=date(2025, 7, 1)),
        todo(3, what="丙"),
        todo(4, what="丁"),
    ),
)


def later(num, *moved, on=date(2025, 7, 1)):
    return decision(id=f"202507{num:02d}-AAAA", date=on, categories="すべて", moved=moved)


def test_to_dos_that_moved_that_were_kept_and_that_nobody_kept():
    acts = (
        TODOS,
        later(1, Moved(of="20250620-AAAA#1", act="延期", due=date(2025, 7, 8), why="本人が入院"), on=date(2025, 6, 25)),
        later(2, Moved(of="20250620-AAAA#1", act="延期", due=date(2025, 9, 1), why="まだ入院中"), on=date(2025, 7, 2)),
        later(3, Moved(of="20250620-AAAA#3", act="取消", why="要らなくなった"), on=date(2025, 7, 3)),
    )
    notes = (note("済", date=date(2025, 7, 4), done=("20250620-AAAA#4",)),)
    found = changes(case(**ALONE, decisions=acts, notes=notes), items=(with_fields(ITEM, plan="", version=None),))
    assert [line for line in found if "結果" not in line] == [
        "社協の宿題の期限が令和7年7月1日から令和7年7月8日に変わりました（1回目）: 甲",
        "変えた理由: 本人が入院",
        "社協の宿題の期限が令和7年7月8日から令和7年9月1日に変わりました（2回目）: 甲",
        "変えた理由: まだ入院中",
        "社協の宿題は取り消されました（令和7年7月3日）: 丙",
        "理由: 要らなくなった",
        "社協の宿題は済みました（令和7年7月4日）: 丁",
        "社協の宿題2は、期限（令和7年7月1日）を過ぎています（済んだという記録は、この資料に使える範囲にはありません）。",
    ]


def test_a_to_do_that_was_kept_too_late_says_by_how_many_days():
    notes = (note("済", date=date(2025, 7, 4), done=("20250620-AAAA#1",)),)
    found = changes(case(**ALONE, decisions=(TODOS,), notes=notes), items=(with_fields(ITEM, plan="", version=None),))
    assert "社協の宿題は済みました（令和7年7月4日、期限から3日後）: 甲" in found


@pytest.mark.parametrize(
    ("held", "word"),
    [(date(2025, 7, 1), "より前"), (date(2025, 7, 5), "どおり"), (date(2025, 7, 8), "から3日後")],
)
def test_whether_a_review_was_held_in_time(held, word):
    schedule = Schedule(dates=(date(2025, 7, 5), date(2025, 8, 5)))
    the_case = case(**ALONE, plans=(plan(monitoring=schedule),), decisions=(MADE,), monitorings=(monitoring(date=held),))
    assert f"時期: 予定（令和7年7月5日）{word}" in changes(the_case, items=(with_fields(ITEM, timing="変更"),))


def test_a_review_that_is_put_off_again_and_again_and_one_that_nobody_held():
    schedule = Schedule(dates=(date(2025, 6, 22), date(2025, 7, 1)))
    put_off = [
        monitoring(date=date(2025, 6, 22), next_date=date(2025, 7, 2), reason_if_moved="入院"),
        monitoring(date=date(2025, 7, 2), next_date=date(2025, 7, 4), reason_if_moved="外泊"),
    ]
    the_case = case(**ALONE, plans=(plan(monitoring=schedule),), decisions=(MADE,), monitorings=tuple(put_off))
    found = changes(the_case, items=(with_fields(ITEM, timing="変更"),))
    assert "次回を延ばした理由: 外泊" in found
    assert [line for line in found if "回目" in line] == ["次回を延ばしたのは: 2回目"]
    assert (
        found[-1]
        == "モニタリングの予定（令和7年7月4日）を過ぎています（行ったという記録は、この資料に使える範囲にはありません）。"
    )


def test_the_day_by_which_an_answer_is_due_moved_twice():
    sent = Referral(**event("referral", "referrals", date=date(2025, 6, 5), from_agency="chuo", to_agency="iryo", ask="協力",
                            reasons=("制度の狭間",), reply_by=date(2025, 6, 19)))  # fmt: skip
    steps = tuple(
        ReferralStep(**event("referral_step", "referrals", date=date(2025, 7, day), referral=sent.id, step="期限変更", reply_by=date(2025, 7, 10 + day)))
        for day in (1, 3)
    )  # fmt: skip
    found = changes(case(**ALONE, referrals=(sent,), referral_steps=steps), items=(with_fields(ITEM, plan="", version=None),))
    assert [line for line in found if "回目" in line] == [
        "つなぎの回答期限が令和7年6月19日から令和7年7月11日に変わりました（1回目）。",
        "つなぎの回答期限が令和7年7月11日から令和7年7月13日に変わりました（2回目）。",
    ]


def test_what_was_recorded_only_after_the_last_meeting_is_told_and_says_so():
    """Of the 10th, written on the 25th: the meeting of the 20th could not know of it."""
    after, before = stamp(date(2025, 6, 25)), stamp(date(2025, 6, 20))
    old = note("古い話", date=date(2025, 6, 9), recorded=before)
    late = note("遅い話", date=date(2025, 6, 10), recorded=after)
    was = note("違う話", date=date(2025, 6, 11), recorded=before)
    right = with_fields(was, id="20250625-ZZZZ", recorded=after, fact="正しい話", corrects=Correction(record=was.id, why="誤記"))
    coming = note("先の話", date=date(2025, 6, 12), recorded=stamp(date(2025, 7, 11)))
    the_case = case(**ALONE, plans=(plan(),), decisions=(MADE,), notes=(old, late, was, right, coming))
    found = composed(the_case, items=(with_fields(ITEM, timing="変更"),), meetings=(LAST,))
    told = [line.value for s in found.paper.value.items[0].sections if s.title.endswith("変わったこと") for line in s.lines]
    assert [(piece.text, piece.group.partition("（")[2]) for piece in told] == [
        ("遅い話", "後から記録）"),
        ("正しい話", "後から訂正）"),
    ]
    bare = sections(composed(the_case, items=(with_fields(ITEM, plan="", version=None),), meetings=(LAST,)))
    assert bare["前回の会議（令和7年6月20日）からの支援経過"] == ["事実: 遅い話", "事実: 正しい話"]


def test_a_new_lead_is_told():
    head = replace(case().head, lead_agency="shakyo", lead_since=date(2025, 7, 1))
    assert changes(case(**ALONE, head=head, plans=(plan(),)), items=(ITEM,)) == ["令和7年7月1日から、主担当は社協です。"]


@pytest.mark.parametrize(("meetings", "expected"), [
    ((LAST,), True),
    ((with_fields(LAST, called_off=True),), False),
    ((with_fields(LAST, kind="free"),), False),                              # of another kind
    ((with_fields(LAST, items=()),), False),                                 # without this case
    ((with_fields(LAST, date=date(2025, 7, 16)),), False),                   # still to come
])  # fmt: skip
def test_which_meeting_was_the_last(meetings, expected):
    the_case = case(**ALONE, plans=(plan(),), notes=(note("後の話", date=date(2025, 7, 3)),))
    assert (changes(the_case, items=(ITEM,), meetings=meetings) is not None) is expected


def test_the_meeting_that_is_named_as_the_previous_one_counts_whatever_its_kind():
    before = with_fields(LAST, kind="free")
    now = meeting(items=(ITEM,), previous=before.id)
    found = compose(
        world(case(**ALONE, plans=(plan(),), notes=(note("後の話", date=date(2025, 7, 3)),)), meetings=(before, now)), now
    )
    assert "前回の会議（令和7年6月20日）から変わったこと" in sections(found)


# ---------------------------------------------------------------------------------------------------- reviews, to-dos, the end


def test_the_next_review_of_a_running_plan():
    schedule = Schedule(dates=(date(2025, 7, 1), date(2025, 8, 1)))
    the_case = case(
        **ALONE, plans=(plan(monitoring=schedule),), decisions=(MADE,), monitorings=(monitoring(date=date(2025, 7, 1)),)
    )
    lines = sections(composed(the_case, items=(with_fields(ITEM, timing="変更"),), meetings=(LAST,)))["プラン期間とモニタリング"]
    assert lines[-2:] == ["モニタリング: 令和7年7月1日、令和7年8月1日", "次のモニタリングは令和7年8月1日です。"]


def test_a_review_that_leads_to_a_meeting():
    the_case = case(
        **ALONE, plans=(plan(),), decisions=(MADE,), monitorings=(monitoring(date=date(2025, 7, 1), result="変更が必要"),)
    )
    lines = sections(composed(the_case, items=(with_fields(ITEM, timing="変更"),), meetings=(LAST,)))["プラン期間とモニタリング"]
    assert lines[-1] == "モニタリングの結果、会議に諮ることになっています。"


def test_open_to_dos_and_only_those():
    made = decision(
        id="20250620-AAAA",
        date=date(2025, 6, 20),
        todos=(todo(1, what="甲"), todo(2, what="乙"), todo(3, what="丙"), todo(4, what="丁")),
    )
    moved = decision(date=date(2025, 7, 1), moved=(
        Moved(of="20250620-AAAA#1", act="完了"), Moved(of="20250620-AAAA#2", act="延期", due=date(2025, 9, 1)),
        Moved(of="20250620-AAAA#3", act="担当変更", agency="iryo"),
    ))  # fmt: skip
    the_case = case(**ALONE, decisions=(made, moved), notes=(note("済", done=("20250620-AAAA#4",)),))
    assert sections(composed(the_case, items=(with_fields(ITEM, plan="", version=None),)))["済んでいない宿題"] == [
        "社協: 乙（令和7年9月1日まで・延期1回）",
        "みなと病院: 丙（令和7年7月4日まで）",
    ]


def test_what_this_very_meeting_decided_is_not_on_its_own_paper():
    made = decision(
        date=MEET, meeting=meeting().id, timing="策定", result="適切", plan=PLAN, version=1, categories="すべて", todos=(todo(),)
    )
    before = composed(case(**ALONE, plans=(plan(),)), items=(ITEM,), day=MEET)
    after = composed(case(**ALONE, plans=(plan(),), decisions=(made,)), items=(ITEM,), day=MEET)
    assert after.paper == before.paper


@pytest.mark.parametrize(("timing", "there"), [("策定", False), ("変更", True), ("終結", True), ("中断", True)])
def test_the_last_evaluation_is_told_where_the_meeting_looks_back(timing, there):
    sheets = tuple(
        Evaluation(
            **event(
                "evaluation",
                "evaluations",
                date=day,
                staff="s-chuo",
                plan=PLAN,
                occasion="期間満了",
                judgement="終結",
                remaining=text,
            )
        )
        for day, text in ((date(2025, 6, 1), "前の評価"), (date(2025, 7, 1), "後の評価"))
    )
    found = sections(composed(case(**ALONE, plans=(plan(),), evaluations=sheets), items=(with_fields(ITEM, timing=timing),)))
    assert found.get("評価") == (["総合判断: 終結", "残された課題: 後の評価"] if there else None)


# ------------------------------------------------------------------------------------------------------------ without a plan

TALK = Item(num=1, case=CASE, timing="情報共有", why="安否が分からない")


def test_a_case_without_a_plan():
    first = intake(complaint=Complaint(by_person="眠れない", by_agency="心配"), wishes="筆談")
    the_case = case(intakes=(first,), notes=(note("会えた", action="電話した", view="疲れ"),))
    found = sections(composed(the_case, kind="free", items=(TALK,)))
    assert list(found) == ["受付", "訴え", "取り上げる理由", "関わっている人", "支援経過"]
    assert found["受付"] == ["受付: 令和7年6月1日　電話　中央包括", "配慮を希望すること: 筆談"]
    assert found["訴え"] == ["本人の訴え: 眠れない", "機関の見方: 心配"]
    assert found["取り上げる理由"] == ["安否が分からない"]
    assert found["支援経過"] == ["事実: 会えた", "対応: 電話した", "見立て: 疲れ"]


def test_the_notes_since_the_last_meeting():
    before = meeting("free", id="M-20250620-AAAA", date=date(2025, 6, 20), items=(TALK,))
    notes = (note("前の話", date=date(2025, 6, 10)), note("後の話", date=date(2025, 7, 1)))
    found = sections(composed(case(notes=notes), kind="free", items=(TALK,), meetings=(before,)))
    assert found["前回の会議（令和7年6月20日）からの支援経過"] == ["事実: 後の話"]


def test_a_paper_never_holds_addresses_telephones_callers_protocols_or_consents():
    the_case = case(
        decisions=(decision(date=date(2025, 7, 1), protocol="経過の全文"),),
        consents=(consent(evidence="棚の3段目", giver="後見 太郎"),),
    )
    before = meeting("free", id="M-20250620-AAAA", date=date(2025, 6, 20), items=(TALK,))
    text = shown_text(composed(the_case, kind="free", items=(TALK,), meetings=(before,)))
    for word in ("若草通", "0575", "経過の全文", "棚の3段目", "後見"):
        assert word not in text
    assert "関野 一子" in text


# ------------------------------------------------------------------------------------------------------- gaps, other items

GAP = Gap(
    schema="gap/1",
    id="G-AAAAAAA",
    path="gaps/G-AAAAAAA.yaml",
    text="夜の送迎がない",
    field="介護",
    area="東",
    steps=(GapStep(date=date(2025, 5, 1), status="検討中", text="調べた"),),
)
SHORT = Item(num=2, gap="G-AAAAAAA", timing="社会資源")


@pytest.mark.parametrize("kind", ["free", "asks", "council"])
def test_a_gap_is_shown_to_any_meeting(kind):
    found = compose(world(gaps=(GAP,)), meeting(kind, items=(SHORT,)))
    assert sections(found) == {"地域課題": ["内容: 夜の送迎がない", "分野・圏域: 介護・東", "令和7年5月1日 検討中: 調べた"]}
    assert [piece.value.line for piece in found.paper.value.items[0].head][:2] == ["地域課題: G-AAAAAAA", "検討の時機: 社会資源"]


@pytest.mark.parametrize(("text", "noticed", "blocked"), [
    ("健太郎さんの夜の送迎", "20250620-AAAA", True),          # somebody of the case it was noticed with
    ("健太郎さんの夜の送迎", "", False),
    ("関野健太郎さんの送迎", "", True),                       # a whole name of anybody
    ("夜の送迎がない", "20250620-AAAA", False),
])  # fmt: skip
def test_a_gap_names_nobody(text, noticed, blocked):
    gap = replace(GAP, text=text, steps=(), noticed=Noticed(date=date(2025, 6, 20), decision=noticed) if noticed else None)
    the_case = case(decisions=(decision(id="20250620-AAAA"),), consents=(consent(), consent("P2")))
    found = compose(world(the_case, gaps=(gap,)), meeting(items=(SHORT,)))
    assert (text not in shown_text(found)) is blocked
    assert [line.rule for line in found.cover.withheld] == ([7] if blocked else [])


def test_a_gap_that_is_not_there():
    found = compose(world(), meeting(items=(SHORT,)))
    assert found.paper.value.items == ()
    assert [line.rule for line in found.cover.withheld] == [6]


def test_an_unknown_kind_of_meeting_shows_nothing():
    found = compose(world(case(**ALONE), gaps=(GAP,)), meeting("unknown", items=(SHORT, TALK)))
    assert found.paper.value.items == ()
    assert [notice.rule for notice in found.cover.notices] == [6]


# ----------------------------------------------------------------------------------------- one agency, the ledger, the cover


def test_a_paper_for_one_agency_holds_only_its_items():
    acts = (consent(agencies=("chuo", "shakyo"), categories="すべて"),)
    items = (
        Item(num=1, case=CASE, timing="策定", members=("chuo",)),
        Item(num=2, case=CASE, timing="策定", members=("chuo", "shakyo")),
    )
    now = meeting(items=items, papers=(NumberedPaper(num=7, to="shakyo"),))
    paper = compose(world(case(consents=acts, household=household(P1))), now, agency="shakyo").paper.value
    assert [item.num for item in paper.items] == [2]
    assert (paper.items[0].agencies, paper.audience, [copy.num for copy in paper.copies]) == (("shakyo",), "社協", [7])


def test_what_the_ledger_is_told():
    shown, hidden = note("見える", category="就労"), note("見えない", category="介護")
    acts = (consent(categories=("就労", "基本情報")),)
    first = intake(wishes="筆談")
    the_case = case(household=household(P1), consents=acts, notes=(shown, hidden), intakes=(first,))
    (item,) = composed(the_case, items=(with_fields(ITEM, plan="", version=None),)).paper.value.items
    assert set(item.held) == {shown.id, "household", first.id}  # the 受付 for the complaint, not for its other fields
    assert item.agencies == ("chuo", "shakyo")


def test_the_cover_tells_each_reason_once_for_each_record():
    rows = note("事実", action="対応", view="見立て", category="介護")
    found = composed(
        case(household=household(P1), consents=(consent(categories=("基本情報",)),), notes=(rows,)),
        items=(with_fields(ITEM, plan="", version=None),),
    )
    lines = [line for line in found.cover.withheld if line.path == rows.path]
    assert [(line.rule, line.piece) for line in lines] == [(1, "支援経過の事実・支援経過の対応・支援経過の見立て")]


def test_the_cover_holds_no_text_of_a_record():
    notes = (note("秘密その一"), note("秘密その二", category="介護", view="秘密その三"))
    first = intake(complaint=Complaint(by_person="秘密その四"), wishes="秘密その五")
    found = composed(
        case(notes=notes, intakes=(first,), consents=(consent(categories=("就労",)),)),
        items=(with_fields(ITEM, plan="", version=None),),
    )
    assert len(found.cover.withheld) > 3
    assert "秘密" not in repr(found.cover)
    assert "関野" not in repr(found.cover)


def test_each_item_is_judged_for_its_own_members():
    acts = (consent(agencies=("chuo",)),)
    items = (Item(num=1, case=CASE, timing="策定", members=("chuo",)), Item(num=2, case=CASE, timing="策定"))
    found = compose(world(case(consents=acts, household=household(P1))), meeting(items=items)).paper.value
    assert [bool(item.sections) for item in found.items] == [True, False]


def test_a_case_that_is_not_in_the_world_leaves_the_rest():
    items = (Item(num=1, case="R07-ZZZZZZZ", timing="情報共有"), replace(TALK, num=2))
    found = compose(world(case(), other_case(OTHER, Person(id="P1", role="本人"))), meeting("free", items=items), day=PRINT)
    assert [item.num for item in found.paper.value.items] == [2]
    assert found.cover.withheld[0].rule == 6
    assert (found.cover.day, found.cover.printed_on) == (MEET, PRINT)
