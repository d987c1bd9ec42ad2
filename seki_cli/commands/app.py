"""Every command under its word: the table of contents of seki."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

import typer

from seki_cli.commands import (
    activity_add,
    case_acts,
    consent,
    gap_act,
    meeting,
    note,
    person,
    plan,
    profile_take,
    refer,
    registry,
    resource_new,
)
from seki_cli.commands.agenda import agenda
from seki_cli.commands.assess import assess
from seki_cli.commands.check import check
from seki_cli.commands.demo import demo
from seki_cli.commands.diff import diff
from seki_cli.commands.doctor import doctor
from seki_cli.commands.due import due
from seki_cli.commands.evaluate import evaluate
from seki_cli.commands.face import WorkingOrder, command, group
from seki_cli.commands.history import history
from seki_cli.commands.init import init
from seki_cli.commands.monitor import monitor
from seki_cli.commands.place import place
from seki_cli.commands.receive import receive
from seki_cli.commands.save import save
from seki_cli.commands.schema import schema
from seki_cli.commands.stats import stats
from seki_cli.commands.sync import sync
from seki_cli.model.answer import Answer

_ABOUT: Final = """重層的支援体制整備事業の記録・つなぎ・会議・モニタリングを扱います。

どのコマンドにも使えるもの（前にも後ろにも書けます）:
  -C DIR          台帳の場所（既定は SEKI_WORKSPACE か、今いる場所から上）
  --as-of DATE    この日を「今日」として扱います
  --json          結果を JSON で出します（--format table|json|csv|tsv）
  --head          保存済みの内容だけを読みます
  --dry-run       書き込まずに、書くはずの内容を見せます
  --no-commit     ファイルに書くだけで、保存（コミット）しません
  --quiet         補足の行を出しません
それだけで使うもの:
  --version       版を出します
  --install-completion   TAB での補完を入れます（bash・zsh・fish）

例: seki due --within 7
例: seki case new"""

GROUPS: Final = frozenset(
    {"case", "person", "note", "consent", "referral", "plan", "meeting", "registry", "resource", "gap", "activity", "profile"}
)


@cache
def built_command() -> Callable[..., Any]:
    """Return the same, ready to be called with words: built once a process, as tests and long sessions call it often."""
    return typer.main.get_command(build_app())


def build_app() -> typer.Typer:
    """Return the whole of seki as one Typer application."""
    app = group("seki", _ABOUT, cls=WorkingOrder)
    for part in (case_acts.app, person.app, note.app, consent.app):
        app.add_typer(part)
    command(app, "assess")(assess)
    command(app, "refer")(refer.refer)
    for part in (refer.app, plan.app):
        app.add_typer(part)
    on_plans: dict[str, Callable[..., Answer]] = {"monitor": monitor, "place": place, "evaluate": evaluate}
    for name, function in on_plans.items():
        command(app, name)(function)
    app.add_typer(meeting.app)
    for part in (resource_new.app, gap_act.app, activity_add.app):
        app.add_typer(part)
    words: dict[str, Callable[..., Answer]] = {"agenda": agenda, "due": due, "check": check, "history": history, "save": save}
    words["diff"] = diff
    words["stats"] = stats
    words["doctor"] = doctor
    words["sync"] = sync
    for name, function in words.items():
        command(app, name)(function)
    for part in (registry.app, profile_take.app):
        app.add_typer(part)
    rest: dict[str, Callable[..., Answer]] = {"schema": schema, "init": init, "demo": demo}
    for name, function in rest.items():
        command(app, name)(function)
    command(app, "receive", hidden=True)(receive)
    app.callback()(_about)
    return app


def _about() -> None:
    """Stand for the application itself; its text is given to the group."""
