"""The long form: a text in $EDITOR, with the schema's titles as comments; what is left there is kept whatever happens."""

from collections.abc import Mapping
from typing import Any

from seki_cli.commands.call import Call
from seki_cli.commands.entry import EDITED, KEPT, Entry
from seki_cli.errors import Misuse
from seki_cli.files.drafts import read_draft, write_draft
from seki_cli.files.faults import TextFault
from seki_cli.files.fields import schema_fields
from seki_cli.files.yaml_editor import build_text
from seki_cli.files.yaml_reader import read_tree, tidy_input

_OF_SEKI = frozenset({"schema", "id", "case", "recorded", "recorded_by", "corrects", "version", "made_on", "made_by", "extra"})


def edited_entry(call: Call, draft: str, text: str = "", *, kind: str = "", start: Mapping[str, Any] | None = None) -> Entry:
    """Let the person write a record in $EDITOR and return its fields.

    Without `text` a form of the kind is offered, filled with `start`. A draft of an earlier try is offered first. What was
    written is kept as a draft until the command has saved it.
    """
    asker = call.must_ask("内容がありません", "--from ファイル（- は標準入力）で渡すか、端末で実行してください")
    offered = text or build_form(kind, start or {})
    kept = read_draft(call.root, draft)
    if kept is not None and asker.confirm("前に書きかけたものがあります。続きから書きますか"):
        offered = kept
    left, notes = tidy_input(asker.edit(offered).encode("utf-8", "surrogateescape"))
    write_draft(call.root, draft, _as_typed(left))
    try:
        return Entry(fields=read_tree(left), data=left, name=EDITED, notes=notes)
    except TextFault as fault:
        remedy = fault.remedy + KEPT
        raise Misuse(fault.message, where=f"{EDITED}:{fault.line}:{fault.column}", remedy=remedy) from None


def _as_typed(left: bytes) -> str:
    """Return what was written in whatever encoding the editor left it: it is refused, but its draft is to be gone on with."""
    for encoding in ("utf-8", "utf-16" if left.startswith((b"\xff\xfe", b"\xfe\xff")) else "cp932"):
        try:
            return left.decode(encoding)
        except UnicodeDecodeError:
            continue
    return left.decode("utf-8", "replace")


def build_form(kind: str, start: Mapping[str, Any]) -> str:
    """Return a form as text: a comment with the title and what to write, then the key, filled where something is known."""
    parts = []
    for field in schema_fields(kind):
        if field.key in _OF_SEKI:
            continue
        choices = f"（{'・'.join(field.choices)}）" if field.choices else ""
        parts.append(f"# {'※' if field.required else ''}{field.title}{choices}: {field.description}")
        parts.append(build_text({field.key: start[field.key]}).rstrip("\n") if field.key in start else f"{field.key}:")
    return "# ※ は必ず書くところです。書かない項目は空のままで構いません。\n" + "\n".join(parts) + "\n"
