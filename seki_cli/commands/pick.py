"""Understanding what a person typed for an id: whole, in part, full-width, or one slip away."""

import unicodedata
from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from seki_cli.commands.call import Call
from seki_cli.errors import Misuse, NotThere, Unreadable
from seki_cli.model.contact import Referral
from seki_cli.model.ids import CASE_ID, PLAN_ID, RECORD_ID, check_fits, fold_id, fold_slug, one_slip_away
from seki_cli.model.meeting import Gap, Meeting, Resource
from seki_cli.model.office import Agency, MeetingKind, Office, Programme, in_span
from seki_cli.model.plan import Plan
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.plans import PlanState, plan_states

_LISTED: Final = {
    "ケース": "case",
    "プラン": "plan",
    "会議": "meeting",
    "つなぎ": "referral",
    "地域課題": "gap",
    "社会資源": "resource",
}
"""The group whose `list` shows the numbers of a noun."""


def pick_id(call: Call, typed: str, known: Sequence[str], noun: str, *, writes: bool) -> str:
    """Return the one known id that a person means.

    Readers take any part that fits once; writers take a part only at a terminal, where the whole id is shown and Enter
    awaited: a record must not land in another family's folder by a slip. Misuse (2), NotThere (3).
    """
    sought = fold_id(typed)
    if sought in known:
        return sought
    fitting = [known_id for known_id in known if sought and sought in known_id]
    if len(fitting) == 1:
        if not writes:
            return fitting[0]
        asker = call.must_ask(
            f"{noun}の番号は全部を書いてください", "書き込むコマンドでは番号の一部は使えません（端末では確認のうえ使えます）"
        )
        if asker.confirm(f"{noun} {fitting[0]} でよいですか"):
            return fitting[0]
        raise KeyboardInterrupt
    if fitting:
        remedy = "候補: " + " ".join(sorted(fitting)[:5]) + (" ほか" if len(fitting) > 5 else "")
        raise Misuse(f"{noun}の番号が{len(fitting)}件に当てはまります", remedy=remedy)
    raise NotThere(_not_there(sought, noun), remedy=_near(sought, known, noun))


def _pick_readable(call: Call, typed: str, known: Collection[str], what: tuple[str, Sequence[str]], *, writes: bool) -> str:
    """Return the one known id that a person means; Unreadable (5) where its file is there and cannot be read.

    `what`: the noun, and the paths of what cannot be read.
    """
    noun, unread = what
    try:
        return pick_id(call, typed, tuple(known), noun, writes=writes)
    except NotThere:
        sought = fold_id(typed)
        path = next((path for path in unread if sought in path.removesuffix(".yaml").split("/")), "")
        if not path:
            raise
    remedy = "エディターでファイルを直し、seki check で確かめてください"
    raise Unreadable(f"この番号の{noun}のファイルが読めません", where=path, remedy=remedy)


def _not_there(sought: str, noun: str) -> str:
    whole = CASE_ID.fullmatch(sought) or PLAN_ID.fullmatch(sought)
    slip = "（検査文字が合いません。写し間違いかもしれません）" if whole and not check_fits(sought) else ""
    return f"この番号の{noun}は見つかりません{slip}"


def _near(sought: str, known: Sequence[str], noun: str) -> str:
    near = one_slip_away(sought, tuple(known))
    listed = f"（seki {_LISTED[noun]} list）" if noun in _LISTED else ""
    return "一字違いの番号: " + " ".join(near[:5]) if near else f"{noun}の番号を一覧で確かめてください{listed}"


def pick_case(call: Call, world: World, typed: str, *, writes: bool = False) -> CaseFile:
    """Return the case a person means."""
    found = world.case(fold_id(typed)) or world.case(pick_id(call, typed, world.folders.ids(), "ケース", writes=writes))
    if found is None:  # its folder went away while somebody was asked
        raise NotThere(_not_there(fold_id(typed), "ケース"))
    return found


def pick_plan(call: Call, world: World, typed: str, *, writes: bool = False) -> tuple[CaseFile, tuple[Plan, ...]]:
    """Return the case and all versions of the plan a person means."""
    sought = fold_id(typed)
    for case in reversed(world.folders.some(world.folders.holding("plan", sought) if PLAN_ID.fullmatch(sought) else ())):
        if versions := tuple(plan for plan in case.plans if plan.id == sought):
            return case, versions
    owners = {plan.id: case for case in world.cases for plan in case.plans}
    folders = [path for case in world.cases for path in case.unread if "/plans/" in path]
    plan_id = _pick_readable(call, typed, owners, ("プラン", folders), writes=writes)
    return owners[plan_id], tuple(plan for plan in owners[plan_id].plans if plan.id == plan_id)


def pick_plan_state(call: Call, world: World, typed: str, *, writes: bool = False) -> tuple[CaseFile, PlanState]:
    """Return the case and how the plan a person means stands on the call's day. NotThere (3) where it was not made by then."""
    case, versions = pick_plan(call, world, typed, writes=writes)
    states = plan_states(case, world.meetings, world.office, call.day)
    state = next((state for state in states if state.id == versions[0].id), None)
    if state is None:
        raise NotThere(
            "このプランは、この日にはまだありません",
            where=versions[0].path,
            remedy="作成日（made_on）と --as-of を確かめてください",
        )
    return case, state


def pick_meeting(call: Call, world: World, typed: str, *, writes: bool = False) -> Meeting:
    """Return the meeting a person means."""
    meeting_id = _pick_readable(call, typed, [meeting.id for meeting in world.meetings], ("会議", world.unread), writes=writes)
    return next(meeting for meeting in world.meetings if meeting.id == meeting_id)


def pick_gap(call: Call, world: World, typed: str, *, writes: bool = False) -> Gap:
    """Return the 地域課題 a person means."""
    gap_id = _pick_readable(call, typed, [gap.id for gap in world.gaps], ("地域課題", world.unread), writes=writes)
    return next(gap for gap in world.gaps if gap.id == gap_id)


def pick_resource(call: Call, world: World, typed: str, *, writes: bool = False) -> Resource:
    """Return the 社会資源 a person means."""
    resource_id = _pick_readable(
        call, typed, [resource.id for resource in world.resources], ("社会資源", world.unread), writes=writes
    )
    return next(resource for resource in world.resources if resource.id == resource_id)


def pick_referral(call: Call, world: World, typed: str, written: World) -> tuple[CaseFile, Referral]:
    """Return the case and the referral meant by `CASE/REF`, or by a bare REF that fits once.

    The number of one that was corrected since stands for what it became: it is on papers and in letters already. One that was
    taken back (void) is NotThere (3); `written`: the world with no correction applied. A bare number that two cases have is
    a Misuse (2): never a guess.
    """
    typed_case, _, typed_ref = fold_id(typed).rpartition("/")
    there = world.folders.holding("referral", typed_ref) if RECORD_ID.fullmatch(typed_ref) else ()
    cases = (pick_case(call, world, typed_case, writes=True),) if typed_case else world.folders.some(there)
    exact = [(case, one) for case in cases for one in case.referrals if one.id == case.effective(typed_ref)]
    if len(exact) == 1:
        return exact[0]
    if exact:
        raise Misuse("このつなぎの番号は複数のケースにあります", remedy="ケース番号/つなぎ番号 の形で指定してください")
    if any(row.id == typed_ref for case in written.folders.some(case.id for case in cases) for row in case.referrals):
        raise NotThere("このつなぎは取り消されています", remedy="つなぎ直すときは seki refer で記録してください")
    owners = [(case, referral) for case in (cases if typed_case else world.cases) for referral in case.referrals]
    referral_id = pick_id(call, typed_ref, sorted({referral.id for _, referral in owners}), "つなぎ", writes=True)
    return next(pair for pair in owners if pair[1].id == referral_id)


def pick_agency(office: Office, typed: str, day: date) -> Agency:
    """Return the agency meant by an id, a name or another spelling, as it is on a day. NotThere (3)."""
    rows = [row for row in office.agencies if in_span(row, day)]
    slug = fold_slug(typed)
    for row in rows:
        if slug == row.id or _is_one_of(typed, (row.name, *row.also)):
            return row
    remedy = "seki registry agencies で機関の id を確認してください"
    if any(slug == row.id or _is_one_of(typed, (row.name, *row.also)) for row in office.agencies):
        raise NotThere("その日には置かれていない機関です", remedy=f"日付を確かめるか、{remedy.replace('id', '期間')}")
    near = one_slip_away(slug, tuple(row.id for row in rows))
    raise NotThere("この機関は登録されていません", remedy=f"{remedy}（一字違い: {' '.join(near)}）" if near else remedy)


def _is_one_of(typed: str, names: Sequence[str]) -> bool:
    """Say whether a name was typed, in whatever width."""
    return unicodedata.normalize("NFKC", typed).strip() in {unicodedata.normalize("NFKC", name) for name in names if name}


def pick_receiver(office: Office, typed: str, day: date) -> tuple[Agency, str]:
    """Return the agency a referral goes to, and the programme where a programme was named (第5号, 多機関協働).

    A programme with one base on the day stands for that base; with several it is a Misuse (2) that names them.
    """
    meant = [one for one in office.programmes if fold_slug(typed) == one.id or _is_one_of(typed, _programme_names(one))]
    running = [programme for programme in meant if in_span(programme, day)]
    for programme in running:
        bases = [base.agency for base in programme.bases if base.agency and in_span(base, day)]
        if len(bases) == 1:
            return pick_agency(office, bases[0], day), programme.id
        if bases:
            raise Misuse("この事業には拠点が複数あります", remedy="--to-agency に機関を指定してください: " + " ".join(bases))
    try:
        return pick_agency(office, typed, day), ""
    except NotThere:
        if not meant:
            raise
    told = "この事業には、その日の拠点がありません" if running else "その日には行われていない事業です"
    raise NotThere(told, remedy="seki registry programmes で拠点と期間を確かめるか、--to-agency に機関を指定してください")


def _programme_names(programme: Programme) -> tuple[str, ...]:
    return (programme.item, programme.name, programme.function, *programme.also)


def pick_programme(office: Office, typed: str, day: date) -> Programme:
    """Return the programme meant by an id, a name, its 号 (where only one has it) or another spelling. NotThere (3).

    Those that run on the day come first; one that has stopped is still found: its last month is often told afterwards.
    """
    for rows in ([row for row in office.programmes if in_span(row, day)], office.programmes):
        found = {row.id: row for row in rows if fold_slug(typed) == row.id or _is_one_of(typed, (row.name, row.item, *row.also))}
        if len(found) == 1:
            return found.popitem()[1]
        if found:
            raise Misuse("当てはまる事業が複数あります", remedy="事業の符号で指定してください: " + " ".join(found))
    raise NotThere("この事業は登録されていません", remedy="seki registry programmes で事業の符号を確認してください")


def pick_kind(office: Office, typed: str, day: date) -> MeetingKind:
    """Return the kind of meeting meant by an id or a name, as it is on a day. NotThere (3)."""
    for kind in office.meetings:
        if in_span(kind, day) and (fold_slug(typed) == kind.id or _is_one_of(typed, (kind.name,))):
            return kind
    known = " ".join(kind.id for kind in office.meetings if in_span(kind, day))
    other_days = any(fold_slug(typed) == kind.id or _is_one_of(typed, (kind.name,)) for kind in office.meetings)
    raise NotThere(
        "この種類の会議は、その日には行われていません" if other_days else "この種類の会議は登録されていません",
        remedy=f"{'その日に' if other_days else ''}使える種類: {known}"
        if known
        else "profile/meetings.yaml を確かめてください（seki profile check）",
    )
