"""地域づくり（第3号）: what a base did in a month, or on one day."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Final

import typer

from seki_cli.commands.act import Deed, Written, carry_out
from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry, default, fill, finish, join, read_entry, without_own
from seki_cli.commands.face import FromOpt
from seki_cli.commands.fetch import Desk, fetch
from seki_cli.commands.interview import interview
from seki_cli.commands.pick import pick_programme
from seki_cli.errors import Misuse, Refused, Unreadable
from seki_cli.files.paths import record_path
from seki_cli.files.records import build_record
from seki_cli.files.yaml_editor import build_text
from seki_cli.model.answer import Answer
from seki_cli.model.days import fiscal_folder, fiscal_year
from seki_cli.model.dialogue import Option
from seki_cli.model.fold import fold
from seki_cli.model.ids import build_lettered_id, fold_slug
from seki_cli.model.meeting import Activity
from seki_cli.model.periods import parse_month
from seki_cli.model.wareki import parse_day
from seki_cli.rules.activities import bases_in, beside, may_report, span_of

_FORM: Final = ("held", "participants", "agencies_present", "new_resources", "note")


def add(
    call: Call,
    programme: Annotated[str, typer.Option("--programme", metavar="P", help="第3号の事業（符号・名前・号）")] = "",
    base: Annotated[str, typer.Option("--base", metavar="A", help="拠点（機関の id か名前）")] = "",
    month: Annotated[str, typer.Option("--month", metavar="M", help="一か月分の実績のとき、その年月（R7.8・2025-08）")] = "",
    date: Annotated[str, typer.Option("--date", metavar="D", help="一回の催しの実績のとき、その日")] = "",
    held: Annotated[int | None, typer.Option("--held", metavar="N", help="開催回数（0 は 0、書かなければ未入力）")] = None,
    participants: Annotated[int | None, typer.Option("--participants", metavar="N", help="参加者の延べ人数")] = None,
    agencies_present: Annotated[int | None, typer.Option("--agencies-present", metavar="N", help="参加機関数")] = None,
    new_resources: Annotated[int | None, typer.Option("--new-resources", metavar="N", help="新しくできた社会資源の数")] = None,
    from_: FromOpt = "",
) -> Answer:
    """地域づくりの拠点の、一か月分（--month）か一回の催し（--date）の実績を加えます。

    書かなかった数は「未入力」で、0 とは数えません。同じ拠点の同じ月は二度入れられません（直すときはファイルを書きかえて seki save）。
    事業の拠点が一つだけ、または拠点の事業が一つだけなら、もう一方は省けます。

    例: seki activity add --programme 第3号ニ --base hiroba --month R7.8 --held 20 --participants 215
    例: seki activity add --programme 第3号ロ --base kyoten --date R7.8.21 --from 座談会.yaml
    """
    desk = fetch(call)
    entry = read_entry(call, from_)
    said = {"held": held, "participants": participants, "agencies_present": agencies_present, "new_resources": new_resources}
    options = {"programme": programme, "base": base, "month": month, "date": date}
    entry = _fill_numbers(_with_when(call, desk, entry, options), said)
    entry = _with_base(call, desk, entry)
    if not from_ and all(value is None for value in said.values()):
        entry = interview(call, desk, "activity", entry, keys=_FORM)
    if not any(entry.fields.get(key) not in ("", None) for key in _FORM):
        names = "--held・--participants・--agencies-present・--new-resources"
        raise Misuse(
            "実績が一つも書かれていません",
            where=entry.where(()),
            remedy=f"{names} か --from で、分かっている数だけでも書いてください",
        )
    return _save(call, desk, entry)


def _with_when(call: Call, desk: Desk, entry: Entry, options: dict[str, str]) -> Entry:
    """Return the entry with its month as files write it and its programme by id; the options say the same or more."""
    filled = _plain(call, desk, Entry(fields={k: v for k, v in options.items() if v}))
    entry = join(call, desk.office, _plain(call, desk, entry), filled.fields, "activity")
    if entry.fields.get("month") or entry.fields.get("date"):
        return entry
    asker = call.must_ask("いつの実績かが決まっていません", "--month（一か月分）か --date（一回の催し）を付けてください")
    last = call.day.replace(day=1).toordinal() - 1
    typed = asker.text("何月の実績ですか（一回の催しなら日付）", default=f"{type(call.day).fromordinal(last):%Y-%m}")
    try:
        return default(entry, {"date": parse_day(typed, call.day).isoformat()})
    except ValueError:
        return _plain(call, desk, default(entry, {"month": typed}))


def _plain(call: Call, desk: Desk, entry: Entry) -> Entry:
    fields = dict(entry.fields)
    if fields.get("month"):
        try:
            fields["month"] = parse_month(str(fields["month"]), fiscal_year(call.day)).token
        except ValueError as error:
            raise Misuse(f"年月が読めません。{error}", where=entry.where(("month",)), remedy="例: --month R7.8") from None
    if fields.get("programme"):
        fields["programme"] = pick_programme(desk.office, str(fields["programme"]), call.day).id
    return replace(entry, fields=fields)


def _fill_numbers(entry: Entry, said: Mapping[str, int | None]) -> Entry:
    """Return the entry with the numbers of the options: a 0 is said, None is not."""
    return fill(entry, {key: str(value) for key, value in said.items() if value is not None})


def _with_base(call: Call, desk: Desk, entry: Entry) -> Entry:
    """Return the entry with base and programme in the words of the profile; the one follows from the other where it can."""
    since, until = span_of(_activity(entry))
    running = bases_in(desk.office, since, until)
    wanted, typed = str(entry.fields.get("programme") or ""), str(entry.fields.get("base") or "")
    fitting = [(row, key) for row, key in running if wanted in ("", row.id) and (not typed or _is_called(desk, key, typed))]
    chosen = {(row.id, key) for row, key in fitting}
    if len(chosen) > 1 and call.asker:
        options = tuple(
            Option(value=f"{row.id} {key}", label=f"{row.item} {row.name}　{desk.office.agency_name(key)}", search=(key,))
            for row, key in fitting
        )
        chosen = {tuple(call.asker.choose("どの事業の、どの拠点", options).split(" ", 1))}  # type: ignore[arg-type]
    if len(chosen) == 1:
        programme, base = chosen.pop()
        return replace(entry, fields={**entry.fields, "programme": programme, "base": base})
    if not wanted or not typed:
        known = "、".join(dict.fromkeys(f"{row.id}（{key}）" for row, key in fitting or running))
        raise Misuse(
            "どの事業のどの拠点かが決まっていません",
            where="--programme --base",
            remedy=f"その時期の事業（拠点）: {known or 'ありません。profile/programmes.yaml の第3号の事業に bases を書いてください'}",
        )
    return entry


def _is_called(desk: Desk, key: str, typed: str) -> bool:
    agency = desk.office.agency(key)
    return fold_slug(typed) == key or fold(typed) in {
        fold(name) for name in (key, *((agency.name, *agency.also) if agency else ()))
    }


def _activity(entry: Entry, own: Mapping[str, Any] | None = None) -> Activity:
    value = finish(
        entry, "activity", {"schema": "activity/1", "id": "A-0000000", "programme": "x", **entry.fields, **(own or {})}
    )
    made = build_record("", value)
    assert isinstance(made, Activity)
    return made


def _save(call: Call, desk: Desk, entry: Entry) -> Answer:
    known = {activity.id for activity in desk.world.activities}
    while (activity_id := build_lettered_id("A", secrets.randbelow)) in known:
        pass
    own = {"schema": "activity/1", "id": activity_id}
    entry = without_own(entry, own)
    made = _activity(entry, own)
    verdict = may_report(desk.world, made, call.day)
    if not verdict:
        where = desk.shelf.line_of(verdict.because) if verdict.because else entry.where(verdict.key)
        raise Refused(verdict.reason, where=where, remedy=verdict.remedy)
    path = record_path("activity", record_id=activity_id, year=fiscal_folder(span_of(made)[0]))
    _refuse_unread(desk, path.rpartition("/")[0])
    text = build_text(finish(entry, "activity", {**own, **entry.fields}))
    written = Written(path=path, id=activity_id, text=text, entry=entry)
    also = beside(desk.world.activities, made)
    told = (f"同じ月に {' '.join(a.id for a in also)} があります。同じ人を二度数えていないか確かめてください。",) if also else ()
    nouns = {"activity": activity_id, "programme": made.programme, "base": made.base}
    deed = Deed(
        verb="activity add", subject=activity_id, written=(written,), nouns=nouns, told=told, notes=entry.notes, draft=entry.draft
    )
    return carry_out(call, desk, deed)


def _refuse_unread(desk: Desk, folder: str) -> None:
    """Raise Unreadable (5) where an activity of the 年度 cannot be read: it may be the very month, and would count twice."""
    unread = next((path for path in desk.world.unread if path.startswith(f"{folder}/")), "")
    if unread:
        raise Unreadable(
            "読めない実績があるので、もう入っているかどうかが分かりません。何も書いていません",
            where=unread,
            remedy="エディターでファイルを直し、seki check で確かめてください",
        )
