"""What changed in a case since a moment, group by group: the table is the specification. Every person here is invented."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from seki_cli.model.case import Household, Protected, Related, Relation, TeamMember, Tie
from seki_cli.model.contact import ShareWith
from seki_cli.model.office import Agency
from seki_cli.model.plan import Goal, Support
from seki_cli.rules.case_changes import CaseHistory, case_changes
from seki_cli.rules.past import Moment, find_last_decision, moment_of
from tests.rules.worlds import (
    CASE,
    OTHER_CASE,
    PLAN,
    assessment,
    case_file,
    closing,
    consent,
    correction,
    decision,
    disclosure,
    evaluation,
    followup,
    intake,
    item,
    meeting,
    moved,
    note,
    office,
    person,
    placement,
    plan,
    referral,
    review,
    rid,
    screening,
    step,
    todo,
    world,
)

FOLDER = f"cases/R07/{CASE}"
SINCE, TODAY = date(2025, 6, 1), date(2025, 9, 1)
AGENCIES = tuple(
    Agency(id=key, name=name, kind="") for key, name in (("chuo1", "中央第1"), ("takikan", "多機関"), ("shakyo", "社協"))
)
OFFICE = replace(office(), agencies=AGENCIES)
P1 = person(name="関 一郎")
P2 = person("P2", "世帯員", name="関 花", relation="妻", living="同居")


def household(*people, **more):
    return Household(schema="household/1", case=CASE, path=f"{FOLDER}/household.yaml", people=people or (P1, P2), **more)


def difference(
    *events, then=None, now=None, head_then=None, meetings=(), meetings_then=(), day=TODAY, moment=None, plans_then=None, **head
):
    """Compare a case of these events (recorded on their days) with what was known on 1 June; documents as given."""
    raw = replace(case_file(*events, **head), household=now or then or household())
    plans = raw.plans if plans_then is None else plans_then
    kept = [
        (head_then or raw.head),
        then or now or household(),
        *(p for p in plans if plans_then is not None or p.made_on <= SINCE),
    ]
    documents = {record.path: record for record in (*kept, *meetings_then)}
    history = CaseHistory(world=world(raw, meetings=meetings, in_office=OFFICE), raw=raw, documents=documents)
    return case_changes(history, moment or Moment(day=SINCE), day)


def told(group, *args, **more):
    return [change.sentence for change in difference(*args, **more).changes if change.group == group]


# ------------------------------------------------------------------------------------------------------------------- people

PEOPLE = {
    "joined": (household(P1), household(P1, P2), ["P2 関 花（妻） が世帯に加わりました"]),
    "a friend": (household(P1), household(P1, person("P3", "知人", alias="将棋の人")), ["P3 将棋の人 が知人として記録に加わりました"]),
    "protected from the start": (household(P1), household(P1, person("P3", "世帯員", protected=Protected())),
                                 ["P3 が世帯に加わりました", "P3 には支援措置（所在の保護）が付いています。所在を伏せます"]),
    "left": (household(P1, P2), household(P1), ["P2 関 花（妻） が世帯の記録から外れました"]),
    "died": (household(P1, P2), household(P1, replace(P2, living="死亡")), ["P2 関 花（妻） が亡くなりました（前は同居）"]),
    "a home": (household(P1, P2), household(P1, replace(P2, living="施設")), ["P2 関 花（妻） が施設に入りました（前は同居）"]),
    "moved out": (household(P1, P2), household(P1, replace(P2, role="別居家族")), ["P2 関 花（妻） の立場が変わりました: 世帯員 → 別居家族"]),
    "name": (household(P1, P2), household(P1, replace(P2, name="森 花")), ["P2 森 花（妻） の氏名が変わりました: 関 花 → 森 花"]),
    "removal": (household(replace(P1, address="山1")), household(replace(P1, address="海2")), ["P1 関 一郎 の住所が変わりました（転居）"]),
    "telephone": (household(P1), household(replace(P1, phone="0575")), ["P1 関 一郎 の電話が記録されました"]),
    "health": (household(P1), household(replace(P1, health="心臓\nの薬")), ["P1 関 一郎 の健康が記録されました: 心臓 の薬"]),
    "work of a protected person": (household(replace(P1, protected=Protected(), school_or_work="工場")), household(replace(P1, protected=Protected(), school_or_work="農園")),
                                   ["P1 関 一郎 の学校・職場が変わりました"]),
    "protection": (household(P1), household(replace(P1, protected=Protected(since=date(2025, 7, 1)))), ["P1 関 一郎 の支援措置（所在の保護）が付きました（令和7年7月1日から）。所在を伏せます"]),
    "protection lifted": (household(replace(P1, protected=Protected())), household(P1), ["P1 関 一郎 の支援措置（所在の保護）が外されました。所在を伏せなくなります"]),
    "certain now": (household(replace(P1, unconfirmed=True)), household(P1), ["P1 関 一郎 のことが確かめられました"]),
    "related": (household(), household(P1, P2, relations=(Relation(kind="婚姻", a="P1", b="P2"),)), ["P1 関 一郎 と P2 関 花（妻） の「婚姻」が記録されました"]),
    "closer": (household(P1, P2, relations=(Relation(kind="婚姻", a="P1", b="P2", closeness="葛藤"),)), household(P1, P2, relations=(Relation(kind="婚姻", a="P1", b="P2", closeness="普通"),)),
               ["P1 関 一郎 と P2 関 花（妻） の「婚姻」の間柄が変わりました（葛藤 → 普通）"]),
    "divorced": (household(P1, P2, relations=(Relation(kind="婚姻", a="P1", b="P2"),)), household(P1, P2, relations=(Relation(kind="婚姻", a="P1", b="P2", until=date(2025, 7, 1)),)),
                 ["P1 関 一郎 と P2 関 花（妻） の「婚姻」が令和7年7月1日で終わりました"]),
    "a tie": (household(), household(P1, P2, ties=(Tie(person="P1", agency="shakyo"),)), ["P1 関 一郎 の、社協 とのつながりができました"]),
    "a tie gone": (household(P1, P2, ties=(Tie(person="P1", label="将棋の会"),)), household(), ["P1 関 一郎 の、将棋の会 とのつながりの記載がなくなりました"]),
    "kept apart": (household(), household(P1, P2, never_together=(("P1", "P2"),)), ["P1 関 一郎 と P2 関 花（妻） は、同席・同じ資料を避ける組になりました"]),
    "nothing": (household(), household(), []),
}  # fmt: skip


@pytest.mark.parametrize("name", PEOPLE)
def test_people(name):
    then, now, expected = PEOPLE[name]
    assert told("人", then=then, now=now) == expected


def test_a_household_that_could_not_be_read_then_is_not_compared_and_named():
    raw = case_file(people=(P1,))
    documents = {raw.head.path: raw.head, raw.household.path: None}
    found = case_changes(CaseHistory(world=world(raw), raw=raw, documents=documents), Moment(day=SINCE), TODAY)
    assert (found.changes, found.unread) == ((), (raw.household.path,))


# ----------------------------------------------------------------------------------------------------------------- agencies


def test_the_lead_the_team_and_the_links():
    before = replace(case_file().head, team=(TeamMember(agency="chuo1", role="生活"), TeamMember(agency="takikan")), area="東")
    found = told(
        "機関",
        head_then=before,
        lead="shakyo",
        lead_staff="sato",
        lead_since=date(2025, 7, 1),
        team=(TeamMember(agency="chuo1", role="お金"), TeamMember(agency="shakyo", staff="sato")),
        related=(Related(case=OTHER_CASE, how="きょうだい"),),
        area="西",
    )
    assert found == [
        "主担当が中央第1から社協に変わりました（R7.7.1 から）",
        "担当者が佐藤 次郎になりました",
        "圏域が変わりました（東 → 西）",
        "中央第1のチームでの役割が変わりました（お金）",
        "社協 佐藤 次郎がチームに加わりました",
        "多機関がチームから外れました",
        f"ケース {OTHER_CASE} と結び付けました（きょうだい）",
    ]


def test_referrals_and_their_answers():
    sent = referral("2025-05-20", reply_by="2025-06-03")
    again = referral("2025-06-10", reply_by="2025-06-24", to_agency="shakyo", ask="引継ぎ")
    found = told(
        "機関",
        sent,
        again,
        step("2025-06-05", "受理", of=sent.id),
        step("2025-06-20", "辞退", of=again.id, reason="空きがない"),
        step("2025-07-20", "期限変更", of=sent.id, reply_by="2025-08-01"),
        step("2025-08-20", "完了", of=sent.id),
    )
    assert found == [
        "多機関が、R7.5.20 のつなぎ（一緒に対応）を受理しました",
        "中央第1から社協へつなぎました（引継ぎ）。回答期限は R7.6.24",
        "社協が、R7.6.10 のつなぎ（引継ぎ）を辞退しました。理由: 空きがない",
        "多機関が、R7.5.20 のつなぎ（一緒に対応）を完了しました",
    ]


# ----------------------------------------------------------------------------------------------------------------- consents

FIRST = consent("2025-05-01", until="2025-12-31")
CONSENTS = {
    "first": ((consent("2025-06-10", until="2026-03-31"),), ["P1 関 一郎 が同意しました。共有先 すべて、区分 すべて、期限 R8.3.31"]),
    "in part": ((consent("2025-06-10", "一部同意", categories=("就労",), agencies=("shakyo",), tax=True),), ["P1 関 一郎 が一部に同意しました。共有先 社協、区分 就労・税情報を含む、期限なし"]),
    "withdrawn": ((FIRST, consent("2025-06-10", "撤回")), ["P1 関 一郎 が同意を撤回しました"]),
    "refused": ((consent("2025-06-10", "拒否"),), ["P1 関 一郎 が同意しませんでした"]),
    "put off": ((consent("2025-06-10", "保留"),), ["P1 関 一郎 が同意の返事を保留しました"]),
    "narrowed": ((FIRST, consent("2025-06-10", "一部同意", until="2025-12-31", categories=("就労",))), ["P1 関 一郎 の同意の範囲が狭くなりました: 区分 すべて → 就労"]),
    "one agency out": ((FIRST, consent("2025-06-10", until="2025-12-31", share_with=ShareWith(agencies="すべて", excluded=("shakyo",)))), ["P1 関 一郎 の同意の範囲が狭くなりました: 共有先 すべて → すべて（社協を除く）"]),
    "this for that": ((consent("2025-05-01", "一部同意", categories=("介護",)), consent("2025-06-10", "一部同意", categories=("就労",))), ["P1 関 一郎 の同意の内容が変わりました: 区分 介護 → 就労"]),
    "widened": ((consent("2025-05-01", "一部同意", categories=("介護",)), consent("2025-06-10")), ["P1 関 一郎 の同意の内容が変わりました: 区分 介護 → すべて"]),
    "the same again": ((consent("2025-05-01"), consent("2025-06-10")), ["P1 関 一郎 の同意が新しくなりました（内容は同じです）"]),
    "given again": ((FIRST, consent("2025-05-02", "撤回"), consent("2025-06-10")), ["P1 関 一郎 が同意しました。共有先 すべて、区分 すべて、期限なし"]),
    "ran out": ((consent("2025-05-01", until="2025-08-31"),), ["P1 関 一郎 の同意の期限（R7.8.31）が切れました"]),
    "runs out today": ((consent("2025-05-01", until="2025-09-01"),), []),
    "ran out before": ((consent("2025-05-01", until="2025-05-31"),), []),
    "for a child": ((consent("2025-06-10", "撤回", "P2", given_by="親権者"),), ["P2 関 花（妻） が同意を撤回しました（親権者による）"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CONSENTS)
def test_consents(name):
    acts, expected = CONSENTS[name]
    assert told("同意", *acts, then=household()) == expected


# -------------------------------------------------------------------------------------------------------------------- plans


def test_a_new_plan_and_how_it_stands():
    made, yes = plan(made_on="2025-06-05"), decision("2025-06-20", meeting="M-20250620-AAAA")
    held = meeting("2025-06-20", item(plan=PLAN, version=1))
    found = difference(made, yes, meetings=(held,))
    assert [c.sentence for c in found.changes if c.group == "プラン"] == [
        f"多機関協働プラン {PLAN} 第1版ができました",
        f"多機関協働プラン {PLAN} は「実施中」になりました",
    ]
    assert [c.sentence for c in found.changes if c.group == "機関"] == [f"中央第1が、プラン {PLAN} 第1版で支援に加わりました"]


def test_a_new_version_and_the_days_it_moves_how_often_and_why():
    def version(num, made_on, due, why="", **more):
        return plan(
            num, made_on=made_on, goals=(Goal(num=1, text="歩く", due=date.fromisoformat(due)),), change_reason=why, **more
        )

    first = version(1, "2025-04-01", "2025-06-30")
    second = version(2, "2025-05-20", "2025-07-31", "雨")
    third = version(3, "2025-07-01", "2025-09-30", "入院", supports=(Support(what="送迎", agency="shakyo"),))
    found = difference(first, second, third, decision("2025-04-05"))
    assert [c.sentence for c in found.changes if c.group == "プラン"] == [
        f"多機関協働プラン {PLAN} 第3版ができました。理由: 入院",
        f"{PLAN}: 社協の役割が加わりました: 送迎",
        f"{PLAN}: 中央第1の役割がなくなりました: （架空の支援）",
        f"{PLAN}: プラン期間が「令和7年5月20日から令和8年3月31日まで」から、「令和7年7月1日から令和8年3月31日まで」に変わりました",
    ]
    (goal,) = [c for c in found.changes if c.kind == "目標"]
    assert goal.group == "期日"
    assert goal.sentence == f"{PLAN}: 目標1の達成時期が令和7年7月31日から令和7年9月30日に変わりました（2回目）。理由: 入院"


def test_a_draft_written_anew_under_its_number():
    old, new = plan(made_on="2025-05-20", content_hash="a"), plan(made_on="2025-05-20", content_hash="b", wish="町へ")
    assert told("プラン", new, plans_then=(old,)) == [
        f"多機関協働プラン {PLAN} 第1版が書き直されました",
        f"{PLAN}: 本人の意向が書き改められました: 町へ",
    ]


# ------------------------------------------------------------------------------------------------------- days and promises

MADE = (plan(made_on="2025-04-01", every=1, first="2025-06-10"), decision("2025-04-05", todos=(todo(1, due="2025-06-20"), todo(2), todo(3, due="2025-08-01"))))  # fmt: skip
OF = rid("D", "2025-04-05")


def test_days_that_were_moved():
    sent = referral("2025-05-20", reply_by="2025-06-03")
    first = decision("2025-05-10", "情報共有", plan="", moved=(moved(f"{OF}#1", "延期", due="2025-06-30", why="雨"),))
    second = decision("2025-06-10", "情報共有", plan="", moved=(moved(f"{OF}#1", "延期", due="2025-10-01", why="入院"),))
    held = review("2025-06-12", next="2025-09-20", reason_if_moved="外泊")
    found = told(
        "期日",
        *MADE,
        sent,
        first,
        second,
        held,
        step("2025-06-03", "保留", of=sent.id, reply_by="2025-06-20"),
        step("2025-06-25", "期限変更", of=sent.id, reply_by="2025-06-15", reason="早く決まった"),
    )
    assert found == [
        "多機関へのつなぎ（一緒に対応）の回答期限を R7.6.3 から R7.6.20 に延ばしました（1回目）",
        f"宿題 {OF}#1「（架空の宿題）」の期限を R7.6.30 から R7.10.1 に延ばしました（2回目）。理由: 入院",
        f"プラン {PLAN} の次のモニタリングを R7.7.10 から R7.9.20 に延ばしました（1回目）。理由: 外泊",
        "多機関へのつなぎ（一緒に対応）の回答期限を R7.6.20 から R7.6.15 に早めました（2回目）。理由: 早く決まった",
    ]


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        (None, {}, ["R7.9.10 の重層的支援会議（M-20250910-AAAA）の議題になりました"]),
        ({}, {}, []),
        ({"date": date(2025, 9, 3)}, {}, ["重層的支援会議（M-20250910-AAAA）の日が R7.9.3 から R7.9.10 に変わりました"]),
        ({}, {"called_off": True}, ["R7.9.10 の重層的支援会議（M-20250910-AAAA）は中止になりました"]),
        (None, {"called_off": True}, []),
    ],
)
def test_meetings_with_the_case(was, now, expected):
    sitting = meeting("2025-09-10", item())
    then = (replace(sitting, **was),) if was is not None else ()
    assert told("期日", meetings=(replace(sitting, **now),), meetings_then=then) == expected


def test_promises_kept_broken_and_open():
    found = told(
        "約束",
        *MADE,
        note("2025-05-15", next="2025-06-05"),
        note("2025-06-07", done=(f"{OF}#1",), staff="tanaka"),
        decision("2025-06-25", "情報共有", plan="", moved=(moved(f"{OF}#2", "取消", why="要らなくなった"),)),
        review("2025-06-12"),
        note("2025-08-20", staff="sato", next="2025-09-05", next_staff="ito"),
        then=household(),
    )
    assert found == [
        f"中央第1の宿題 {OF}#1「（架空の宿題）」は済みました（期限 R7.6.20）",
        f"中央第1の宿題 {OF}#2「（架空の宿題）」は取り消されました。理由: 要らなくなった",
        "中央第1 田中 花子の次回の予定 R7.6.5は行われました。2日の遅れです",
        f"プラン {PLAN} のモニタリングを、予定（R7.6.10）より2日遅れて行いました",
        f"多機関 佐藤 次郎のプラン {PLAN} のモニタリングは、期限（R7.7.10）を53日過ぎています",
        f"中央第1の宿題 {OF}#3「（架空の宿題）」は、期限（R7.8.1）を31日過ぎています",
        "中央第1 伊藤 一郎の次回の予定 R7.9.5は、これからです",
    ]


def test_a_to_do_without_an_agreed_day_is_never_late():
    (line,) = [x for x in told("約束", MADE[1], note("2025-08-20", done=(f"{OF}#2",))) if "#2" in x]
    assert line == f"中央第1の宿題 {OF}#2「（架空の宿題）」は済みました（期限 R7.4.19）"


def test_follow_ups_after_the_end():
    end = closing("2025-05-01", followup=(followup("2025-06-15"), followup("2025-08-15")))
    lines = told("約束", end, note("2025-06-16", done=(f"{end.id}#followup1",)))
    assert lines == [
        f"フォローアップ（{end.id}#followup1）は済みました（期限 R7.6.15）。1日の遅れです",
        f"フォローアップ（{end.id}#followup2）は、期限（R7.8.15）を17日過ぎています",
    ]


# ------------------------------------------------------------------------------------------------------------------ records


def test_what_was_recorded():
    found = told(
        "記録",
        intake("2025-06-10"),
        screening("2025-06-11"),
        decision("2025-06-20", meeting="M-20250620-AAAA", todos=(todo(),)),
        placement("2025-06-21"),
        evaluation("2025-06-22", "終結"),
        closing("2025-06-23", next_lead="shakyo"),
        assessment("2025-06-12"),
        note("2025-06-13"),
        note("2025-06-14", method="電話"),
        note("2025-06-15", method="電話"),
        disclosure("2025-06-16"),
        meetings=(meeting("2025-06-20", item(plan=PLAN, version=1)),),
    )
    assert found == [
        "中央第1が相談を受け付けました（電話）（同意あり）",
        "対応結果は「継続支援し、プランを策定」でした",
        f"重層的支援会議（M-20250620-AAAA）で、プラン {PLAN} 第1版の「策定」は「適切」でした。宿題 1 件",
        f"参加支援「見学」（S-AAAAAAA、プラン {PLAN}）",
        f"プラン {PLAN} を評価しました（期間満了、判断は「終結」）",
        "ケースを終結しました。次の主担当は社協",
        "アセスメント（R7.6.12）が加わりました",
        "支援経過が 3 件書かれました（電話 2・訪問 1）",
        "情報を提供しました（多機関、提供台帳 1 件）",
    ]


def test_what_was_recorded_late_is_new_and_says_so():
    late = note("2025-05-10", recorded="2025-06-20T09:00:00+09:00")
    known = note("2025-05-11", id="20250511-N002")
    (change,) = [c for c in difference(late, known).changes if c.group == "記録"]
    assert (change.late, change.day) == (True, date(2025, 5, 10))
    assert change.sentence == "支援経過が 1 件書かれました（訪問 1）。うち 1 件（R7.5.10 のこと）は後から記録"
    act = consent("2025-05-10", recorded="2025-06-20T09:00:00+09:00")
    assert [c.late for c in difference(act).changes if c.group == "同意"] == [True]


@pytest.mark.parametrize(("void", "said"), [(False, "訂正しました"), (True, "取り消しました")])
def test_a_correction_is_no_new_act(void, said):
    was = note("2025-05-10", fact="前の文")
    right = correction(was, id="20250620-N009", void=void, recorded="2025-06-20T09:00:00+09:00", fact="後の文")
    found = told("記録", was, right)
    assert found == [f"支援経過 {was.id} を{said}。理由: （架空の訂正）"]
    assert "文" not in found[0]


def test_what_was_corrected_before_anybody_knew_it_is_told_once():
    was = note("2025-06-10")
    right = correction(was, id="20250620-N009", recorded="2025-06-20T09:00:00+09:00", method="電話")
    assert told("記録", was, right) == ["支援経過が 1 件書かれました（電話 1）"]


# ---------------------------------------------------------------------------------------------------------------- the moment


def test_the_moment_of_a_meeting_is_when_its_minutes_were_saved():
    minutes = decision("2025-06-01", meeting="M-20250601-AAAA", recorded="2025-06-01T15:00:00+09:00")
    before = note("2025-06-01", recorded="2025-06-01T09:00:00+09:00")
    after = note("2025-06-01", id="20250601-N002", recorded="2025-06-01T17:00:00+09:00", method="電話")
    raw = case_file(minutes, before, after)
    last = find_last_decision(raw, TODAY)
    assert last == minutes
    found = told("記録", minutes, before, after, moment=moment_of(last))
    assert found == ["支援経過が 1 件書かれました（電話 1）"]


def test_minutes_that_came_later_count_from_the_meetings_day():
    minutes = decision("2025-06-01", meeting="M-20250601-AAAA", recorded="2025-06-05T15:00:00+09:00")
    assert moment_of(minutes) == Moment(day=date(2025, 6, 1))
    assert not Moment(day=date(2025, 6, 1)).knows(minutes)
    assert Moment(day=date(2025, 6, 1), after=datetime.fromisoformat("2025-06-01T15:00:00+09:00")).knows(
        note("2025-06-01", recorded="2025-06-01T15:00:00+09:00")
    )


def test_the_last_meeting_is_the_last_recorded_one():
    acts = (
        decision("2025-05-01", meeting="M-20250501-AAAA"),
        decision("2025-06-01", meeting="M-20250601-AAAA"),
        decision("2025-07-01", "支援決定"),
    )
    raw = case_file(*acts)
    assert find_last_decision(raw, TODAY).meeting == "M-20250601-AAAA"
    assert find_last_decision(raw, date(2025, 5, 31)).meeting == "M-20250501-AAAA"
    assert find_last_decision(case_file(acts[2]), TODAY) is None


def test_before_the_case_was_opened_everything_is_new():
    raw = replace(case_file(intake("2025-06-10"), note("2025-06-11")), household=household())
    found = case_changes(CaseHistory(world=world(raw, in_office=OFFICE), raw=raw, documents={}), Moment(day=SINCE), TODAY)
    assert [change.sentence for change in found.changes] == [
        "P1 関 一郎 が世帯に加わりました",
        "P2 関 花（妻） が世帯に加わりました",
        "主担当が中央第1になりました",
        "担当者が田中 花子になりました",
        "中央第1が相談を受け付けました（電話）（同意あり）",
        "支援経過が 1 件書かれました（訪問 1）",
    ]
