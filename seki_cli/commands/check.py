"""検査: every finding of every record, with its place and what to do; changes nothing."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.check_kept import find_quiet, keep, recall
from seki_cli.commands.checked import Checked, is_within
from seki_cli.commands.list_notes import day_notes, unsaved_note, unshared_notes
from seki_cli.errors import NotThere
from seki_cli.model.answer import Answer, Lines


def explained() -> dict[str, tuple[str, str]]:
    """Return every finding code with its title and explanation, in the order of the codes."""
    from seki_cli.files.merge_clashes import CLASHES_EXPLAINED
    from seki_cli.files.records import PLACE_EXPLAINED
    from seki_cli.files.schemas import EXPLAINED as SCHEMA_EXPLAINED
    from seki_cli.files.yaml_faults import EXPLAINED as TEXT_EXPLAINED
    from seki_cli.model.agenda import EXPLAINED as GATE_EXPLAINED
    from seki_cli.rules.checks import EXPLAINED as RULES_EXPLAINED
    from seki_cli.rules.duplicates import EXPLAINED as ALIKE_EXPLAINED

    files = {**TEXT_EXPLAINED, **SCHEMA_EXPLAINED, **PLACE_EXPLAINED, **CLASHES_EXPLAINED}
    whole = {**files, **RULES_EXPLAINED, **ALIKE_EXPLAINED, **GATE_EXPLAINED}
    return dict(sorted(whole.items()))


def check(
    call: Call,
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH…]", help="この場所（ファイルかフォルダー）の指摘だけを出します")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="注意があっても終了コード 1 にし、書き換え・削除・差し入れも履歴で調べます")
    ] = False,
    explain: Annotated[str, typer.Option("--explain", metavar="CODE", help="指摘の番号（SEKI050 など）の説明を出します")] = "",
) -> Answer:
    """台帳を検査し、直すべきところを場所つきで並べます。何も書き換えません。

    例: seki check
    例: seki check cases/R07/R07-7K3F9QX
    例: seki check --explain SEKI050
    """
    if explain:
        return _explain(explain)
    checked = _recalled(call) if not paths and not strict else _checked(call, paths or [], strict=strict)
    errors = sum(f.severity == "error" for f in checked.findings)
    warnings = sum(f.severity == "warning" for f in checked.findings)
    data = {"files": checked.files, "records": checked.files - checked.unread, "errors": errors, "warnings": warnings}
    summary = f"{data['files']} 件のファイルを調べました。誤り {errors} 件、注意 {warnings} 件。"
    return Answer(
        data=data,
        findings=checked.findings,
        findings_are_answer=True,
        notes=day_notes(call) + unsaved_note(checked.unsaved) + unshared_notes(call),
        warnings=(summary,),
        exit_code=5 if checked.unread else 1 if errors or (strict and warnings) else 0,
    )


def _recalled(call: Call) -> Checked:
    """Return what the last check found where nothing has changed since, else what there is to find now."""
    if checked := recall(call):
        return checked
    before = find_quiet(call)
    checked = _checked(call, [], strict=False)
    keep(call, before, checked)
    return checked


def _checked(call: Call, paths: list[str], *, strict: bool) -> Checked:
    """Return what is found: part by part where that can tell it, else with the whole workspace at hand."""
    from seki_cli.commands.check_parts import check_in_parts
    from seki_cli.commands.check_whole import check_whole
    from seki_cli.commands.fetch import fetch
    from seki_cli.files.parts import read_parts

    parts = None if strict else read_parts(call.root, day=call.day, head=call.head)
    if parts and not parts.past:
        wanted = tuple(_place(parts.root, path, parts.knows) for path in paths)
        if checked := check_in_parts(call, parts, wanted):
            return checked
    desk = fetch(call)
    files = desk.shelf.sources.files
    known = tuple(_place(desk.shelf.root, path, lambda place: any(is_within(one, (place,)) for one in files)) for path in paths)
    return check_whole(call, desk, known, strict=strict)


def _place(root: Path, typed: str, is_known: Callable[[str], bool]) -> str:
    """Return the place in the workspace that a person means, seen from where they are or from its top. NotThere (3)."""
    here = Path.cwd()
    for base in (here, root) if here.is_relative_to(root) else (root, here):
        place = Path(os.path.normpath(base / typed))
        if place.is_relative_to(root):
            path = place.relative_to(root).as_posix()
            if place.exists() or is_known(path):
                return path
    raise NotThere("この場所は台帳の中にありません", remedy="台帳の中のファイルかフォルダーを指定してください")


def _explain(code: str) -> Answer:
    known = explained()
    name = code.strip().upper()
    name = f"SEKI{int(name):03d}" if name.isascii() and name.isdecimal() else name
    if name not in known:
        raise NotThere("この番号の指摘はありません", remedy="番号は seki check の出力か docs/findings.md で確かめてください")
    title, text = known[name]
    return Answer(
        data={"code": name, "title": title, "text": text}, views=(Lines(title=f"{name} {title}", lines=tuple(text.split("\n"))),)
    )
