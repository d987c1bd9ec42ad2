"""What is still open when a case is closed: asked for one by one at a terminal, or told by `dispose:` in what comes in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from seki_cli.commands.act import Written, write_new
from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry
from seki_cli.commands.event import Draft, build_event
from seki_cli.commands.fetch import Desk
from seki_cli.commands.form import ask_field
from seki_cli.commands.plan_item import take_off
from seki_cli.errors import Misuse, Refused
from seki_cli.files.drafts import read_draft, write_draft
from seki_cli.files.fields import schema_fields
from seki_cli.files.yaml_editor import build_text
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.dialogue import Option
from seki_cli.model.ids import fold_id
from seki_cli.model.wareki import show_day
from seki_cli.model.world import CaseFile
from seki_cli.rules.leaving import DONE, GIVEN_UP, TAKEN_BACK, Leftover
from seki_cli.rules.tabled import tabled_items

KEY: Final = "dispose"
_KEYS: Final = ("of", "act", "why", "reason")
_LABELS: Final = {DONE: "果たした（完了）", GIVEN_UP: "取りやめる（取消）", TAKEN_BACK: "取り下げる（取下げ）"}
_STAY: Final = Option(value="", label="このまま残す（閉じるのをやめる）")


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposal:
    """What becomes of one thing that was open, with the row of the entry that says so."""

    left: Leftover
    act: str
    entry: Entry

    @property
    def moves(self) -> dict[str, str]:
        """Return the row of the closing's own list, where the closing itself says what became of it."""
        why = str(self.entry.fields.get("why") or "")
        return {"of": self.left.reference, "act": self.act} | ({"why": why} if why else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaver:
    """Who closes which case on which day, and why: what each disposal needs beside itself."""

    call: Call
    desk: Desk
    case: CaseFile
    staff: str
    day: date
    reason: str = ""


def split_entry(whole: Entry) -> tuple[Entry, tuple[Entry, ...]]:
    """Return the closing's own fields, and the rows of `dispose:` each with its place. Misuse (2) for what is no list of rows."""
    rows = whole.fields.get(KEY)
    own = replace(whole, fields={key: value for key, value in whole.fields.items() if key != KEY})
    if rows is None:
        return own, ()
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Misuse(f"{KEY}: は一覧です", where=whole.where((KEY,)), remedy="- of: 番号 と act: 扱い の組を並べてください")
    return own, tuple(whole.sub(KEY, number) for number in range(len(rows)))


def settle_leftovers(leaver: Leaver, lefts: tuple[Leftover, ...], rows: tuple[Entry, ...], *, form: bool) -> tuple[Disposal, ...]:
    """Return what becomes of each thing that is open: as the rows say, else as somebody answers at the terminal.

    Refused (4), with lines that can be copied, where something stays open; nothing is written then.
    """
    said = _read_rows(leaver.case.id, lefts, rows)
    still = tuple(left for left in lefts if left.reference not in said)
    if still and form and leaver.call.asker:
        said |= _ask(leaver, still)
    elif still:
        raise Refused(
            f"終わっていないことが {len(still)} 件あるので、閉じられません。何も書いていません",
            where=leaver.desk.shelf.line_of(still[0].path, still[0].key),
            remedy=_to_copy(leaver, still),
        )
    return tuple(said[left.reference] for left in lefts)


def _read_rows(case_id: str, lefts: tuple[Leftover, ...], rows: tuple[Entry, ...]) -> dict[str, Disposal]:
    known = {left.reference: left for left in lefts}
    said: dict[str, Disposal] = {}
    for row in rows:
        reference = fold_id(str(row.fields.get("of") or "")).removeprefix(f"{case_id}/")
        left = known.get(reference)
        if left is None or reference in said:
            reason = "同じものが 2 回書かれています" if reference in said else "この番号のものは、開いていません"
            remedy = "seki case show で、いま開いているものを確かめ、この行を消すか番号を直してください"
            raise Refused(reason, where=row.where(("of",)), remedy=remedy)
        said[reference] = _checked(left, row)
    return said


def _checked(left: Leftover, row: Entry) -> Disposal:
    act = str(row.fields.get("act") or "")
    words = " か ".join(left.acts)
    for key in row.fields:
        if key not in _KEYS:
            raise Misuse("ここには書けない項目名です", where=row.where((key,)), remedy="書けるのは of・act・why・reason です")
    if act not in left.acts:
        raise Misuse("どう扱うか（act）が決まりません", where=row.where(("act",)), remedy=f"{left.kind}は {words} です")
    if act == GIVEN_UP and not row.fields.get("why"):
        raise Misuse("取りやめるわけ（why）がありません", where=row.where(("act",)), remedy="why: に書き足してください")
    if act == TAKEN_BACK and _is_referral(left) and not row.fields.get("reason"):
        remedy = "reason: に seki registry codes referral_reason の言葉を書き足してください"
        raise Misuse("つなぎを取り下げる理由（reason）がありません", where=row.where(("act",)), remedy=remedy)
    return Disposal(left=left, act=act, entry=row)


def _is_referral(left: Leftover) -> bool:
    return left.kind.endswith("つなぎ")


def _to_copy(leaver: Leaver, lefts: tuple[Leftover, ...]) -> str:
    """Return the rows for --from, whose `act` is left for a person to say."""
    lines = ["端末で実行すると 1 件ずつ尋ねます。--from で渡すときは、次の行を書き足し、act: に扱いを書いてください", f"{KEY}:"]
    for left in lefts:
        more = "（取消には why: も）" if GIVEN_UP in left.acts else ""
        more = "（取下げには reason: も）" if _is_referral(left) and TAKEN_BACK in left.acts else more
        lines += [f"  - of: {left.reference}", f"    act:  # {_called(leaver, left)}。{' か '.join(left.acts)}{more}"]
    return "\n".join(lines)


def _called(leaver: Leaver, left: Leftover) -> str:
    agency = leaver.desk.office.agency_name(left.agency) if left.agency else ""
    until = show_day(left.due_on) if left.due_on else ""
    return "　".join(part for part in (left.kind, agency, until) if part)


def _ask(leaver: Leaver, lefts: tuple[Leftover, ...]) -> dict[str, Disposal]:
    asker = leaver.call.must_ask("", "")
    asker.say(f"終わっていないことが {len(lefts)} 件あります。閉じる前に、ひとつずつ扱いを決めます。")
    words = _words(leaver.case)
    said = _kept(leaver, lefts)
    for number, left in enumerate(lefts, start=1):
        if left.reference in said:
            continue
        asker.say(f"{number}/{len(lefts)} {left.reference}　{_called(leaver, left)}　{words.get(left.reference, '')}".rstrip())
        options = tuple(Option(value=act, label=_LABELS[act]) for act in left.acts)
        act = asker.choose("どうしますか", (*options, _STAY))
        if not act:
            raise KeyboardInterrupt
        said[left.reference] = Disposal(left=left, act=act, entry=Entry(fields=_ask_why(leaver, left, act)))
        rows = [{"of": one.left.reference, "act": one.act, **one.entry.fields} for one in said.values()]
        write_draft(leaver.call.root, draft_of_disposals(leaver), build_text({KEY: rows}))
    return said


def draft_of_disposals(leaver: Leaver) -> str:
    """Return the name under which the answers are kept until the case is closed."""
    return f"{'-'.join(leaver.call.words)}-{leaver.case.id}-{KEY}"


def _kept(leaver: Leaver, lefts: tuple[Leftover, ...]) -> dict[str, Disposal]:
    """Return what was decided before a terminal was lost or a rule said no, where the person wants to go on from there."""
    kept = read_draft(leaver.call.root, draft_of_disposals(leaver))
    asker = leaver.call.must_ask("", "")
    if kept is None or not asker.confirm("前に決めた扱いが残っています。それを使いますか"):
        return {}
    rows = {str(row.get("of")): row for row in read_tree(kept.encode()).get(KEY) or []}
    said = {}
    for left in lefts:
        row = rows.get(left.reference, {})
        if row.get("act") in left.acts:
            fields = {key: value for key, value in row.items() if key in ("why", "reason")}
            said[left.reference] = Disposal(left=left, act=row["act"], entry=Entry(fields=fields))
            asker.say(f"  {left.reference}　{_called(leaver, left)} → {row['act']}")
    return said


def _ask_why(leaver: Leaver, left: Leftover, act: str) -> dict[str, Any]:
    asker = leaver.call.must_ask("", "")
    if act == GIVEN_UP:
        while not (why := asker.text("取りやめるわけ")):
            asker.say("この項目は必要です。")
        return {"why": why}
    if act == TAKEN_BACK and _is_referral(left):
        field = next(field for field in schema_fields("referral_step") if field.key == "reason")
        return {"reason": ask_field(leaver.call, asker, leaver.desk.office, field)}
    return {}


def _words(case: CaseFile) -> Mapping[str, str]:
    """Return what was promised, for the screen of the one who closes the case."""
    found = {f"{d.id}#{todo.num}": todo.what for d in case.decisions for todo in d.todos}
    found |= {note.id: note.next.what for note in case.notes if note.next}
    return found | {referral.id: referral.ask for referral in case.referrals}


def build_disposals(leaver: Leaver, disposals: tuple[Disposal, ...]) -> tuple[Draft, ...]:
    """Return the events that carry out the disposals: an answer to each つなぎ, the withdrawal of each draft of a plan."""
    made: list[Draft] = []
    for disposal in disposals:
        if _is_referral(disposal.left):
            fields = {"referral": disposal.left.reference, "step": disposal.act, "staff": leaver.staff}
            made.append(_event(leaver, disposal, "referral_step", fields, made))
        elif disposal.left.plan:
            fields = {"act": "プラン取下げ", "plan": disposal.left.plan, "reason": leaver.reason}
            made.append(_event(leaver, disposal, "closing", fields, made))
    return tuple(made)


def _event(leaver: Leaver, disposal: Disposal, kind: str, fields: Mapping[str, str], made: list[Draft]) -> Draft:
    given = {key: value for key, value in disposal.entry.fields.items() if key == "reason" and value}
    day = max(leaver.day, disposal.left.since or leaver.day)
    own = {key: value for key, value in {"date": day.isoformat(), **fields, **given}.items() if value}
    entry = replace(disposal.entry, fields=own)
    taken = tuple(str(draft["id"]) for draft in made)
    return build_event(leaver.call, leaver.desk, leaver.case, kind, entry, staff=leaver.staff, taken=taken)


def moved_rows(disposals: tuple[Disposal, ...]) -> list[dict[str, str]]:
    """Return what the closing itself says of to-dos and announced steps."""
    return [disposal.moves for disposal in disposals if disposal.act == GIVEN_UP or disposal.left.kind in ("宿題", "次の予定")]


def write_disposals(leaver: Leaver, disposals: tuple[Disposal, ...], drafts: tuple[Draft, ...]) -> tuple[Written, ...]:
    """Return the files that the disposals write: the events, and each coming meeting without the items of this case."""
    events = tuple(write_new(str(draft["schema"]).partition("/")[0], draft, draft.entry) for draft in drafts)
    gone = any(disposal.left.plan or disposal.left.kind == "会議の議題" for disposal in disposals)
    tabled = tabled_items(leaver.case, leaver.desk.world.meetings, leaver.call.day) if gone else ()
    return (*events, *take_off(leaver.desk, tabled))
