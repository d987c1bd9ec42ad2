"""受け取り: what the server's hook asks before git takes a push. Nobody types it; it is left out of the help."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from seki_cli.commands.call import Call
from seki_cli.commands.list_notes import is_newer
from seki_cli.errors import Refused
from seki_cli.files.paths import case_folder, locate, record_path
from seki_cli.files.receiving import (
    Receiving,
    build_updates,
    is_forward,
    read_decisions,
    read_large,
    read_plan,
    read_pushed_commits,
    read_receiving,
    read_settings,
    read_texts,
    read_there,
    read_values,
)
from seki_cli.files.records import read_value
from seki_cli.files.server import ACCEPTED
from seki_cli.model.answer import Answer, Lines
from seki_cli.model.pushed import Objection, PushedCommit, RefUpdate
from seki_cli.model.verdict import sayable
from seki_cli.rules.pushed import (
    Pair,
    build_not_forward,
    find_in_commit,
    find_in_messages,
    find_in_references,
    find_in_roots,
    find_in_whole,
    find_too_many,
    to_be_read,
)
from seki_cli.rules.pushed_texts import (
    find_in_merged,
    find_in_plan,
    find_in_text,
    find_newer,
    find_too_large,
    is_put_together,
    is_rewritten_plan,
)

_SHOWN: Final = 4
_MOST: Final = 100


def receive(call: Call) -> Answer:
    """サーバーの hook が、送られた記録を受け取る前に呼びます。手で動かすものではありません。

    例: seki receive
    """
    receiving = read_receiving(Path.cwd())
    updates = build_updates(call.read_stdin())
    found = tuple(find_in_references(updates)) or tuple(one for update in updates for one in _judge(receiving, update))
    if found:
        return Answer(data={"objections": len(found)}, warnings=tuple(_said(found)), exit_code=Refused.code)
    return Answer(data={"objections": 0}, views=(Lines(lines=(ACCEPTED,)),))


def _judge(receiving: Receiving, update: RefUpdate) -> tuple[Objection, ...]:
    """Return what is wrong with a push, the oldest commit first: with its history, its files, its texts, the whole."""
    if not is_forward(receiving, update):
        return (build_not_forward(),)
    commits = read_pushed_commits(receiving, update)
    many = find_too_many(commits)
    if many:
        return (many,)
    found = [*find_in_roots(commits, empty=not update.old), *find_in_messages(commits, empty=not update.old)]
    found += [objection for commit in commits for objection in find_in_commit(commit)]
    pairs = to_be_read(commits, found)
    found += islice(_judge_texts(receiving, pairs), _MOST)
    found += islice(_judge_plans(receiving, pairs), _MOST)
    found += islice(_judge_merged(receiving, pairs), _MOST)
    order = {commit.id: number for number, commit in enumerate(commits)}
    return tuple(sorted(found, key=lambda one: order[one.commit])) or tuple(_judge_whole(receiving, update.new, commits))


def _judge_texts(receiving: Receiving, pairs: Sequence[Pair]) -> Iterator[Objection]:
    large = read_large(receiving, [touch for _, touch in pairs])
    yield from (find_too_large(commit, touch) for commit, touch in pairs if touch.new in large)
    wanted: dict[str, list[Pair]] = {}
    for commit, touch in pairs:
        if touch.new not in large:
            wanted.setdefault(touch.new, []).append((commit, touch))
    for blob, data in read_texts(receiving, wanted):
        told = (find_in_text(commit, touch, data, read_value(touch.path, data)[1]) for commit, touch in wanted[blob])
        yield from filter(None, told)


def _judge_plans(receiving: Receiving, pairs: Sequence[Pair]) -> Iterator[Objection]:
    for commit, touch in pairs:
        place = locate(touch.path)
        if place is not None and is_rewritten_plan(commit, touch):
            old, new = (read_plan(receiving, touch.path, blob) for blob in (touch.olds[0], touch.new))
            decisions = read_decisions(receiving, commit.id, case_folder(place.case))
            yield from filter(None, (find_in_plan(commit, touch, decisions, old, new),))


def _judge_merged(receiving: Receiving, pairs: Sequence[Pair]) -> Iterator[Objection]:
    for commit, touch in pairs:
        if is_put_together(commit, touch):
            values = read_values(receiving, touch.path, (*touch.olds, *touch.bases, touch.new))
            yield from filter(None, (find_in_merged(commit, touch, values),))


def _judge_whole(receiving: Receiving, commit: str, commits: Sequence[PushedCommit]) -> Iterator[Objection]:
    places = (locate(touch.path) for one in commits for touch in one.touches)
    cases = sorted({place.case for place in places if place and place.case})
    needed = ("seki.yaml", *(record_path(kind, case=case) for case in cases for kind in ("case", "household")))
    lacking = tuple(find_in_whole(commit, needed, read_there(receiving, commit, needed)))
    yield from lacking
    if not lacking and is_newer(*read_settings(receiving, commit)):
        yield find_newer(commit)


def _said(found: tuple[Objection, ...]) -> Iterator[str]:
    """Yield the refusal: at most ten lines, never a value of a record."""
    yield "受け取れませんでした。共有先は前のままです。"
    for one in found[:_SHOWN]:
        place = " ".join(filter(None, (one.commit[:10], sayable(one.path))))
        yield f"{place}: {one.message}" if place else one.message
        yield f"  次に: {one.remedy}"
    if len(found) > _SHOWN:
        yield f"ほかに {len(found) - _SHOWN} 件あります。"
