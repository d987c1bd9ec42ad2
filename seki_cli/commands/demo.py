"""見本: builds the sample workspace and does the main job on it, step by step, so that one sees what seki is for."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from seki_cli.commands.agenda import agenda
from seki_cli.commands.call import Call
from seki_cli.commands.check import check
from seki_cli.commands.due import due
from seki_cli.commands.fetch import Desk, fetch
from seki_cli.commands.init import make_sample
from seki_cli.commands.monitor import monitor
from seki_cli.model.answer import Answer, Lines, Paper, View
from seki_cli.model.meeting import Meeting
from seki_cli.model.standing import DueRow
from seki_cli.model.wareki import show_day_with_weekday
from seki_cli.rules.due import due_items
from seki_cli.rules.due_list import DueFilter

_SHOWN = 75
_AUTHOR = ("見本 係", "mihon@example.jp")


def demo(
    call: Call,
    folder: Annotated[str, typer.Argument(metavar="[DIR]", help="見本を作るフォルダー（既定は seki-mihon）")] = "seki-mihon",
) -> Answer:
    """見本の台帳を作り、一日の主な仕事をひととおり見せます（人物・世帯はすべて架空です）。

    例: seki demo
    """
    root = _free_folder(Path(folder))
    day = make_sample(root)
    here = replace(call, folder=root, day=day, author=_AUTHOR, asker=None, format="", as_json=False)
    desk = fetch(here)
    first = next(iter(due_items(desk.world, day, wanted=DueFilter(kind="モニタリング"))), None)
    coming = next((m for m in desk.world.meetings if m.date >= day and not m.called_off and m.items), None)
    views = (
        Lines(
            lines=(f"見本の台帳を {root.resolve()} に作りました。ケース {len(desk.world.cases)} 件（すべて架空の世帯です）。",)
        ),
        *_step(f"seki due　（{show_day_with_weekday(day)} に期限が来ている・過ぎているもの）", due(here)),
        *(_review(here, first) if first else ()),
        *(_paper(here, coming) if coming else ()),
        *_step("seki check　（台帳に誤りがないか）", check(here)),
        Lines(lines=("", "── 続きを見るには", *_hints(desk, root, first, coming))),
    )
    return Answer(data={"workspace": str(root.resolve()), "day": day, "path": "", "records": []}, views=views)


def _free_folder(folder: Path) -> Path:
    """Return the folder, or the next free one beside it: a demo never writes into what is there."""
    number = 2
    free = folder
    while free.exists():
        free, number = folder.with_name(f"{folder.name}-{number}"), number + 1
    return free


def _step(title: str, told: Answer) -> tuple[View, ...]:
    notes = tuple(line for f in told.findings for line in (f"  ・{f.message}",)) if not told.findings_are_answer else ()
    after = (*told.warnings, *notes)
    return (Lines(lines=("", f"── {title}")), *told.views, *((Lines(lines=after),) if after else ()))


def _review(call: Call, row: DueRow) -> tuple[View, ...]:
    """Record the review that is due, as its staff would, and show the day of the next."""
    here = replace(call, words=("monitor",))
    who = row.staff or next(p.id for p in fetch(call).office.postings(row.agency, call.day))
    told = monitor(here, row.plan, result="継続", by=who)
    return _step(f"seki monitor {row.plan} --result 継続　（いちばん古い期限のモニタリングを記録）", told)


def _paper(call: Call, meeting: Meeting) -> tuple[View, ...]:
    """Show the paper of the next meeting and the sheet that tells what was withheld."""
    paper = replace(agenda(call, meeting.id), findings=())
    paper = replace(paper, views=tuple(_beginning(view, meeting.id) for view in paper.views))
    sheet = agenda(call, meeting.id, cover=True)
    return (
        *_step(f"seki agenda {meeting.id}　（次の会議の資料。見せてよいものだけが載る）", paper),
        *_step(f"seki agenda {meeting.id} --cover　（伏せたものとその理由）", sheet),
    )


def _beginning(view: View, meeting: str) -> View:
    """Return the first page and a half of a paper: whoever wants the rest can ask for it."""
    if not isinstance(view, Paper):
        return view
    lines = view.text.splitlines()
    left = len(lines) - _SHOWN
    return Paper(text="\n".join([*lines[:_SHOWN], f"  …（あと {left} 行。全文は seki agenda {meeting}）"])) if left > 0 else view


def _hints(desk: Desk, root: Path, row: DueRow | None, meeting: Meeting | None) -> Iterator[str]:
    day = desk.shelf.day
    base = f"seki -C {root} --as-of {day}"
    yield f"  {base} case list"
    if row:
        yield f"  {base} case show {row.case}"
        yield f"  {base} history {row.case}"
    if meeting:
        who = next((posting.id for posting in desk.office.postings(meeting.convenor, day)), "<職員ID>")
        yield f"  {base} agenda {meeting.id} --format html -o {root}/out/shiryo.html --by {who}"
    yield f"  grep -r 'result: 継続' {root}/cases/*/*/monitorings"
    yield f"  git -C {root} log --date=short --format='%ad %s'"
