"""Whether the office's own lists fit together, and what the places, gaps and plans of different cases say of each other."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final, Protocol

from seki_cli.model.coded import coded_values
from seki_cli.model.office import Office
from seki_cli.model.walk import Key
from seki_cli.rules.case_facts import WorldFacts
from seki_cli.rules.findings import Fault, at, finding

_AGENCIES: Final = "profile/agencies.yaml"
_STAFF: Final = "profile/staff.yaml"
_PROGRAMMES: Final = "profile/programmes.yaml"
_MEETINGS: Final = "profile/meetings.yaml"
_MUNICIPALITY: Final = "profile/municipality.yaml"
_TO_AN_AGENCY: Final = (
    "profile/agencies.yaml にある符号（id）に、一覧のその行を直してください。まだない機関なら、agencies.yaml に行を足してください"
)
_SPAN: Final = (
    "since（最初の日）と until（最後の日）を見比べて、一覧のその行を直してください。続いているなら until の行を消します"
)
_TO_A_WORD: Final = (
    "profile/codes の表にある言葉（label）と同じに、一覧のその行を直してください（機関の区分と会議の構成員は agency_kinds.yaml、"
    "根拠は basis.yaml）。自分たちの言葉を使うなら、表に行を足してください"
)


class _Row(Protocol):
    @property
    def since(self) -> date | None: ...
    @property
    def until(self) -> date | None: ...


Rows = Sequence[tuple[Key, str, _Row]]
"""Rows of one list: where each stands, by what it is known, its span."""


def _lists(office: Office) -> Iterator[tuple[str, Rows]]:
    """Yield every list of the profile whose rows carry an id and a span, by the path of its file."""
    yield _AGENCIES, [(("agencies", n), row.id, row) for n, row in enumerate(office.agencies)]
    yield _STAFF, [(("staff", n), row.id, row) for n, row in enumerate(office.staff)]
    yield _PROGRAMMES, [(("programmes", n), row.id, row) for n, row in enumerate(office.programmes)]
    yield _MEETINGS, [(("kinds", n), row.id, row) for n, row in enumerate(office.meetings)]
    for name, codes in office.codes.items():
        yield f"profile/codes/{name}.yaml", [(("rows", n), row.code, row) for n, row in enumerate(codes.rows)]


@finding(
    "SEKI102",
    "同じ符号の行の期間が重なっています",
    remedy="前の行に終わりの日（until）を書き、次の行の始まり（since）をその翌日にしてください",
    scope="world",
)
def overlapping_rows(facts: WorldFacts) -> Iterator[Fault]:
    """一覧の同じ符号（職員・機関・事業・会議の種類・コード）は、何行あってもよいが、期間は重なりません。

    異動した職員の古い行を閉じ忘れると、その日の機関が二つになり、どちらの守秘義務の確認が効くのかも分かりません。
    出典: seki の記録の決まり（profile の行は期間を持つ）
    """
    for path, rows in _lists(facts.office):
        by_id: dict[str, list[tuple[Key, _Row]]] = {}
        for key, name, row in rows:
            by_id.setdefault(name, []).append((key, row))
        for same in by_id.values():
            same.sort(key=lambda one: one[1].since or date.min)
            for (_, earlier), (key, later) in pairwise(same):
                if (earlier.until or date.max) >= (later.since or date.min):
                    yield Fault(path=path, key=key)


@finding("SEKI103", "一覧の行が、一覧にない機関を指しています", remedy=_TO_AN_AGENCY, scope="world")
def row_of_an_unknown_agency(facts: WorldFacts) -> Iterator[Fault]:
    """職員の所属、事業の所管課と拠点、機関の親、会議の招集者は、機関の一覧にある符号で書きます。

    一覧にない拠点や所管課の件数は、どこにも出ません。会議の招集者は、符号でなく言葉で書くこともできます。
    出典: 第3章2の表（支援機関・所管課）
    """
    office = facts.office
    known = {row.id for row in office.agencies}
    for path, key, agency in _agencies_of_the_lists(office):
        if agency and agency not in known:
            yield Fault(path=path, key=key)


def _agencies_of_the_lists(office: Office) -> Iterator[tuple[str, Key, str]]:
    for n, agency in enumerate(office.agencies):
        yield _AGENCIES, ("agencies", n, "parent"), agency.parent
    for n, posting in enumerate(office.staff):
        yield _STAFF, ("staff", n, "agency"), posting.agency
    for n, programme in enumerate(office.programmes):
        for m, owner in enumerate(programme.owners):
            yield _PROGRAMMES, ("programmes", n, "owners", m), owner
        for m, base in enumerate(programme.bases):
            yield _PROGRAMMES, ("programmes", n, "bases", m, "agency"), base.agency
    for n, kind in enumerate(office.meetings):
        convenor = kind.convenor if kind.convenor.isascii() else ""
        yield _MEETINGS, ("kinds", n, "convenor"), convenor


@finding("SEKI104", "一覧の行の終わりが始まりより前です", remedy=_SPAN, scope="world")
def row_that_ends_before_it_begins(facts: WorldFacts) -> Iterator[Fault]:
    """一覧の行の期間（since から until、その日を含む）は、少なくとも一日あります。

    逆さの期間の行はどの日にも当てはまらず、ないのと同じです。
    出典: seki の記録の決まり（since ≦ until）
    """
    for path, rows in _lists(facts.office):
        for key, _, row in rows:
            if row.since and row.until and row.until < row.since:
                yield Fault(path=path, key=(*key, "until"))
    for n, programme in enumerate(facts.office.programmes):
        for m, base in enumerate(programme.bases):
            if base.since and base.until and base.until < base.since:
                yield Fault(path=_PROGRAMMES, key=("programmes", n, "bases", m, "until"))
    plan = facts.office.municipality.plan
    if plan.get("since") and plan.get("until") and str(plan["until"]) < str(plan["since"]):
        message = "計画期間の終わりが始まりより前です（終わりの決まっていない計画には until を書きません）"
        yield Fault(path=_MUNICIPALITY, key=("plan", "until"), message=message)


@finding(
    "SEKI105",
    "地域課題の指す決定・会議・社会資源がありません",
    remedy="番号を確かめて（seki gap show 地域課題）、gaps/ のファイルを直してください",
    scope="world",
)
def gap_from_nowhere(facts: WorldFacts) -> Iterator[Fault]:
    """地域課題は、気づいた決定、検討した会議、取組から生まれた社会資源を指します。

    どのケースのどの会議で気づいたかが分かるから、社会資源の開発が個々のニーズに戻ってこられます。
    出典: 第3章3（③個々のニーズに対応する社会資源が不足していることを把握した場合）
    """
    noticed = {reference for gist in facts.gists for reference in gist.noticed}
    for gap in facts.world.gaps:
        reference = gap.noticed.decision if gap.noticed else ""
        if reference and reference not in noticed:
            yield at(gap, "地域課題の指す決定がありません", key=("noticed", "decision"))
        for place, step in enumerate(gap.steps):
            if step.meeting and step.meeting not in facts.around.meetings:
                yield at(gap, "地域課題の指す会議がありません", key=("steps", place, "meeting"))
            for number, resource in enumerate(step.resources):
                if resource not in facts.around.things:
                    yield at(gap, "地域課題の指す社会資源がありません", key=("steps", place, "resources", number))


@finding(
    "SEKI106",
    "同じプラン番号が、二つのケースにあります",
    remedy="後から作ったほうを新しい番号で作り直し（seki plan new）、前のものは取り下げてください（closings/ にプラン取下げを記録）",
    scope="world",
)
def plan_in_two_cases(facts: WorldFacts) -> Iterator[Fault]:
    """プランの番号は台帳にひとつだけです。プランはケースの番号なしに呼ばれます。

    フォルダーを写して作ったプランは、別の世帯の決定とモニタリングを自分のものにします。
    出典: seki の記録の決まり（番号）
    """
    first: dict[str, str] = {}
    for gist in facts.gists:
        taken = [plan for plan in gist.plans if first.setdefault(plan, gist.id) != gist.id]
        for case in facts.around.cases.some([gist.id] if taken else ()):
            yield from (at(plan, key=("id",)) for plan in case.plans if plan.id in taken)


@finding("SEKI107", "一覧に書かれた言葉が、コード表にありません", remedy=_TO_A_WORD, severity="warning", scope="world")
def listed_word_off_its_list(facts: WorldFacts) -> Iterator[Fault]:
    """機関の区分、会議の構成員の種類、会議の根拠は、コード表（profile/codes）にある言葉です。

    税務の機関かどうかも、会議に呼べる機関も、機関の区分から分かります。期間の過ぎた言葉でもかまいません。
    出典: 第3章3 1.位置付け・3.構成員
    """
    office = facts.office
    for kind, path, value in (
        ("agencies", _AGENCIES, {"agencies": office.agencies}),
        ("meetings", _MEETINGS, {"kinds": office.meetings}),
    ):
        for key, names, word in coded_values(kind, value):
            lists = [office.codes[name] for name in names if name in office.codes]
            if lists and not any(row.label == word for one in lists for row in one.rows):
                yield Fault(path=path, key=key)
