"""保存: hand edits, checked and then committed as they stand."""

from seki_cli.commands.call import Call
from seki_cli.commands.fetch import Desk, fetch
from seki_cli.commands.list_notes import day_notes
from seki_cli.commands.newer import refuse_newer
from seki_cli.errors import Refused, Unreadable
from seki_cli.files.act import Act, Change
from seki_cli.files.git_state import read_unsaved
from seki_cli.files.paths import ROOMS, is_event, is_kept, is_standing, locate
from seki_cli.files.save import save as save_act
from seki_cli.files.shelf import Shelf, read_shelf
from seki_cli.files.sources import read_saved_ids
from seki_cli.model.answer import Answer, Lines, Paper
from seki_cli.model.verdict import Finding
from seki_cli.rules.checks import find_all
from seki_cli.rules.revision import corrected_texts


def save(call: Call) -> Answer:
    """手で直したファイルを検査し、問題がなければまとめて保存します。

    誤りが残っているあいだは保存せず、直すところを示します。ファイルはそのまま残ります。
    台帳の決まりにないファイル（メモや写真など）は保存しません。

    例: seki save
    """
    unsaved = read_unsaved(call.root)
    every = (*unsaved.changed, *unsaved.gone)
    changed = tuple(path for path in every if _is_ours(path))
    notes = (*day_notes(call), *_left_out(len(every) - len(changed)))
    if not changed:
        return Answer(data={"path": "", "records": []}, views=(Lines(lines=("保存していない変更はありません。",)),), notes=notes)
    desk = fetch(call)
    refuse_newer(desk.shelf, _cases(changed))
    _refuse_rewritten(desk, changed)
    warnings = _judge(call, desk, changed)
    records = [place.id for path in changed if (place := locate(path)) and place.id]
    data = {"path": changed[0], "records": records}
    if call.dry_run or call.no_commit:
        said = "（--dry-run・--no-commit のため、検査だけして保存していません）"
        return Answer(data=data, views=(Paper(text="\n".join(changed)), Lines(lines=(said,))), findings=warnings)
    changes = tuple(Change(path=path, data=_bytes(desk.shelf, path), standing=True) for path in changed)
    act = Act(message="seki: save", changes=changes, author_date=call.recorded, author=call.author)
    told = save_act(call.root, act).told
    said = f"保存しました: {len(changed)} 件のファイル"
    return Answer(data=data, views=(Lines(lines=(said,)),), findings=warnings, notes=notes, warnings=told)


def _is_ours(path: str) -> bool:
    """Say whether hand edits of this path belong to the workspace's own files: records, profile, schemas, settings."""
    top = path.split("/", 1)[0]
    return path == "seki.yaml" or is_standing(path) or (top in ROOMS and path.endswith(".yaml"))


def _left_out(count: int) -> tuple[str, ...]:
    """Return the line on files that are none of the workspace's; their names may be those of people, so they are counted only."""
    return (
        (f"（台帳の決まりにないファイルが {count} 件あります。保存していません。git status で確かめられます）",) if count else ()
    )


def _bytes(shelf: Shelf, path: str) -> bytes | None:
    """Return the bytes that were judged, or those of a file that is no record; None where it was taken away."""
    if path in shelf.sources.files:
        return shelf.sources.files[path]
    place = shelf.root / path
    if place.is_symlink() or (place.exists() and not place.is_file()):
        remedy = "リンクやフォルダーなどを外して、ファイルそのものを置いてください"
        raise Refused("ふつうのファイルでないもの（リンクなど）は保存できません", where=path, remedy=remedy)
    return place.read_bytes() if place.exists() else None


def _judge(call: Call, desk: Desk, changed: tuple[str, ...]) -> tuple[Finding, ...]:
    """Refuse hand edits that cannot be read (5) or that break a rule in their own cases (4); return what else they bring.

    A changed profile may bring findings anywhere: those are told and stop nobody, the records are as they were.
    """
    before = read_shelf(call.root, day=call.day, head=True)
    old = {_mark(f) for f in (*before.unread, *find_all(before.world, call.day))}
    unread = [f for f in desk.shelf.unread if _mark(f) not in old or f.path in changed]
    found = [desk.shelf.placed(f) for f in find_all(desk.shelf.world, call.day) if _mark(f) not in old]
    errors = [f for f in (*unread, *found) if f.severity == "error" and (f in unread or _concerns(f, changed))]
    if errors:
        first = errors[0]
        more = f"（ほかに {len(errors) - 1} 件。seki check で一覧できます）" if len(errors) > 1 else ""
        where = f"{first.place}:{first.line}:{first.column}" if first.line else first.place
        raise (Unreadable if unread else Refused)(f"{first.message}{more}（{first.code}）", where=where, remedy=first.remedy)
    return tuple(found)


def _mark(finding: Finding) -> tuple[str, str, tuple[str | int, ...]]:
    return (finding.code, finding.path, finding.key)


def _concerns(finding: Finding, changed: tuple[str, ...]) -> bool:
    """Say whether a finding stands in a changed file or in the case of one."""
    return finding.path in changed or finding.case in _cases(changed)


def _cases(changed: tuple[str, ...]) -> set[str]:
    return {path.split("/")[2] for path in changed if path.startswith("cases/") and path.count("/") > 2}


def _refuse_rewritten(desk: Desk, changed: tuple[str, ...]) -> None:
    """Refuse to save what is written once and was written over, or taken away: events, and plans that were decided on.

    A mistake is corrected by a new record, a decided plan by its next version; both stay visible. A document may be edited
    and not be taken away: the server would take no history in which it was.
    """
    root = desk.shelf.root
    saved = read_saved_ids(root)
    # a version that a meeting saw is held by its fingerprint (SEKI065); a corrected text that runs without one, only here
    frozen = {plan.path for case in desk.world.cases for plan in corrected_texts(case)}
    for path in changed:
        place = locate(path)
        lost = place is not None and is_kept(place.kinds[0]) and not (root / path).exists()
        if path in saved and (path in frozen or lost):
            raise Refused(
                "保存したファイルが消されています" if lost else "決定済みのプランが書き換えられています",
                where=path,
                remedy=f"git restore で元に戻し、{'使わなくなったものには until を書いて' if lost else 'seki plan revise で次の版を作って'}ください",
            )
        if place and path in saved and any(is_event(kind) for kind in place.kinds):
            gone = not (root / path).exists()
            raise Refused(
                "保存した記録が消されています" if gone else "保存した記録が書き換えられています",
                where=path,
                remedy="git restore で元に戻してください。直すときも取り消すときも、seki case edit で訂正の記録を作ります",
            )
