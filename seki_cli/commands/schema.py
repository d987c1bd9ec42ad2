"""様式: the JSON Schema of a kind of record."""

import json
from typing import Annotated

import typer

from seki_cli.commands.call import Call
from seki_cli.files.schemas import build_editor_schema, kinds, read_schema
from seki_cli.model.answer import Answer, Column, Paper, Table


def schema(
    call: Call,  # noqa: ARG001 -- every command takes its call
    kind: Annotated[str, typer.Argument(metavar="[KIND]", help="記録の種類（note・plan …）")] = "",
) -> Answer:
    """記録の様式（JSON Schema）を見ます。種類を書かなければ一覧します。

    例: seki schema note
    """
    if kind:
        whole = build_editor_schema(kind.partition("/")[0])
        return Answer(data=whole, views=(Paper(text=json.dumps(whole, ensure_ascii=False, indent=2)),))
    rows = tuple({"id": name, "title": str(read_schema(name).get("title", ""))} for name in kinds())
    columns = (Column(key="id", title="種類"), Column(key="title", title="様式"))
    return Answer(data={"items": [{**r, "schema": r["id"]} for r in rows]}, views=(Table(columns=columns, rows=rows),))
