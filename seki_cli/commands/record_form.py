"""The form for minutes: who came, then item by item the result, what was said, and who does what by when."""

from typing import Any, Final

from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry
from seki_cli.commands.form import agency_options, ask_day
from seki_cli.files.drafts import read_draft, write_draft
from seki_cli.files.yaml_editor import build_text
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.dialogue import Asker, Option
from seki_cli.model.meeting import Item, Meeting
from seki_cli.model.office import Office

_RESULTS: Final = tuple(Option(value=w, label=w) for w in ("適切", "修正のうえ適切", "承認", "差戻し", "継続審議", "その他"))


def ask_minutes(call: Call, office: Office, meeting: Meeting) -> Entry:
    """Ask for the minutes of a meeting item by item; each finished item is kept as a draft, and the form goes on from there."""
    asker = call.must_ask("会議の記録の内容がありません", "--from ファイル（came: と items:）で渡すか、端末で実行してください")
    draft = draft_of_minutes(meeting)
    whole: dict[str, Any] = {"items": []}
    kept = read_draft(call.root, draft)
    if kept is not None and asker.confirm("書きかけの記録があります。続きから始めますか"):
        whole = read_tree(kept.encode())
        whole["items"] = whole.get("items") or []
    if "came" not in whole:
        whole["came"] = _ask_came(asker, office, meeting)
        write_draft(call.root, draft, build_text(whole))
    done = {str(row.get("num")) for row in whole["items"]}
    for item in meeting.items:
        if str(item.num) not in done:
            whole["items"].append(_ask_item(call, asker, office, item))
            write_draft(call.root, draft, build_text(whole))
    if not call.dry_run and not asker.confirm("この内容で保存しますか"):
        raise KeyboardInterrupt
    return Entry(fields=whole)


def draft_of_minutes(meeting: Meeting) -> str:
    """Return the name under which the minutes of a meeting are kept until they are saved."""
    return f"meeting-record-{meeting.id}"


def _ask_came(asker: Asker, office: Office, meeting: Meeting) -> list[dict[str, str]]:
    return [
        {"agency": attendee.agency, **({"staff": attendee.staff} if attendee.staff else {})}
        for attendee in meeting.attendees
        if attendee.agency and asker.confirm(f"{office.agency_name(attendee.agency)} {attendee.staff} は出席しましたか")
    ]


def _ask_item(call: Call, asker: Asker, office: Office, item: Item) -> dict[str, Any]:
    asker.say(f"議題 {item.num} {item.timing} {item.case or item.gap} {item.plan}".rstrip())
    row: dict[str, Any] = {"num": str(item.num)}
    if item.gap:
        return {**row, "protocol": asker.text("話し合われたこと", long=True)}
    row["case"] = item.case
    row["result"] = asker.choose("結果", _RESULTS, about="適切・修正のうえ適切・承認のとき、プランが動きます。")
    if said := asker.text("議事の要点（なければ Enter）", long=True):
        row["protocol"] = said
    if item.timing in ("終結", "中断"):
        row |= _ask_ending(call, asker, office, item)
    todos: list[dict[str, Any]] = []
    while what := asker.text("宿題（なければ Enter）"):
        agency = asker.choose("担当機関", agency_options(call, office))
        todos.append({"num": str(len(todos) + 1), "agency": agency, "what": what, "due": ask_day(call, asker, "いつまで")})
    return {**row, "todos": todos} if todos else row


def _ask_ending(call: Call, asker: Asker, office: Office, item: Item) -> dict[str, Any]:
    if item.timing == "中断":
        how = asker.text("これまでの連絡の試み")
        tried = {"date": ask_day(call, asker, "その日"), "how": how}
        return {
            "attempts": [tried],
            "look_again": ask_day(call, asker, "様子を見直す日"),
            "resume_when": asker.text("再開の条件"),
        }
    nobody = Option(value="なし", label="なし")
    row: dict[str, Any] = {"next_lead": asker.choose("次の主担当", (*agency_options(call, office), nobody))}
    if row["next_lead"] == "なし":
        row["next_lead_why"] = asker.text("次の主担当を置かない理由")
    needed = asker.confirm("フォローアップをしますか")
    row["followup_needed"] = "true" if needed else "false"
    if needed:
        row["followup"] = [{"date": ask_day(call, asker, "フォローアップの日"), "how": asker.text("その方法")}]
    return row
