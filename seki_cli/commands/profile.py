"""自治体設定: whether the office can work with its profile, and what it has made of the one it was given."""

from typing import Any, Final

from seki_cli.commands.call import Call
from seki_cli.commands.fetch import fetch, unsaved_notes
from seki_cli.commands.list_notes import day_notes
from seki_cli.commands.newer import newer_findings
from seki_cli.files.shipped_profile import read_shipped_profile
from seki_cli.model.answer import Answer, Cell, Column, Lines, Table
from seki_cli.rules.checks import find_office_findings
from seki_cli.rules.profile_changes import ADDED, CHANGED, ProfileChange, profile_changes

_COLUMNS: Final = (
    Column(key="list", title="一覧"),
    Column(key="id", title="行"),
    Column(key="change", title="違い"),
    Column(key="fields", title="項目"),
    Column(key="since", title="から", spare=True),
)
_LEANS_ON: Final = {
    "profile/agencies.yaml": ("SEKI103", "SEKI125", "SEKI126", "SEKI132"),
    "profile/meetings.yaml": ("SEKI123",),
    "profile/staff.yaml": ("SEKI125", "SEKI127"),
}
"""What cannot be asked where a list cannot be read: what stands in it is not missing."""


def check(call: Call) -> Answer:
    """自治体設定の誤りを、行ごとに場所つきで並べます。「未確認」「原文欠落」の行も参考として出します。何も書き換えません。

    機関・事業・職員・会議・コードの一覧が合っているか、決める会議のない時機、会議の種類と同意の食い違い、
    上位の会議と入口、いない議長、終わった拠点、守秘義務の確認のない職員、足りない一覧とコード表を見ます。
    誤りがあっても終了コードは 0 です（読めないファイルがあれば 5）。誤りで 1 にするのは seki check です。

    例: seki profile check
    """
    desk = fetch(call)
    texts = {p: d.decode("utf-8", "replace") for p, d in desk.shelf.sources.files.items() if _is_ours(p)}
    unread = [f for f in desk.shelf.unread if _is_ours(f.path)]
    hollow = {code for f in unread for code in _LEANS_ON.get(f.path, ())}
    rules = [desk.shelf.placed(f) for f in find_office_findings(desk.shelf.world, call.day, texts) if f.code not in hollow]
    rules = [f for f in rules if f.path not in {one.path for one in unread} or f.code == "SEKI129"]
    found = sorted((*newer_findings(desk.shelf), *unread, *rules), key=lambda f: (f.path, f.line, f.column, f.code, f.message))
    counts = {name: sum(f.severity == name for f in found) for name in ("error", "warning", "hint")}
    if counts["error"] or counts["warning"]:
        summary = f"{len(texts)} 件の設定ファイルを調べました。誤り {counts['error']} 件、注意 {counts['warning']} 件、参考 {counts['hint']} 件。"
    else:
        summary = f"{len(texts)} 件の設定ファイルに、誤りも注意もありません。" + (
            f"参考 {counts['hint']} 件。" if counts["hint"] else ""
        )
    return Answer(
        data={"files": len(texts), "errors": counts["error"], "warnings": counts["warning"], "hints": counts["hint"]},
        findings=tuple(found),
        findings_are_answer=True,
        notes=day_notes(call) + unsaved_notes(desk.shelf),
        warnings=(summary,),
        exit_code=5 if unread else 0,
    )


def diff(call: Call) -> Answer:
    """この台帳の自治体設定を、もとになった付属の設定（seki.yaml の profile）と比べ、加えた行・変えた行・ない行を並べます。

    一覧と行の符号、変わった項目の名前だけを出します。中身はファイルで見てください。

    例: seki profile diff
    """
    desk = fetch(call)
    name = desk.office.settings.profile
    shipped = read_shipped_profile(name)
    unread = [f for f in desk.shelf.unread if _is_ours(f.path)]
    ours = {path: value for path, value in desk.shelf.values.items() if _is_ours(path)}
    shipped = {path: value for path, value in shipped.items() if path not in {f.path for f in unread}}
    changes = profile_changes(ours, shipped)
    items = [_item(change) for change in changes]
    table = Table(columns=_COLUMNS, rows=tuple(items), empty=f"付属の設定 {name} と同じです。")
    views = (table,) if call.format or not changes else (table, Lines(lines=(_summary(name, changes),)))
    return Answer(
        data={"profile": name, "items": items},
        views=views,
        findings=tuple(unread),
        notes=day_notes(call) + unsaved_notes(desk.shelf),
        exit_code=5 if unread else 0,
    )


def _is_ours(path: str) -> bool:
    return path == "seki.yaml" or path.startswith("profile/")


def _item(change: ProfileChange) -> dict[str, Cell]:
    row: dict[str, Any] = {
        "id": change.id,
        "list": change.list,
        "change": change.change,
        "fields": change.fields,
        "since": change.since,
        "path": change.path,
    }
    return row


def _summary(name: str, changes: tuple[ProfileChange, ...]) -> str:
    """Say in a sentence how far the office has gone from where it began."""
    added = sum(change.change == ADDED for change in changes)
    changed = sum(change.change == CHANGED for change in changes)
    gone = len(changes) - added - changed
    told = f"（付属の設定 {name} から: 加えたもの {added} 件・変えたもの {changed} 件・こちらにないもの {gone} 件）"
    hint = "付属の設定の新しいところは seki profile take で取り入れられます。" if changed or gone else ""
    return told + hint
