"""Whether an office can do its work with the profile it has: asked by `profile check`, not of the records.

What the lists say wrongly of each other stands in check_profile.py and is found by `check` too. Here stands what is no fault of any
record yet: a timing that no meeting decides, a base that has closed, nobody on the roll who has pledged secrecy.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from seki_cli.model.coded import CODED
from seki_cli.model.office import MeetingKind, Office, in_span
from seki_cli.model.plan import PLAN_TIMINGS
from seki_cli.model.walk import Key
from seki_cli.rules.case_facts import WorldFacts
from seki_cli.rules.check_kinds import kinds_of_today
from seki_cli.rules.findings import Fault, finding
from seki_cli.rules.meeting_turns import posted_as
from seki_cli.rules.sources import TAX

_MEETINGS: Final = "profile/meetings.yaml"
_PROGRAMMES: Final = "profile/programmes.yaml"
_AGENCIES: Final = "profile/agencies.yaml"
_STAFF: Final = "profile/staff.yaml"
_MUNICIPALITY: Final = "profile/municipality.yaml"
_TAX_OFFICE: Final = "税"
_UNVERIFIED, _LOST = "未確認", "原文欠落"
_WANTED: Final = ("策定", "変更", "終結", "中断", "方針", "社会資源")


@finding(
    "SEKI123",
    "決める会議のない時機があります",
    remedy="その時機を決める会議の decides に加えてください（profile/meetings.yaml）",
    severity="warning",
    scope="profile",
)
def timing_nobody_decides(facts: WorldFacts) -> Iterator[Fault]:
    """プランの策定・変更・終結・中断、支援の方針、社会資源は、どれかの会議が決めます。

    決める会議のない時機の議題はどの会議にも載せられず、プランは案のまま待ち続けます。
    出典: 第3章3（4つのタイミングで開催する・支援方針の決定と共有）
    """
    if not any(True for _ in kinds_of_today(facts)):
        remedy = "profile/meetings.yaml に、会議の種類を書いてください（形はファイルの初めの例のとおり）"
        yield Fault(path=_MEETINGS, key=("kinds",), message="有効な会議の種類が、一つもありません", remedy=remedy)
        return
    decided = {timing for _, kind in kinds_of_today(facts) for timing in kind.decides}
    for timing in _WANTED:
        if timing not in decided:
            yield Fault(path=_MEETINGS, key=("kinds",), message=f"「{timing}」を決める会議がありません")


@finding(
    "SEKI124",
    "会議の種類の決まりが、たがいに合いません",
    remedy="decides・takes_cases・consent を確かめてください（profile/meetings.yaml）",
    severity="warning",
    scope="profile",
)
def kind_at_odds_with_itself(facts: WorldFacts) -> Iterator[Fault]:
    """会議の種類は、扱うもの（takes_cases）、本人同意（consent）、決められること（decides）が合っています。

    事例を扱わない会議はプランを決められず、何も決めない会議の議題は動きません。プランを決める会議が同意を要しないと、
    同意のない人のプランが動き出します。
    出典: 第3章3（本人同意を得た事例を取扱う）
    """
    for n, kind in kinds_of_today(facts):
        plans = [timing for timing in kind.decides if timing in PLAN_TIMINGS]
        if not kind.decides:
            yield Fault(path=_MEETINGS, key=("kinds", n), message="何も決められない会議の種類です（decides がありません）")
        elif plans and not kind.takes_cases:
            yield Fault(
                path=_MEETINGS, key=("kinds", n, "takes_cases"), message="個別の事例を扱わないのに、プランを決める会議です"
            )
        elif plans and kind.consent == "not_required":
            yield Fault(path=_MEETINGS, key=("kinds", n, "consent"), message="本人同意を要しないのに、プランを決める会議です")
        elif not kind.takes_cases and kind.consent == "required":
            yield Fault(path=_MEETINGS, key=("kinds", n, "consent"), message="個別の事例を扱わないのに、本人同意を要する会議です")
        yield from _points(n, kind)
        if kind.every_months and kind.since is None:
            message = "間隔（every_months）はありますが、since がないので、一度も開かれないあいだは期限が決まりません"
            yield Fault(path=_MEETINGS, key=("kinds", n, "every_months"), message=message, severity="hint")


def _points(n: int, kind: MeetingKind) -> Iterator[Fault]:
    """Yield where what is to be discussed and what may be decided do not name the same timings."""
    for timing in kind.decides:
        if not kind.points.get(timing):
            message = f"「{timing}」の検討事項（points）がありません"
            yield Fault(path=_MEETINGS, key=("kinds", n), message=message, severity="hint")
    for timing in kind.points:
        if timing not in kind.decides:
            message = f"「{timing}」の検討事項（points）がありますが、この会議が決められること（decides）にありません"
            remedy = "決めるなら decides に加え、決めないなら points のその時機を消してください（profile/meetings.yaml）"
            yield Fault(path=_MEETINGS, key=("kinds", n, "points", timing), message=message, remedy=remedy)


@finding(
    "SEKI125",
    "会議の主催・議長・構成員にあたる機関や職員が、一覧にないか、いまいません",
    remedy="符号を確かめるか、機関・職員の一覧に加えてください（seki registry agencies、seki registry staff）",
    severity="warning",
    scope="profile",
)
def meeting_of_nobody(facts: WorldFacts) -> Iterator[Fault]:
    """会議の議長と代理は、職名か、一覧にある符号で書きます。構成員の種類には、あたる機関があります。

    符号の形で書かれた議長が一覧になければ、案内にも記録にも誰も出ません。構成員の種類にあたる機関がないのは、これから
    加えるつもりかもしれないので、参考として知らせます。
    出典: 第3章3 3.構成員
    """
    office, day = facts.office, facts.as_of
    known = {row.id for row in office.agencies}
    there = {row.kind for row in office.agencies if in_span(row, day)}
    for n, kind in kinds_of_today(facts):
        if not kind.convenor:
            yield Fault(path=_MEETINGS, key=("kinds", n), message="主催（convenor）が書かれていません", severity="hint")
        elif kind.convenor.isascii() and kind.convenor in known and office.agency(kind.convenor, day) is None:
            yield Fault(path=_MEETINGS, key=("kinds", n, "convenor"), message="会議の主催が、いまは置かれていない機関です")
        yield from _seats(n, kind, office, day)
        for m, member in enumerate(kind.members):
            if member not in there:
                message = "この構成員の種類にあたる機関が、まだ一覧にありません"
                yield Fault(path=_MEETINGS, key=("kinds", n, "members", m), message=message, severity="hint")


def _seats(n: int, kind: MeetingKind, office: Office, day: date) -> Iterator[Fault]:
    """Yield a chair or deputy whom no list knows, who is posted nowhere today, or whose post nobody holds (that may be yet to come)."""
    agencies, staff = {row.id for row in office.agencies}, {row.id for row in office.staff}
    seats: list[tuple[Key, str]] = [(("chair",), kind.chair), *((("deputies", m), one) for m, one in enumerate(kind.deputies))]
    for key, name in seats:
        place = ("kinds", n, *key)
        if not name or name in agencies or posted_as(name, office, day):
            continue
        if name in staff:
            yield Fault(path=_MEETINGS, key=place, message="会議の議長か代理が、いまはどこにも配属されていない職員です")
        elif name.isascii():
            yield Fault(path=_MEETINGS, key=place, message="会議の議長か代理が、一覧にない符号です")
        elif office.staff and name not in {row.name for row in office.agencies}:
            message = "会議の議長か代理の職に、いま配属されている職員がいません"
            remedy = "名簿の post を職名と同じ言葉で書くと、会議を作るときに議長の名前が入ります（seki registry staff）"
            yield Fault(path=_MEETINGS, key=place, message=message, remedy=remedy, severity="hint")


@finding(
    "SEKI126",
    "終わった機関を、事業の拠点・所管課や機関の親に置いたままです",
    remedy="拠点の行に until（最後の日）を書き、いまの拠点の行を加えてください",
    severity="warning",
    scope="profile",
)
def base_that_has_ended(facts: WorldFacts) -> Iterator[Fault]:
    """事業の拠点と所管課、機関の親は、いま置かれている機関です。拠点のない事業は、参考として知らせます。

    なくなった拠点へのつなぎには誰も返事をせず、地域づくりの実績は未入力のまま残ります。
    出典: 第3章2の表（支援機関・地域づくり支援拠点・所管課）
    """
    office, day = facts.office, facts.as_of
    for path, key, agency in _named_now(office, day):
        if office.agency(agency) is not None and office.agency(agency, day) is None:
            yield Fault(path=path, key=key)
    for n, programme in enumerate(office.programmes):
        if in_span(programme, day) and not any(in_span(base, day) for base in programme.bases):
            message = "いま拠点のない事業です（第5号と一体のときなど、ないままでもかまいません）"
            yield Fault(path=_PROGRAMMES, key=("programmes", n), message=message, severity="hint")


def _named_now(office: Office, day: date) -> Iterator[tuple[str, Key, str]]:
    """Yield the agencies that the lists name for today: parents, owners, bases, each with its place."""
    for n, agency in enumerate(office.agencies):
        if in_span(agency, day):
            yield _AGENCIES, ("agencies", n, "parent"), agency.parent
    for n, programme in enumerate(office.programmes):
        if in_span(programme, day):
            for m, owner in enumerate(programme.owners):
                yield _PROGRAMMES, ("programmes", n, "owners", m), owner
            for m, base in enumerate(programme.bases):
                if in_span(base, day):
                    yield _PROGRAMMES, ("programmes", n, "bases", m), base.agency


@finding(
    "SEKI127",
    "守秘義務の確認（pledged_on）のない職員です",
    remedy="説明して確認し、名簿の pledged_on に日付を書いてください（profile/staff.yaml）",
    severity="warning",
    scope="profile",
)
def staff_without_a_pledge(facts: WorldFacts) -> Iterator[Fault]:
    """いま配属されている職員は、守秘義務を確認しています。会議の資料は、確認の済んだ出席者にだけ出ます。

    出典: 第3章3 4.守秘義務（会議の出席者は、会議で知り得たすべての事項について守秘義務がある）
    """
    if not facts.office.staff:
        yield Fault(path=_STAFF, key=("staff",), message="職員名簿が空です", remedy="seki registry staff add で登録してください")
    for n, row in enumerate(facts.office.staff):
        if in_span(row, facts.as_of) and not _signed(row.pledged_on, facts.as_of):
            yield Fault(path=_STAFF, key=("staff", n))


def _signed(pledged: date | None, day: date) -> bool:
    return pledged is not None and pledged <= day


@finding(
    "SEKI133",
    "自治体設定の要る一覧や区分が、ないか空です",
    remedy="そのファイルを作り、書いてください（形は付属の設定 blank と seki schema で確認できます）",
    severity="warning",
    scope="profile",
)
def list_missing(facts: WorldFacts) -> Iterator[Fault]:
    """台帳は、市区町村の名前（municipality.yaml）、事業（programmes.yaml）、機関（agencies.yaml）の一覧をもとに動きます。

    機関がなければケースを開けず、事業がなければどの号の件数も数えられず、名前がなければ資料にどこのものか出ません。会議と職員、
    コード表については、別に知らせます。税の部署は、区分（kind）の言葉に「税務」が入っていることで見分けます。そうでない区分だと、
    その部署の情報が、税情報への同意のないまま資料に載ります。
    出典: seki の記録の決まり（自治体設定のファイル）・地方税法第22条
    """
    office = facts.office
    if not office.municipality.name:
        yield Fault(path=_MUNICIPALITY, key=("name",), message="市区町村の名前（name）がありません")
    if not office.programmes:
        yield Fault(path=_PROGRAMMES, key=("programmes",), message="事業の一覧が、ないか空です")
    if not office.agencies:
        remedy = "seki registry agencies add で登録するか、ファイルに書いてください"
        yield Fault(path=_AGENCIES, key=("agencies",), message="機関の一覧が、ないか空です", remedy=remedy)
    for n, agency in enumerate(office.agencies):
        if _TAX_OFFICE in agency.name and TAX not in agency.kind and in_span(agency, facts.as_of):
            message = "名前から税の部署と思われますが、区分（kind）の言葉に「税務」がありません"
            remedy = "税の部署なら、「税務」を含む言葉を codes/agency_kinds.yaml に加え、その機関の kind に書いてください"
            yield Fault(path=_AGENCIES, key=("agencies", n, "kind"), message=message, remedy=remedy)


@finding(
    "SEKI128",
    "記録の欄が使うコード表が、ないか空です",
    remedy="profile/codes に一覧を作ってください（形は seki schema codes で確認できます）",
    severity="warning",
    scope="profile",
)
def code_list_missing(facts: WorldFacts) -> Iterator[Fault]:
    """記録には、コード表（profile/codes）の言葉で書く欄があります。表がなければ、どんな言葉でも通り、数えられません。

    出典: seki の記録の決まり（コード表は事務所のもの）
    """
    wanted = {name for fields in CODED.values() for _, lists in fields for name in lists}
    for name in sorted(wanted):
        listed = facts.office.codes.get(name)
        if listed is None:
            yield Fault(path=f"profile/codes/{name}.yaml", message="記録の欄が使うコード表がありません")
        elif not any(in_span(row, facts.as_of) for row in listed.rows):
            yield Fault(path=f"profile/codes/{name}.yaml", key=("rows",), message="コード表に、いま使える行がありません")


@finding(
    "SEKI129",
    "出典を確かめていない行です",
    remedy="計画や要綱で確かめ、正しければ書き込みを消してください",
    severity="hint",
    scope="profile",
)
def row_not_verified(texts: Mapping[str, str]) -> Iterator[Fault]:
    """「未確認」「原文欠落」と書かれた行は、計画の文で確かめられていないか、原文が欠けています。

    間違いとは限りません。使う前に一度確かめるための目じるしです。ファイルの初めの説明文は数えません。
    出典: 原文は読み取りで欠けているところがある（第3章3の④は途中で切れている）
    """
    for path, text in texts.items():
        begun = False
        for number, line in enumerate(text.splitlines(), start=1):
            begun = begun or line.startswith("schema:")
            if begun and _LOST in line:
                yield Fault(path=path, key=(number,), message="原文が欠けているところです（原文欠落）")
            elif begun and _UNVERIFIED in line:
                yield Fault(path=path, key=(number,))
