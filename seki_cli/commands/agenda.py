"""会議資料: the paper behind the gate, and the coordinator's sheet of what was withheld."""

from dataclasses import replace
from typing import Annotated, Any

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.compose import compose
from seki_cli.commands.face import ByOpt, MeetingArg
from seki_cli.commands.fetch import Desk, answer, fetch
from seki_cli.commands.handing import hand_out
from seki_cli.commands.pick import pick_agency, pick_meeting
from seki_cli.commands.printed import find_stale_papers
from seki_cli.commands.refuse import refuse_unless
from seki_cli.errors import Misuse
from seki_cli.files.paper_templates import read_template
from seki_cli.model.agenda import AgendaPaper, Cover
from seki_cli.model.answer import Answer, Paper
from seki_cli.model.released import Released
from seki_cli.model.verdict import Finding
from seki_cli.papers.agenda import render_agenda
from seki_cli.papers.cover import render_cover
from seki_cli.rules.meeting_turns import may_go_by_number

_FORMATS = {"": "text", "table": "text", "text": "text", "md": "md", "html": "html", "json": "text"}


def agenda(
    call: Call,
    meeting: MeetingArg,
    for_: Annotated[str, typer.Option("--for", metavar="AGENCY", help="この機関に渡す分だけ")] = "",
    cover: Annotated[bool, typer.Option("--cover", help="伏せたものとその理由（綴じ込まない控え）を出します")] = False,
    output: Annotated[
        str,
        typer.Option(
            "-o", "--output", metavar="FILE", help="配る資料（番号つき・回収表つき）として書き出し、提供台帳に記録します"
        ),
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="すでにあるファイルに上書きします")] = False,
    by: ByOpt = "",
) -> Answer:
    """会議資料を作ります。その場の全員に見せてよいものだけが載ります。

    伏せたものと理由は --cover に出ます。形は --format text・md・html から選べます。

    例: seki agenda M-20250715-7KQ2
    例: seki agenda M-20250715-7KQ2 --cover
    例: seki agenda M-20250715-7KQ2 --format html -o out/会議資料.html
    """
    form = _FORMATS.get(call.format)
    if form is None:
        raise Misuse("会議資料に使えない --format です", remedy="text・md・html のどれかを指定してください")
    desk = fetch(call)
    found = pick_meeting(call, desk.world, meeting, writes=bool(output))
    refuse_unless(desk, may_go_by_number(found))
    agency = pick_agency(desk.office, for_, found.date).id if for_ else ""
    composed = compose(call, desk, found, call.day, agency=agency)
    if output:
        if cover:
            raise Misuse(
                "--cover と -o は一緒に使えません",
                remedy="控えは画面で見るか、必要なら > でファイルに移してください（配布しないでください）",
            )
        return hand_out(call, desk, composed.paper, composed.cover, form=form, output=output, force=force, by=by)
    stale = find_stale_papers(call, desk, found)
    sheet = _placed(desk, replace(composed.cover, notices=(*stale, *composed.cover.notices)))
    return _show(call, desk, composed.paper, sheet, form=form, cover=cover)


def _show(call: Call, desk: Desk, paper: Released[AgendaPaper], sheet: Cover, *, form: str, cover: bool) -> Answer:
    """Return the paper for the screen, with what was withheld on stderr; or the coordinator's sheet."""
    if cover:
        text = render_cover(sheet, read_template(call.root, f"cover.{_ending(form)}.j2"), form)
    else:
        text = render_agenda(paper, read_template(call.root, f"agenda.{_ending(form)}.j2"), form, draft=True)
    return answer(call, desk, agenda_data(paper, sheet), (Paper(text=text),), findings=() if cover else withheld_findings(sheet))


def withheld_findings(sheet: Cover) -> tuple[Finding, ...]:
    """Return what was withheld as findings for stderr and the envelope: the piece, the rule, the record that decided."""
    withheld = tuple(
        Finding(
            code="SEKI111",
            severity="hint",
            message=f"議題 {w.item}: {w.piece} を伏せました。{w.reason}",
            remedy=w.remedy,
            path=w.because or w.path,
            key=w.key,
            line=w.line,
            column=1 if w.line else 0,
            case=w.case,
        )
        for w in sheet.withheld
    )
    notices = tuple(
        Finding(code=n.code, severity="warning", message=n.reason, remedy=n.remedy, path=n.path) for n in sheet.notices
    )
    return (*notices, *withheld)


def agenda_data(paper: Released[AgendaPaper], sheet: Cover) -> dict[str, Any]:
    """Return the paper for programs: exactly what it shows, and how many pieces were withheld."""
    shown = paper.value
    return {
        "meeting": shown.header.meeting,
        "date": shown.header.day,
        "kind": shown.header.kind,
        "for": shown.audience or None,
        "items": [
            {
                "num": item.num,
                "case": item.case,
                "members": item.agencies,
                "head": [piece.value.line for piece in item.head],
                "points": [piece.value.line for piece in item.points],
                "sections": [{"title": s.title, "lines": [line.value.line for line in s.lines]} for s in item.sections],
            }
            for item in shown.items
        ],
        "copies": [{"num": copy.num, "to": copy.to, "items": copy.items} for copy in shown.copies],
        "withheld": len(sheet.withheld),
    }


def _ending(form: str) -> str:
    return "txt" if form == "text" else form


def _placed(desk: Desk, sheet: Cover) -> Cover:
    def line(path: str, key: tuple[str | int, ...]) -> int:
        return int(desk.shelf.line_of(path, key).rpartition(":")[2] or 0) if path in desk.shelf.sources.files else 0

    return replace(sheet, withheld=tuple(w.placed(line(w.because, w.key)) for w in sheet.withheld))
