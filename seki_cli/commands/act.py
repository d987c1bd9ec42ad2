"""Writing: every command that changes something goes through here, so that all validate, refuse, save and answer alike."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any

from seki_cli.commands.call import Call
from seki_cli.commands.entry import STDIN, Entry
from seki_cli.commands.fetch import Desk, clock_findings
from seki_cli.commands.list_notes import day_notes
from seki_cli.commands.meanwhile import refuse_moved_on
from seki_cli.commands.newer import refuse_newer
from seki_cli.errors import Blocked, Refused
from seki_cli.files.act import Act, Change
from seki_cli.files.drafts import remove_draft, write_draft
from seki_cli.files.git_state import read_head
from seki_cli.files.paths import record_path
from seki_cli.files.save import Writing, begin_writing, save
from seki_cli.files.shelf import Shelf
from seki_cli.files.yaml_editor import build_text, edit_text
from seki_cli.model.answer import Answer, Lines, Paper
from seki_cli.model.ids import build_record_id
from seki_cli.model.verdict import Finding
from seki_cli.model.world import CaseFile
from seki_cli.rules.case_checks import find_case_findings, find_findings_across


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One file as it is to stand: a new record, or a document in place of its present text.

    `entry` is what it was made from: until the file is there, a fault is shown in what came in.
    """

    path: str
    id: str
    text: str
    before: str | None = None
    entry: Entry | None = field(default=None, repr=False)

    @property
    def change(self) -> Change:
        """Return the same for the store."""
        return Change(path=self.path, data=self.text.encode(), before=self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One act: its command words, what it is about, the files it writes, and what is told of it.

    `nouns` become keys of the answer's data (`case`, `note`, …); `told` are lines after 保存しました. `draft` is the name under
    which what was typed is kept until it is saved. `heard`: it records what somebody said, a withdrawal; the errors that this
    brings to other records are told and do not keep it from being written.
    """

    verb: str
    subject: str
    written: tuple[Written, ...]
    nouns: Mapping[str, Any] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    draft: str = ""
    heard: bool = False


def new_record_id(call: Call, taken: Sequence[str] = ()) -> str:
    """Return a record id for the call's day that is not taken."""
    while (record_id := build_record_id(call.day, secrets.randbelow)) in taken:
        pass
    return record_id


def head_of_event(kind: str, record_id: str, case_id: str) -> dict[str, Any]:
    """Return the first lines of every record of a case."""
    return {"schema": f"{kind}/1", "id": record_id, "case": case_id}


def foot_of_event(call: Call, staff_id: str, case: CaseFile | None = None, *, behind: int = 0) -> dict[str, Any]:
    """Return the lines that seki fills in: when it was recorded and by whom.

    Acts of one day stand in the order of recording, and files know seconds only: what follows within a second (`behind`
    others of the same act) is recorded the next one, or 受理 and 完了 would change places.
    """
    last = max((event.recorded for event in case.events() if event.recorded.date() == call.day), default=None) if case else None
    first = max(call.recorded, last + timedelta(seconds=1)) if last else call.recorded
    recorded = first + timedelta(seconds=behind)
    return {"recorded": (recorded if recorded.date() == call.day else call.recorded).isoformat(), "recorded_by": staff_id}


def write_new(kind: str, value: Mapping[str, Any], entry: Entry | None = None) -> Written:
    """Return a new record as it will stand in its file. `value` is whole and in the schema's order."""
    path = record_path(
        kind,
        case=str(value.get("case") or value.get("id", "")),
        record_id=str(value.get("id", "")),
        version=int(value.get("version", 0)),
    )
    return Written(path=path, id=str(value.get("id", "")), text=build_text(value), entry=entry)


def write_edited(shelf: Shelf, path: str, value: Mapping[str, Any], entry: Entry | None = None) -> Written:
    """Return a document in place of its present text: comments and order stay, only what changed changes."""
    old = shelf.sources.files[path]
    text = edit_text(old.decode(), value)
    return Written(path=path, id=str(value.get("id", "")), text=text, before=sha256(old).hexdigest(), entry=entry)


def carry_out(call: Call, desk: Desk, deed: Deed) -> Answer:
    """Judge an act by the rules, write it whole or not at all, and say 保存しました with the ids.

    Findings that were there before do not stop it; a new error does (4). Nothing is written with --dry-run, nor by a seki
    that is older than the workspace (6).
    """
    written = tuple(w for w in deed.written if desk.shelf.sources.files.get(w.path) != w.text.encode())
    refuse_newer(desk.shelf, _cases(written))
    try:
        findings, warnings = _judge_and_write(call, desk, deed, written)
    except (Refused, Blocked) as refusal:
        raise _keep_typed(call, deed, refusal) from None
    data = {**deed.nouns, "path": written[0].path if written else "", "records": [w.id for w in written if w.id]}
    if call.dry_run:
        shown = tuple(Paper(text=f"# {w.path}\n{w.text}") for w in written)
        data["files"] = {w.path: w.text for w in written}
        return Answer(
            data=data,
            views=(*shown, Lines(lines=("（--dry-run のため、書き込んでいません）",))),
            findings=findings,
            notes=deed.notes,
        )
    if deed.draft:
        remove_draft(call.root, deed.draft)
    return Answer(
        data=data,
        warnings=warnings,
        views=(Lines(lines=(_said(call, deed, written), *deed.told)),),
        findings=(*findings, *clock_findings(call, desk.shelf)),
        notes=(*day_notes(call), *deed.notes),
    )


def _judge_and_write(
    call: Call, desk: Desk, deed: Deed, written: Sequence[Written]
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """Judge and save under one lock, on what is saved by then: two people must not each pass a rule that both break."""
    if call.dry_run or not written:
        return _judge(desk, written, heard=deed.heard), ()
    with begin_writing(call.root, deed.verb) as writing:
        now = desk if read_head(call.root) == desk.shelf.sources.head else desk.fetch_again(call)
        refuse_moved_on(desk, now, [w.path for w in written])
        findings = _judge(now, written, heard=deed.heard)
        return findings, _write(call, now, deed, written, writing)


def _write(call: Call, desk: Desk, deed: Deed, written: Sequence[Written], writing: Writing) -> tuple[str, ...]:
    """Save the files as one act and return what the store has to tell of an interrupted one before it."""
    if call.past:
        _refuse_later_text(desk, written)
    act = Act(
        message=f"seki: {deed.verb} {deed.subject}",
        changes=tuple(w.change for w in written),
        author_date=call.recorded,
        author=call.author,
    )
    return save(call.root, act, commit=not call.no_commit, writing=writing).told


def _keep_typed(call: Call, deed: Deed, stopped: Refused | Blocked) -> Refused | Blocked:
    """Keep as a draft what came by terminal or stdin and would be lost, and return what stopped the act with its place."""
    typed = [w for w in deed.written if w.entry and w.entry.fields and w.entry.name in ("", STDIN)]
    if call.dry_run or not (typed or deed.draft):
        return stopped
    try:
        kept = f".git/seki/drafts/{deed.draft}.yaml" if deed.draft else _keep(call, deed, typed)
    except Blocked:  # the disk that has no room for the act may have none for the draft
        return stopped
    remedy = f"{stopped.remedy}（入力は下書き {kept} に残しています。直して --from で渡せます）"
    kind = Refused if isinstance(stopped, Refused) else Blocked
    return kind(stopped.message, where=stopped.where, remedy=remedy)


def _keep(call: Call, deed: Deed, typed: Sequence[Written]) -> str:
    name = f"{deed.verb}-{deed.subject}".replace(" ", "-").replace("/", "-")
    came = next((w.entry.data for w in typed if w.entry and w.entry.data), b"")
    texts = [build_text(w.entry.fields) for w in typed if w.entry]
    whole = came.decode("utf-8", "replace") or (texts[0] if len(texts) == 1 else "".join(map(_as_row, texts)))
    return write_draft(call.root, name, whole)


def _as_row(text: str) -> str:
    lines = text.splitlines()
    return "".join(f"{'  ' if number else '- '}{line}\n" for number, line in enumerate(lines))


def _refuse_later_text(desk: Desk, written: Sequence[Written]) -> None:
    """Refuse (6) to build on a document's text of the call's day where it has a later one: the later would be lost.

    What somebody else changed since it was read is no later text: the store tells of that.
    """
    for w in written:
        now = desk.shelf.root / w.path
        known = desk.shelf.sources.files.get(w.path)
        if known is not None and w.before != sha256(known).hexdigest():
            continue
        if w.before and now.is_file() and sha256(now.read_bytes()).hexdigest() != w.before:
            raise Blocked(
                "この日より後に変わった文書なので、この日付（--as-of）では書けません。何も書いていません",
                where=w.path,
                remedy="--as-of（SEKI_TODAY）を外して、もう一度実行してください",
            )


def _said(call: Call, deed: Deed, written: Sequence[Written]) -> str:
    if not written:
        return f"変わったところがないので、保存するものはありません: {_ids(deed)}"
    said = "保存しました" if not call.no_commit else "ファイルに書きました（保存は seki save）"
    return f"{said}: {_ids(deed)}"


def _ids(deed: Deed) -> str:
    named = [str(v) if isinstance(v, str) else " ".join(map(str, v)) for v in deed.nouns.values()]
    return " ".join(dict.fromkeys(filter(None, named)))


def _judge(desk: Desk, written: Sequence[Written], *, heard: bool) -> tuple[Finding, ...]:
    """Return the new warnings that an act brings, and what cannot be read in its cases; refuse it (4) where it brings an error."""
    after = desk.shelf.with_files({w.path: w.text.encode() for w in written})
    cases, paths = _cases(written), {w.path for w in written}
    before = _findings(desk.shelf, cases, paths)
    old = {_mark(f) for f in before}
    new = [after.placed(f) for f in _findings(after, cases, paths) if _mark(f) not in old]
    errors = [f for f in new if f.severity == "error" and (f.path in paths or not heard)]
    if errors:
        first = errors[0]
        more = f"（ほかに {len(errors) - 1} 件）" if len(errors) > 1 else ""
        raise Refused(f"{first.message}{more}（{first.code}）", where=_place(first, written), remedy=first.remedy)
    return (*new, *(f for f in desk.shelf.unread_of(cases) if f.case in cases))


def _place(finding: Finding, written: Sequence[Written]) -> str:
    """Return where a fault stands: in what came in, as long as the file is not written; else in the file that was there.

    Nothing where neither is there: a path of a file that is not written leads nowhere.
    """
    of = next((w for w in written if w.path == finding.path and w.entry), None)
    in_file = f"{finding.path}:{finding.line}"
    if of is None or of.entry is None:
        return in_file
    stood = of.before and not of.entry.data and not of.entry.within and not {*finding.key[:1]} & {*of.entry.fields}
    return in_file if stood else of.entry.where(finding.key) or (in_file if of.before else "")


def _cases(written: Sequence[Written]) -> set[str]:
    return {w.path.split("/")[2] for w in written if w.path.startswith("cases/")}


def _findings(shelf: Shelf, cases: set[str], paths: set[str]) -> list[Finding]:
    found = [f for f in shelf.unread_of(cases) if f.path in paths or f.case in cases]
    for case in shelf.world.folders.some(cases):
        found += find_case_findings(case, shelf.world, shelf.day)
    if all(path.startswith("cases/") for path in paths):
        return [*found, *find_findings_across(shelf.world, shelf.day, paths)]
    from seki_cli.rules.checks import find_world_findings  # what speaks of meetings and lists loads as much again

    return [*found, *(f for f in find_world_findings(shelf.world, shelf.day) if f.path in paths)]


def _mark(finding: Finding) -> tuple[str, str, tuple[str | int, ...]]:
    return (finding.code, finding.path, finding.key)
