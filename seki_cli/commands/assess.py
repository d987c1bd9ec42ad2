"""インテーク・アセスメントシート: what was understood of the household, a new sheet each time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from seki_cli.commands.act import Deed, carry_out, head_of_event, new_record_id, write_new
from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry, default, read_entry, without_own
from seki_cli.commands.event import Draft, finished_draft, join_allowed
from seki_cli.commands.face import ByOpt, CaseArg, FromOpt
from seki_cli.commands.fetch import Desk, fetch_near
from seki_cli.commands.form import ask_missing
from seki_cli.commands.interview import interview
from seki_cli.commands.me import who_i_am
from seki_cli.commands.pick import pick_case
from seki_cli.commands.refuse import refuse_unless
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.answer import Answer
from seki_cli.model.world import CaseFile
from seki_cli.rules.case_state import build_case_day
from seki_cli.rules.leaving import may_assess

_FORM: Final = ("date", "people", "parts", "risk", "summary", "direction")


def assess(call: Call, case: CaseArg, from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """アセスメントをまとめます。まとめるたびに新しいシートになり、前のものは残ります。

    見立て（summary）と方向性（direction）が要ります。分野ごとの状況は、区分（category）に同意が及ぶときだけ会議資料に載ります。
    端末では、前回の人ごとの課題と強みから始めます。

    例: seki assess R07-7K3F9QX --from アセスメント.yaml
    """
    desk = fetch_near(call, case)
    found = pick_case(call, desk.world, case, writes=True)
    staff = who_i_am(call, desk.office, by)

    def must_be_open(fields: Mapping[str, Any]) -> None:
        _ask_state(call, desk, found, Entry(fields=dict(fields)))

    entry = default(join_allowed(call, desk, read_entry(call, from_), {}, "assessment", must_be_open), {"staff": staff})
    must_be_open(entry.fields)
    if not from_:
        entry = interview(call, desk, "assessment", _offering(desk, found, entry), keys=_FORM, case=found)
    entry = default(entry, {"date": call.day.isoformat()})
    _ask_state(call, desk, found, entry)
    value = _build(call, desk, found, entry)
    deed = Deed(
        verb="assess",
        subject=found.id,
        written=(write_new("assessment", value, value.entry),),
        nouns={"case": found.id, "assessment": value["id"]},
        told=_told(found, value),
        notes=entry.notes,
        draft=entry.draft,
    )
    return carry_out(call, desk, deed)


def _ask_state(call: Call, desk: Desk, case: CaseFile, entry: Entry) -> None:
    day = date.fromisoformat(str(entry.fields.get("date") or call.day))
    refuse_unless(desk, may_assess(build_case_day(case, desk.world.meetings, desk.office, min(day, call.day))))


def _offering(desk: Desk, case: CaseFile, entry: Entry) -> Entry:
    """Return the entry with the people of the last sheet held out: issues and strengths seldom change from one to the next."""
    if not case.assessments:
        return entry
    last = read_tree(desk.shelf.sources.files[case.assessments[-1].path])
    return replace(entry, offered={"people": last.get("people") or []})


def _build(call: Call, desk: Desk, case: CaseFile, entry: Entry) -> Draft:
    known = (*(event.id for event in case.events()), *(sheet.id for sheet in case.assessments))
    head: dict[str, Any] = head_of_event("assessment", new_record_id(call, known), case.id)
    entry = ask_missing(call, desk.office, without_own(entry, head), "assessment", case)
    return finished_draft(entry, "assessment", {**head, **entry.fields})


def _told(case: CaseFile, value: Draft) -> tuple[str, ...]:
    bare = [part for part in value.get("parts") or () if not part.get("about")]
    lines = [f"前のシート（{case.assessments[-1].id}）も残っています。"] if case.assessments else []
    if bare and len(case.household.people) > 1:
        lines.append(f"だれについてか（about）のない分野が {len(bare)} 件あり、本人のこととして扱います。")
    return tuple(lines)
