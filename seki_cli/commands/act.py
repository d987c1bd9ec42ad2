"""Writing: every command that changes something goes through here, so that all validate, refuse, save and answer alike."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from seki_cli.commands.call import Call
from seki_cli.commands.fetch import Desk, day_notes
from seki_cli.errors import Refused
from seki_cli.files.act import Act, Change
from seki_cli.files.paths import record_path
from seki_cli.files.save import save
from seki_cli.files.shelf import Shelf
from seki_cli.files.yaml_editor import build_text, edit_text
from seki_cli.model.answer import Answer, Lines, Paper
from seki_cli.model.ids import build_record_id
from seki_cli.model.verdict import Finding
from seki_cli.rules.checks import find_case_findings, find_world_findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One file as it is to stand: a new record, or a document in place of its present text."""

    path: str
    id: str
    text: str
    before: str | None = None

    @property
    def change(self) -> Change:
        """Return the same for the store."""
        return Change(path=self.path, data=self.text.encode(), before=self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One act: its command words, what it is about, the files it writes, and what is told of it.

    `nouns` become keys of the answer's data (`case`, `note`, …); `told` are lines after 保存しました.
    """

    verb: str
    subject: str
    written: tuple[Written, ...]
    nouns: Mapping[str, Any] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def new_record_id(call: Call, taken: Sequence[str] = ()) -> str:
    """Return a record id for the call's day that is not taken."""
    while (record_id := build_record_id(call.day, secrets.randbelow)) in taken:
        pass
    return record_id


def head_of_event(kind: str, record_id: str, case_id: str) -> dict[str, Any]:
    """Return the first lines of every record of a case."""
    return {"schema": f"{kind}/1", "id": record_id, "case": case_id}


def foot_of_event(call: Call, staff_id: str) -> dict[str, Any]:
    """Return the lines that seki fills in: when it was recorded and by whom."""
    return {"recorded": call.recorded.isoformat(), "recorded_by": staff_id}


def write_new(kind: str, value: Mapping[str, Any]) -> Written:
    """Return a new record as it will stand in its file. `value` is whole and in the schema's order."""
    path = record_path(
        kind,
        case=str(value.get("case") or value.get("id", "")),
        record_id=str(value.get("id", "")),
        version=int(value.get("version", 0)),
    )
    return Written(path=path, id=str(value.get("id", "")), text=build_text(value))


def write_edited(shelf: Shelf, path: str, value: Mapping[str, Any]) -> Written:
    """Return a document in place of its present text: comments and order stay, only what changed changes."""
    old = shelf.sources.files[path]
    return Written(path=path, id=str(value.get("id", "")), text=edit_text(old.decode(), value), before=sha256(old).hexdigest())


def carry_out(call: Call, desk: Desk, deed: Deed) -> Answer:
    """Judge an act by the rules, write it whole or not at all, and say 保存しました with the ids.

    Findings that were there before do not stop it; a new error does (4). Nothing is written with --dry-run.
    """
    written = tuple(w for w in deed.written if desk.shelf.sources.files.get(w.path) != w.text.encode())
    findings = _judge(desk, written)
    data = {**deed.nouns, "path": written[0].path if written else "", "records": [w.id for w in written if w.id]}
    if call.dry_run:
        shown = tuple(Paper(text=f"# {w.path}\n{w.text}") for w in written)
        return Answer(data=data, views=(*shown, Lines(lines=("（--dry-run のため、書き込んでいません）",))), findings=findings)
    act = Act(
        message=f"seki: {deed.verb} {deed.subject}",
        changes=tuple(w.change for w in written),
        author_date=call.recorded,
        author=call.author,
    )
    recovered = save(call.root, act, commit=not call.no_commit).told if written else ()
    said = "保存しました" if not call.no_commit else "ファイルに書きました（保存は seki save）"
    return Answer(
        data=data,
        views=(Lines(lines=(f"{said}: {_ids(deed)}", *deed.told)),),
        findings=findings,
        notes=(*day_notes(call), *deed.notes),
        warnings=recovered,
    )


def _ids(deed: Deed) -> str:
    named = [str(v) if isinstance(v, str) else " ".join(map(str, v)) for v in deed.nouns.values()]
    return " ".join(dict.fromkeys(filter(None, named)))


def _judge(desk: Desk, written: Sequence[Written]) -> tuple[Finding, ...]:
    """Return the new warnings that an act brings; refuse it (4) where it brings a new error."""
    after = desk.shelf.with_files({w.path: w.text.encode() for w in written})
    cases = {w.path.split("/")[2] for w in written if w.path.startswith("cases/")}
    paths = {w.path for w in written}
    old = {_mark(f) for f in _findings(desk.shelf, cases, paths)}
    new = [after.placed(f) for f in _findings(after, cases, paths) if _mark(f) not in old]
    errors = [f for f in new if f.severity == "error"]
    if errors:
        first = errors[0]
        more = f"（ほかに {len(errors) - 1} 件）" if len(errors) > 1 else ""
        raise Refused(f"{first.message}{more}（{first.code}）", where=f"{first.path}:{first.line}", remedy=first.remedy)
    return tuple(new)


def _findings(shelf: Shelf, cases: set[str], paths: set[str]) -> list[Finding]:
    found = [f for f in shelf.unread if f.path in paths]
    for case in shelf.world.cases:
        if case.id in cases:
            found += find_case_findings(case, shelf.world, shelf.day)
    return found + [f for f in find_world_findings(shelf.world, shelf.day) if f.path in paths]


def _mark(finding: Finding) -> tuple[str, str, tuple[str | int, ...]]:
    return (finding.code, finding.path, finding.key)
