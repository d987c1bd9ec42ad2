"""Writes what the program itself knows best: docs/findings.md, docs/fields.md, parts of docs/commands.md and docs/counting.md.

With them the table of options that completion reads. `make docs` runs it; tests/test_docs.py and tests/commands/test_options.py
compare.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docs.tree import SHARED, Command, read_tree
from docs.write_counting import build_counting_page
from docs.write_options import build_options_module
from seki_cli.commands import options
from seki_cli.commands.check import explained
from seki_cli.files.schema_store import read_shipped, resolve
from seki_cli.files.schemas import kinds
from seki_cli.rules.checks import CHECKS

DOCS = Path(__file__).resolve().parents[2] / "docs"
MADE = "<!-- `make docs` が作ります。手では直しません。 -->\n\n"

RANGES = (
    (1, 19, "文字と YAML", "ファイルが、記録として読める形になっていません。"),
    (20, 39, "様式", "読めましたが、記録の様式（項目名・種類・書き方）に合いません。"),
    (40, 49, "置き場所", "ファイルの名前か置かれた場所が、中身と合いません。"),
    (50, 89, "記録どうし", "一つずつは正しくても、合わせて読むと食い違います。"),
    (90, 109, "設定と会議", "機関・職員・コード・会議の一覧との食い違いです。"),
    (110, 112, "知らせ", "誤りではありません。確かめてほしいことを知らせます。"),
    (
        113,
        119,
        "記録どうしと会議（続き）",
        "上の番号がいっぱいになってから加わったものです。116 は `seki plan check` だけが出します。",
    ),
    (120, 129, "地域づくりと自治体設定", "123 からは `seki profile check` だけが出します。"),
    (130, 139, "会議の後", "会議で決まったことが、まだ記録に現れていません。"),
    (140, 159, "二人で書いたあと", "それぞれの人の記録は正しくても、`seki sync` で合わせると食い違います。"),
    (160, 164, "共有", "二人が同じところを違うように書きました。どちらにするかを人が選びます。"),
    (165, 174, "履歴", "`seki check --strict` だけが出します。保存したあとに変わったものがないかを、git の履歴と比べます。"),
)
HEAD = ("| | 項目 | 題 | 書き方 |", "|---|---|---|---|")
SEVERITY = {"error": "誤り", "warning": "注意", "hint": "参考"}
CASE_KINDS = (
    "case", "household", "intake", "screening", "assessment", "consent", "note", "referral", "referral_step", "plan", "decision",
    "monitoring", "placement", "evaluation", "closing", "disclosure",
)  # fmt: skip
EVERYWHERE = ("schema", "id", "case", "recorded", "recorded_by", "corrects", "extra")
SHARED_KINDS = ("meeting", "resource", "gap", "activity")


def build_findings_page() -> str:
    """Return docs/findings.md: every code with its title, what to do, and why the rule exists."""
    remedies = {check.code: (SEVERITY[check.severity], check.remedy) for check in CHECKS}
    codes = explained()
    lines = [
        "# 指摘の一覧",
        "",
        MADE.strip(),
        "",
        "`seki check` が出す番号と、その意味です。画面では `seki check --explain SEKI050` のように見られます。",
        "",
    ]
    for first, last, title, about in RANGES:
        within = [code for code in codes if first <= int(code.removeprefix("SEKI")) <= last]
        lines += [f"## {title}（{within[0]}〜）", "", about, ""]
        for code in within:
            lines += _finding(code, *codes[code], *remedies.get(code, ("", "")))
    return "\n".join(lines).rstrip() + "\n"


def _finding(code: str, title: str, text: str, severity: str, remedy: str) -> list[str]:
    head = [f"### {code} {title}", ""]
    return (
        head
        + ([f"{severity}。次に: {remedy}", ""] if remedy else [])
        + [line for part in _paragraphs(text) for line in (part, "")]
    )


def _paragraphs(text: str) -> Iterator[str]:
    """Yield paragraphs as one line each: a line break inside Japanese would be shown as a space. 出典 stands alone."""
    for part in text.split("\n\n"):
        told, mark, source = part.partition("\n出典:")
        yield told.replace("\n", "") if not told.startswith("出典:") else told
        if mark:
            yield f"出典:{source}"


def build_fields_page() -> str:
    """Return docs/fields.md: every key of every kind of record with its Japanese title."""
    lines = [
        "# 項目の一覧",
        "",
        MADE.strip(),
        "",
        "YAML の項目名（grep や `--from` に使うつづり）と、その日本語の題です。",
        "",
        "- ◎ は必ず要る項目です。並びの中の ◎ は、その並びを書くときに要ります。",
        "- `people[].name` は、`people:` の並びの一つ一つにある `name:` のことです。",
        "- 様式の全文は `seki schema 種類` か、台帳の `schema/` にあります。",
        "",
        "## どの記録にもある項目",
        "",
        "`--from` で渡すときは書きません（seki が入れます）。",
        "",
        *HEAD,
        *(_row(row) for row in _rows(read_shipped("note"), "") if _everywhere(row[0])),
        "",
    ]
    rest = tuple(kind for kind in kinds() if kind not in CASE_KINDS and kind not in SHARED_KINDS)
    for title, group in (("ケースフォルダーの記録", CASE_KINDS), ("ケースの外の記録", SHARED_KINDS), ("設定（profile）", rest)):
        lines += [f"## {title}", ""]
        for kind in group:
            lines += _kind(kind)
    return "\n".join(lines).rstrip() + "\n"


def _kind(kind: str) -> list[str]:
    schema = read_shipped(kind)
    record = kind in CASE_KINDS or kind in SHARED_KINDS
    rows = [_row(row) for row in _rows(schema, "") if not (record and _everywhere(row[0])) and row[0] != "schema"]
    return [f"### {kind} — {schema['title']}", "", schema["description"], "", *HEAD, *rows, ""]


def _everywhere(key: str) -> bool:
    return key.partition(".")[0] in EVERYWHERE


def _row(row: tuple[str, str, bool, str]) -> str:
    key, title, needed, words = row
    return f"| {'◎' if needed else ''} | `{key}` | {title} | {words} |"


def _rows(schema: Mapping[str, Any], before: str) -> Iterator[tuple[str, str, bool, str]]:
    """Yield (key, title, required, what is written there) for every key of a schema and of what lies within."""
    for key, part in schema.get("properties", {}).items():
        whole = resolve(part)
        items = next((resolve(way["items"]) for way in (whole, *_ways(whole)) if isinstance(way.get("items"), dict)), {})
        yield before + key, whole.get("title", ""), key in schema.get("required", ()), _words(whole, items)
        yield from _rows(whole, f"{before}{key}.")
        yield from _rows(items, f"{before}{key}[].")


def _ways(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for way in (schema.get("then", {}), *schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield resolve(way)


def _words(schema: Mapping[str, Any], items: Mapping[str, Any]) -> str:
    """Return the words that may be chosen, or the description."""
    chosen = schema.get("enum") or items.get("enum")
    fixed = schema.get("const")
    if fixed:
        return f"`{fixed}`"
    if chosen and len(chosen) <= 16:
        return "・".join(map(str, chosen))
    return str(schema.get("description", "")).replace("\n", " ").replace("|", "｜")


def build_commands_page(text: str) -> str:
    """Return docs/commands.md with the table of options under each command's heading made anew; the rest stays as it is."""
    for command in read_tree():
        if not command.is_group:
            text = _with_table(text, command)
    return text


def _with_table(text: str, command: Command) -> str:
    """Put the command's table after its first paragraph, in place of the one that stands there."""
    section = re.compile(
        rf"(?P<head>^### `seki {command.words}`\n\n(?:(?!\||```|#).+\n)+\n)(?P<table>(?:\|.*\n)+\n)?", re.MULTILINE
    )
    rows = [f"| `{one.written}` | {one.help.replace('|', '｜')} |" for one in command.takes if one.name not in SHARED]
    table = "\n".join(["| | |", "|---|---|", *rows]) + "\n\n" if rows else ""
    return section.sub(lambda found: found["head"] + table, text)


def write_pages(folder: Path) -> None:
    """Write the pages into a folder."""
    commands = folder / "commands.md"
    commands.write_text(build_commands_page(commands.read_text(encoding="utf-8")), encoding="utf-8")
    (folder / "findings.md").write_text(build_findings_page(), encoding="utf-8")
    (folder / "fields.md").write_text(build_fields_page(), encoding="utf-8")
    counting = folder / "counting.md"
    counting.write_text(build_counting_page(counting.read_text(encoding="utf-8")), encoding="utf-8")


def write_options(module: Path) -> None:
    """Write the table of options into its module."""
    module.write_text(build_options_module(module.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write_options(Path(options.__file__))
    write_pages(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS)
