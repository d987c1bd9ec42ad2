"""Whether the agencies, staff, programmes and words that records name are on the office's lists, and were on that day."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from seki_cli.model.coded import coded_values
from seki_cli.model.named import ACTING, AGENCIES, NO_AGENCY, PROGRAMMES, SAID_BY_AGENCY, SOURCES, STAFF, Fields
from seki_cli.model.office import Agency, CodeList, Posting, Programme, in_span
from seki_cli.model.record import Event, Record
from seki_cli.model.walk import Key, find_values
from seki_cli.rules.case_facts import CaseFacts, Surroundings, own_day
from seki_cli.rules.findings import Fault, at, finding

_NO_ACT: Final = ("consent", "disclosure")
"""Records that may name an agency which no longer exists: a consent that keeps it out, a ledger of what went to it."""


@finding(
    "SEKI090",
    "機関の一覧にない機関です",
    remedy="符号を確かめるか、一覧に足してください（seki registry agencies、seki registry agencies add）",
    scope="record",
)
def unknown_agency(record: Record, around: Surroundings, _as_of: date) -> Iterator[Fault]:
    """記録に書く機関は、事務所の機関の一覧（profile/agencies.yaml）にある符号です。

    一覧にない機関には、同意も守秘義務も、期限の知らせも結びつきません。
    出典: 第3章2（支援機関の一覧）
    """
    for key, agency in _agencies(record):
        if agency not in around.agencies:
            yield at(record, key=key)


def _agencies(record: Record) -> Iterator[tuple[Key, str]]:
    for key, agency in _named(record, AGENCIES):
        if agency not in NO_AGENCY:
            yield key, agency
    for key, source in _named(record, SOURCES):
        if source.startswith(SAID_BY_AGENCY):
            yield key, source.removeprefix(SAID_BY_AGENCY)


def _named(record: Record, fields: Fields) -> Iterator[tuple[Key, Any]]:
    for path in fields.get(record.record_kind, ()):
        yield from find_values(record, path)


@finding(
    "SEKI091",
    "職員名簿にない職員です",
    remedy="符号を確かめるか、名簿に足してください（seki registry staff、seki registry staff add）",
    scope="record",
)
def unknown_staff(record: Record, around: Surroundings, _as_of: date) -> Iterator[Fault]:
    """記録に書く職員は、職員名簿（profile/staff.yaml）にある符号です。

    誰が書き、誰が担うかは、異動した後にも名簿から分からなければなりません。
    出典: 第3章3（会議の出席者の守秘義務）・seki の記録の決まり（staff）
    """
    for key, staff in _named(record, STAFF):
        if staff not in around.staff:
            yield at(record, key=key)


@finding("SEKI092", "事業の一覧にない事業です", remedy="符号を確かめてください（seki registry programmes）", scope="record")
def unknown_programme(record: Record, around: Surroundings, _as_of: date) -> Iterator[Fault]:
    """記録に書く事業は、事業の一覧（profile/programmes.yaml）にある符号です。

    一覧にない事業の件数は、どの号にも数えられません。
    出典: 社会福祉法第106条の4第2項（第1号から第6号）・第2章3の表
    """
    for key, programme in _named(record, PROGRAMMES):
        if programme not in around.programmes:
            yield at(record, key=key)


@finding(
    "SEKI093",
    "コード表にない言葉です",
    remedy="その日に使える言葉を確かめてください（seki registry codes）。表に足すこともできます（profile/codes）",
    scope="record",
)
def word_off_its_list(record: Record, around: Surroundings, as_of: date) -> Iterator[Fault]:
    """コード表のある欄には、その記録の日に有効な行の見出し（label）を、そのまま書きます。

    表は事務所のもので、足しても変えてもかまいません。変えるときは古い行に終わりの日を書き、同じ code で新しい行を
    足します。前の記録は、前の言葉のままで正しい記録です。日付のない記録（世帯など）は、今日までに一度でもあった言葉なら
    認めます。別の書き方や code で書かれているときは、数えられるので警告にとどめます。
    出典: seki の記録の決まり（コード表は事務所のもの）
    """
    day = own_day(record)
    for key, names, word in coded_values(record.record_kind, record):
        lists = [around.office.codes[name] for name in names if name in around.office.codes]
        if not lists or any(_is_label(one, word, day, as_of) for one in lists):
            continue
        if any(one.row(word, day or as_of) for one in lists):
            yield at(record, "コード表の見出しではなく、別の書き方です", key=key, severity="warning")
        else:
            yield at(record, key=key)


def _is_label(codes: CodeList, word: str, day: date | None, as_of: date) -> bool:
    if day is not None:
        return any(row.label == word and in_span(row, day) for row in codes.rows)
    return any(row.label == word and (row.since is None or row.since <= as_of) for row in codes.rows)


@finding(
    "SEKI094",
    "その日には置かれていない機関、または行われていない事業です",
    remedy="日付と符号を確かめ、一覧の期間（since・until）が違うときは一覧を直してください（profile）",
    scope="record",
)
def outside_its_span(record: Record, around: Surroundings, _as_of: date) -> Iterator[Fault]:
    """機関と事業は、一覧にある期間の中でだけ、支援を担い、つなぎを受け、会議に出ます。

    なくなった機関へのつなぎには、誰も返事をしません。同意の共有先と提供台帳は、後からなくなった機関を書いたままで
    かまいません。
    出典: 第3章2（拠点の一覧）・seki の記録の決まり（期間の外の機関）
    """
    day = own_day(record)
    if day is None or record.record_kind in _NO_ACT:
        return
    for key, agency in _agencies(record):
        if _is_away(around.agencies.get(agency, ()), day):
            yield at(record, "その日には置かれていない機関です", key=key)
    for key, programme in _named(record, PROGRAMMES):
        if _is_away(around.programmes.get(programme, ()), day):
            yield at(record, "その日には行われていない事業です", key=key)


def _is_away(rows: Sequence[Agency | Programme | Posting], day: date) -> bool:
    """Say whether somebody or something is on the list, but on no row of that day."""
    return bool(rows) and not any(in_span(row, day) for row in rows)


@finding(
    "SEKI095",
    "その日に、どこにも配属されていない職員です",
    remedy="名簿に、その日を含む配属の行を足してください（seki registry staff add）。日付や職員が違うときは訂正の記録を追加します",
    severity="warning",
    scope="record",
)
def staff_without_a_posting(record: Record, around: Surroundings, _as_of: date) -> Iterator[Fault]:
    """支援をした職員、記録した職員、会議に出る職員は、その日にどこかの機関に配属されています。

    配属が分からないと、次回予定を誰の機関が担うのか、会議の守秘義務を確認したのかが決まりません。
    出典: 第3章3（守秘義務）・seki の記録の決まり（その日の配属で数える）
    """
    day = own_day(record)
    acting = [(key, staff, day) for key, staff in _named(record, ACTING) if day is not None]
    if isinstance(record, Event):
        acting.append((("recorded_by",), record.recorded_by, record.recorded.date()))
    told: set[tuple[str, date]] = set()
    for key, staff, on in acting:
        if (staff, on) not in told and _is_away(around.staff.get(staff, ()), on):
            told.add((staff, on))
            yield at(record, key=key)


@finding(
    "SEKI096",
    "主担当の機関がないか、一覧にありません",
    remedy="主担当（lead_agency）を書いてください（seki case edit ケース）",
    severity="warning",
)
def case_without_a_lead(facts: CaseFacts) -> Iterator[Fault]:
    """ケースには、いつでも主担当の機関があります。新しいケースでは、受け付けた機関です。

    誰が動くか書かれていない期限は、主担当に知らせます。主担当がなければ、誰にも知らせられません。
    出典: 第3章1（受け止めた機関が、関係機関と連携しながら支援を行う）
    """
    if facts.is_unread("case"):
        return
    head = facts.case.head
    if not head.lead_agency:
        yield at(head, "主担当の機関（lead_agency）が書かれていません", key=("lead_agency",))
    elif head.lead_agency not in facts.around.agencies:
        yield at(head, "主担当の機関が、機関の一覧にありません", key=("lead_agency",))
