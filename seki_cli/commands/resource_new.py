"""社会資源: registered, and made sure of once a year."""

import secrets
from dataclasses import replace
from typing import Annotated

import typer

from seki_cli.commands.act import Deed, carry_out, write_edited, write_new
from seki_cli.commands.call import Call
from seki_cli.commands.entry import default, finish, join, read_entry, without_own
from seki_cli.commands.face import ByOpt, FromOpt, ResourceArg
from seki_cli.commands.fetch import fetch
from seki_cli.commands.form import ask_missing
from seki_cli.commands.interview import interview
from seki_cli.commands.me import who_i_am
from seki_cli.commands.pick import pick_resource
from seki_cli.errors import Refused
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.answer import Answer
from seki_cli.model.ids import build_lettered_id
from seki_cli.model.wareki import show_day

_FORM = ("name", "kind", "area", "fits", "not_for", "capacity", "contact", "since")


def new(
    call: Call,
    kind: Annotated[
        str, typer.Option("--kind", metavar="K", help="区分（コードか名前。seki registry codes resource_kinds）")
    ] = "",
    area: Annotated[str, typer.Option("--area", metavar="A", help="圏域")] = "",
    from_: FromOpt = "",
) -> Answer:
    """社会資源を登録します。名称のほかは、分かったところから書けば足ります。

    向いている人（fits）は、短い言葉で並べると、プランとの突き合わせ（resource list --for）で見つかりやすくなります。
    課題と特性や特徴の一覧にある言葉（ひきこもり など）を、そのまま書くこともできます。

    例: seki resource new --kind 居場所・サロン --from 居場所.yaml
    """
    desk = fetch(call)
    known = {resource.id for resource in desk.world.resources}
    while (resource_id := build_lettered_id("S", secrets.randbelow)) in known:
        pass
    own = {"schema": "resource/1", "id": resource_id}
    entry = join(call, desk.office, read_entry(call, from_), {"kind": kind, "area": area}, "resource")
    entry = without_own(entry, own)
    if not from_:
        entry = interview(call, desk, "resource", entry, keys=_FORM)
    entry = ask_missing(call, desk.office, entry, "resource")
    written = write_new("resource", finish(entry, "resource", {**own, **entry.fields}), entry)
    told = () if entry.fields.get("verified") else (f"内容を確かめたら seki resource verify {resource_id} を。",)
    deed = Deed(
        verb="resource new",
        subject=resource_id,
        written=(written,),
        nouns={"resource": resource_id},
        told=told,
        notes=entry.notes,
        draft=entry.draft,
    )
    return carry_out(call, desk, deed)


def verify(
    call: Call,
    resource: ResourceArg,
    date: Annotated[str, typer.Option("--date", metavar="D", help="確かめた日（既定は今日）")] = "",
    from_: FromOpt = "",
    by: ByOpt = "",
) -> Answer:
    """社会資源の内容を確かめたことを記録します。1 年たつと「確認が古い」と出ます。

    変わっていたところは、--from に変わった項目だけを書くと、いっしょに直せます（なくなったときは until に最後の日）。

    例: seki resource verify S-7K3F9QX --date R7.8.20
    """
    desk = fetch(call)
    found = pick_resource(call, desk.world, resource, writes=True)
    staff = who_i_am(call, desk.office, by)
    own = {"schema": "resource/1", "id": found.id}
    entry = join(call, desk.office, read_entry(call, from_), {"verified": {"date": date}} if date else {}, "resource")
    entry = default(without_own(entry, own), {"verified": {}})
    said = entry.fields.get("verified")
    checked = {"date": call.day.isoformat(), "staff": staff, **(said if isinstance(said, dict) else {})}
    if found.verified and str(checked["date"]) < found.verified.date.isoformat():
        where = desk.shelf.line_of(found.path, ("verified", "date"))
        raise Refused(
            f"{show_day(found.verified.date)}に、もう確かめられています", where=where, remedy="それより後の日付で記録してください"
        )
    entry = replace(entry, fields={**entry.fields, "verified": checked})
    value = {**read_tree(desk.shelf.sources.files[found.path]), **entry.fields, **own}
    written = write_edited(desk.shelf, found.path, finish(entry, "resource", value), entry)
    deed = Deed(verb="resource verify", subject=found.id, written=(written,), nouns={"resource": found.id}, notes=entry.notes)
    return carry_out(call, desk, deed)
