"""検査: every finding of every record, with its place and what to do; changes nothing."""

import os
from pathlib import Path
from typing import Annotated

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.fetch import Desk, clock_findings, fetch, unsaved_notes
from seki_cli.commands.list_notes import day_notes, unshared_notes
from seki_cli.commands.newer import newer_findings
from seki_cli.commands.strict import find_in_history
from seki_cli.errors import NotThere
from seki_cli.files.frozen_texts import read_first_prints
from seki_cli.files.merge_clashes import CLASHES_EXPLAINED
from seki_cli.files.paths import is_event, locate
from seki_cli.files.records import PLACE_EXPLAINED
from seki_cli.files.schemas import EXPLAINED as SCHEMA_EXPLAINED
from seki_cli.files.sources import read_saved_ids
from seki_cli.files.yaml_faults import EXPLAINED as TEXT_EXPLAINED
from seki_cli.model.agenda import EXPLAINED as GATE_EXPLAINED
from seki_cli.model.answer import Answer, Lines
from seki_cli.model.verdict import Finding
from seki_cli.rules.check_history import is_news
from seki_cli.rules.check_plans import changed_text
from seki_cli.rules.check_text import changed_event
from seki_cli.rules.checks import EXPLAINED as RULES_EXPLAINED
from seki_cli.rules.checks import find_all
from seki_cli.rules.duplicates import EXPLAINED as ALIKE_EXPLAINED
from seki_cli.rules.revision import corrected_texts


def explained() -> dict[str, tuple[str, str]]:
    """Return every finding code with its title and explanation, in the order of the codes."""
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
    desk = fetch(call)
    wanted = tuple(_place(desk, path) for path in paths or ())
    found = sorted(
        (f for f in _findings(call, desk, strict=strict) if _within(f.path, wanted)),
        key=lambda f: (f.path, f.line, f.column, f.code),
    )
    errors = sum(f.severity == "error" for f in found)
    warnings = sum(f.severity == "warning" for f in found)
    unread = [f for f in desk.shelf.unread if _within(f.path, wanted)]
    files = [path for path in desk.shelf.sources.files if _within(path, wanted)]
    data = {"files": len(files), "records": len(files) - len({f.path for f in unread}), "errors": errors, "warnings": warnings}
    summary = f"{data['files']} 件のファイルを調べました。誤り {errors} 件、注意 {warnings} 件。"
    code = 5 if unread else 1 if errors or (strict and warnings) else 0
    return Answer(
        data=data,
        findings=tuple(found),
        findings_are_answer=True,
        notes=day_notes(call) + unsaved_notes(desk.shelf) + unshared_notes(call),
        warnings=(summary,),
        exit_code=code,
    )


def _findings(call: Call, desk: Desk, *, strict: bool) -> tuple[Finding, ...]:
    rules = tuple(desk.shelf.placed(f) for f in find_all(desk.shelf.world, call.day))
    unread = {f.path for f in desk.shelf.unread}
    by_hand = _rewritten_by_hand(desk)
    history = tuple(changed_event(path, _kind(path)) for path in by_hand if path not in unread)
    known = {(f.path, f.code) for f in (*rules, *history)}
    history += tuple(desk.shelf.placed(f) for f in (find_in_history(call, desk) if strict else ()) if is_news(f, known))
    texts = tuple(map(desk.shelf.placed, _rewritten_texts(desk, strict=strict)))
    asked = (*newer_findings(desk.shelf), *clock_findings(call, desk.shelf))
    return (*asked, *desk.shelf.unread, *rules, *history, *texts)


def _rewritten_texts(desk: Desk, *, strict: bool) -> tuple[Finding, ...]:
    """Return the corrected texts (修正のうえ適切) that are no longer as they were first saved: no decision keeps their print."""
    texts = {plan.path: plan for case in desk.world.cases for plan in corrected_texts(case)}
    asked = [path for path in texts if strict or path in desk.shelf.sources.unsaved]
    first = read_first_prints(desk.shelf.root, asked)
    return tuple(changed_text(texts[path]) for path, kept in first.items() if kept != texts[path].content_hash)


def _rewritten_by_hand(desk: Desk) -> tuple[str, ...]:
    """Return the events that were saved once and stand changed, or not at all, in the work tree."""
    changed = [path for path in desk.shelf.sources.unsaved if is_event(_kind(path))]
    saved = read_saved_ids(desk.shelf.root) if changed else {}
    return tuple(path for path in changed if path in saved)


def _place(desk: Desk, typed: str) -> str:
    """Return the place in the workspace that a person means, seen from where they are or from its top. NotThere (3)."""
    root, here = desk.shelf.root, Path.cwd()
    for base in (here, root) if here.is_relative_to(root) else (root, here):
        place = Path(os.path.normpath(base / typed))
        if place.is_relative_to(root):
            path = place.relative_to(root).as_posix()
            if place.exists() or any(_within(known, (path,)) for known in desk.shelf.sources.files):
                return path
    raise NotThere("この場所は台帳の中にありません", remedy="台帳の中のファイルかフォルダーを指定してください")


def _within(path: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or any(place in (".", path) or path.startswith(place + "/") for place in wanted)


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


def _kind(path: str) -> str:
    place = locate(path)
    return place.kinds[0] if place else ""
