"""保存: hand edits, checked and then committed as they stand."""

from seki_cli.commands.call import Call
from seki_cli.commands.fetch import day_notes, fetch
from seki_cli.errors import Misuse, Refused
from seki_cli.files.act import Act, Change
from seki_cli.files.git_state import read_unsaved
from seki_cli.files.paths import is_event, locate
from seki_cli.files.save import save as save_act
from seki_cli.files.shelf import read_shelf
from seki_cli.files.sources import read_saved_ids
from seki_cli.model.answer import Answer, Lines, Paper
from seki_cli.model.verdict import Finding
from seki_cli.rules.checks import find_all


def save(call: Call) -> Answer:
    """手で直したファイルを検査し、問題がなければまとめて保存します。

    誤りが残っているあいだは保存せず、直すところを示します。ファイルはそのまま残ります。

    例: seki save
    """
    unsaved = read_unsaved(call.root)
    changed = tuple(path for path in (*unsaved.changed, *unsaved.gone) if _is_ours(path))
    if not changed:
        return Answer(
            data={"path": "", "records": []}, views=(Lines(lines=("保存していない変更はありません。",)),), notes=day_notes(call)
        )
    desk = fetch(call)
    _refuse_rewritten(call, changed)
    errors = [f for f in (*desk.shelf.unread, *_new_findings(call, changed)) if f.severity == "error" and _concerns(f, changed)]
    if errors:
        first = desk.shelf.placed(errors[0])
        more = f"（ほかに {len(errors) - 1} 件。seki check で一覧できます）" if len(errors) > 1 else ""
        raise Refused(
            f"{first.message}{more}（{first.code}）", where=f"{first.path}:{first.line}:{first.column}", remedy=first.remedy
        )
    records = [place.id for path in changed if (place := locate(path)) and place.id]
    data = {"path": changed[0], "records": records}
    if call.dry_run:
        return Answer(data=data, views=(Paper(text="\n".join(changed)), Lines(lines=("（--dry-run のため、保存していません）",))))
    data_now = {path: (call.root / path) for path in changed}
    changes = tuple(
        Change(path=p, data=file.read_bytes() if file.exists() else None, standing=True) for p, file in data_now.items()
    )
    save_act(call.root, Act(message="seki: save", changes=changes, author_date=call.recorded, author=call.author))
    return Answer(data=data, views=(Lines(lines=(f"保存しました: {len(changed)} 件のファイル",)),), notes=day_notes(call))


def _is_ours(path: str) -> bool:
    """Say whether hand edits of this path belong to the workspace's own files: records, profile, schemas, settings."""
    return path.split("/", 1)[0] not in (".seki", "out")


def _concerns(finding: Finding, changed: tuple[str, ...]) -> bool:
    """Say whether a finding stands in a changed file or in the case of one."""
    cases = {path.split("/")[2] for path in changed if path.startswith("cases/") and path.count("/") > 2}
    return finding.path in changed or finding.case in cases


def _new_findings(call: Call, changed: tuple[str, ...]) -> tuple[Finding, ...]:
    """Return what the hand edits bring: findings that the saved state does not have."""
    now = read_shelf(call.root, day=call.day)
    before = read_shelf(call.root, day=call.day, head=True)
    old = {(f.code, f.path, f.key) for f in find_all(before.world, call.day)}
    return tuple(f for f in find_all(now.world, call.day) if (f.code, f.path, f.key) not in old)


def _refuse_rewritten(call: Call, changed: tuple[str, ...]) -> None:
    """Refuse to save an event that was written over: a mistake is corrected by a new record, and both stay visible."""
    saved = read_saved_ids(call.root)
    for path in changed:
        place = locate(path)
        if place and path in saved and any(is_event(kind) for kind in place.kinds):
            if not (call.root / path).exists():
                raise Misuse(
                    "記録が消されています",
                    where=path,
                    remedy=f"git -C … restore -- {path} で戻してください。取り消すときは訂正（void）を使います",
                )
            raise Refused(
                "書き込み済みの記録が書き換えられています",
                where=path,
                remedy="元に戻し（git restore）、seki case edit で訂正の記録を作ってください",
            )
