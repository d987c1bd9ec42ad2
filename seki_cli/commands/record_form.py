"""The form for minutes: who came, then item by item; each answer is kept, and the whole is shown before it is saved."""

from typing import Any, Final

from seki_cli.commands.call import Call
from seki_cli.commands.copies import ask_returned
from seki_cli.commands.entry import Entry
from seki_cli.commands.fetch import Desk
from seki_cli.commands.minutes_book import Book, open_book
from seki_cli.commands.offers import agency_options, person_name
from seki_cli.commands.record_item_form import ask_item
from seki_cli.errors import Refused
from seki_cli.model.dialogue import Option
from seki_cli.model.meeting import Attendee, Item, Meeting
from seki_cli.rules.copies import outstanding
from seki_cli.rules.meeting_turns import find_minutes

_KEPT: Final = "ここまでの内容は下書きに残っています。同じコマンドで続きから始められます。"


def ask_minutes(call: Call, desk: Desk, meeting: Meeting) -> Entry:
    """Ask for the minutes of a meeting; every answer is kept as a draft, and the form goes on from there.

    Items that are recorded already are not asked again; where all are, the minutes themselves can be confirmed (会議の確認).
    """
    asker = call.must_ask("会議の記録の内容がありません", "--from ファイル（came: と items:）で渡すか、端末で実行してください")
    items = [item for item in meeting.items if not find_minutes(desk.world, meeting, item)]
    if not items and meeting.items:
        return _ask_what_is_left(call, desk, meeting)
    book = open_book(call, asker, meeting)
    try:
        if "came" not in book.whole and all(attendee.came is None for attendee in meeting.attendees):
            book.whole["came"] = _ask_came(book, desk, meeting)
            book.keep()
        for item in items:
            if not book.is_done(item.num):
                ask_item(book, desk, meeting, item)
        if "papers" not in book.whole and outstanding(meeting.papers):
            book.whole["papers"] = ask_returned(asker, meeting, desk.office)
            book.keep()
        if not call.dry_run:
            _review(book, desk, meeting, items)
    except KeyboardInterrupt:
        if book.whole:
            asker.say("")
            asker.say(_KEPT)
        raise
    return Entry(fields=book.minutes({item.num for item in items}))


def _ask_what_is_left(call: Call, desk: Desk, meeting: Meeting) -> Entry:
    """Ask what a meeting may still want once all its items are recorded: the copies that came back, and its confirmation."""
    asker = call.must_ask("", "")
    left = outstanding(meeting.papers)
    if meeting.confirmed is not None and not left:
        remedy = "決定を直すときは seki case edit ケース 決定の番号 で訂正の記録を作ってください"
        raise Refused("議題はすべて記録され、会議の確認も済んでいます", where=meeting.path, remedy=remedy)
    fields: dict[str, Any] = {}
    if left and (back := ask_returned(asker, meeting, desk.office)):
        fields["papers"] = back
    question = "議題はすべて記録されています。会議の記録を確認したことにしますか"
    if meeting.confirmed is None and asker.confirm(question):
        fields["confirmed"] = {"date": call.day.isoformat()}
    if not fields:
        raise KeyboardInterrupt
    return Entry(fields=fields)


def _ask_came(book: Book, desk: Desk, meeting: Meeting) -> list[dict[str, str]]:
    """Ask who of those invited stayed away, and who came besides: few answers where most came."""
    asker, office = book.asker, desk.office
    invited = {str(n): row for n, row in enumerate(meeting.attendees, start=1)}
    rows = list(invited.values())
    if invited:
        options = tuple(Option(value=n, label=_seat(desk, row)) for n, row in invited.items())
        asker.say("■ 出席")
        away = asker.choose_several(
            "招いたうち、来なかったのは（なければ Enter）",
            options,
            about="来た人だけが、資料を受け取った人として提供台帳に載ります。",
        )
        rows = [row for n, row in invited.items() if n not in away]
    known = {row.agency for row in meeting.attendees}
    others = tuple(option for option in agency_options(meeting.date, office) if option.value not in known)
    extra = asker.choose_several("招いていないが、来た機関は（なければ Enter）", others)
    people = _people(desk, meeting)
    family = asker.choose_several("同席した本人・家族は（なければ Enter）", people) if people else ()
    came = [_as_row(row) for row in rows] + [{"agency": agency} for agency in extra]
    return came + [dict(zip(("case", "person"), one.split("#"), strict=True)) for one in family]


def _seat(desk: Desk, row: Attendee) -> str:
    if not row.agency:
        return f"{row.case} {row.person}"
    return " ".join(filter(None, (desk.office.agency_name(row.agency), desk.office.staff_name(row.staff) if row.staff else "")))


def _as_row(row: Attendee) -> dict[str, str]:
    named = {"agency": row.agency, "staff": row.staff} if row.agency else {"case": row.case, "person": row.person}
    return {key: value for key, value in named.items() if value}


def _people(desk: Desk, meeting: Meeting) -> tuple[Option, ...]:
    """Return the people of the cases on the agenda who are not on the list yet, to choose from."""
    invited = {(row.case, row.person) for row in meeting.attendees}
    cases = [case for name in dict.fromkeys(item.case for item in meeting.items) if (case := desk.world.case(name))]
    return tuple(
        Option(value=f"{case.id}#{p.id}", label=f"{case.id} {p.id} {person_name(p)}", search=(p.kana, p.role))
        for case in cases
        for p in case.household.people
        if (case.id, p.id) not in invited
    )


def _review(book: Book, desk: Desk, meeting: Meeting, items: list[Item]) -> None:
    """Show what was answered before it is saved; a number goes back to that item, Enter goes on."""
    by_num = {str(item.num): item for item in items}
    while True:
        book.asker.say("── 会議の記録（保存の前の確認）")
        book.asker.say(f"出席 {len(book.whole.get('came') or ())}")
        for item in items:
            book.asker.say(f"議題 {item.num} {item.timing} {item.case or item.gap}: {_summary(book.row(item.num))}")
        typed = book.asker.text("保存しますか（Enter で保存・議題の番号でその議題を直す）", about="保存するまでは下書きです。")
        if not typed:
            return
        if typed not in by_num:
            book.asker.say("表にある議題の番号を入れてください。")
            continue
        ask_item(book, desk, meeting, by_num[typed], again=True)


def _summary(row: dict[str, Any]) -> str:
    counts = (("宿題", "todos"), ("動かした宿題", "moved"), ("検討した点", "points"), ("地域課題", "gaps"))
    parts = [str(row.get("result") or row.get("status") or "（結果なし）")]
    parts += [f"{title} {len(row[key])}" for title, key in counts if row.get(key)]
    return "　".join(parts)
