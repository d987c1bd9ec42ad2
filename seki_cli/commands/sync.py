"""共有: what is saved here and what was saved elsewhere become one history, here and at the place where the clones meet.

Fetching, merging, asking and sending happen without the lock: they write nothing but objects and the name of what was seen,
and nobody who records a visit should wait for a network or for somebody who thinks. Only the last step, which moves HEAD
and the work tree, holds it; where a save came in between, the two are merged once more. A sync that dies after sending is
taken up by the next one, which finds its own commit over there. 出典: safety.md の「Sync」（順序の違いはこの鍵の持ち方だけ）
"""

import random
import time
from typing import Final, Literal

from seki_cli.commands.call import Call
from seki_cli.commands.list_notes import day_notes
from seki_cli.commands.sync_choice import Settling, ask_side, can_ask
from seki_cli.commands.sync_course import Course, build_course, find_brought, find_in_the_way, take_sides
from seki_cli.commands.sync_view import Told, preview, stopped, tell
from seki_cli.errors import Blocked, Misuse, told_if_stopped
from seki_cli.files.clone_settings import write_clone_settings
from seki_cli.files.durable import disk_faults
from seki_cli.files.failpoints import failpoint
from seki_cli.files.git_state import read_head, read_unsaved
from seki_cli.files.lock import hold_lock
from seki_cli.files.merge import land_commit, write_merge
from seki_cli.files.remote import (
    Remote,
    clear_left_locks,
    clear_lock_there,
    fetch_remote,
    find_backup,
    is_locked_there,
    push_commit,
    read_remote,
    remember_upstream,
)
from seki_cli.files.remote_words import locked_there, place_of
from seki_cli.files.save import begin_writing
from seki_cli.model.answer import Answer

_TRIES: Final = 8
_PAUSE: Final = 0.05
_PATIENCE: Final = 15.0
_MESSAGE: Final = "seki: sync"

Outcome = Literal["shared", "overtaken", "moved on"]


def sync(call: Call) -> Answer:
    """ほかの台帳（clone）と記録をやり取りし、双方を合わせます。

    届いたものを取り込み、こちらの保存を送ります。違う項目の直しは合わせ、同じ項目の直しは端末で尋ねます。
    合わせた後に決まりを確かめ、終結したケースへの新しいつなぎのような食い違いを知らせます。

    例: seki sync
    例: seki sync --dry-run   （何が届き、何を送り、何を尋ねられるか）
    """
    if call.no_commit:
        raise Misuse("seki sync に --no-commit は使えません", remedy="様子だけを見るときは --dry-run を付けてください")
    with hold_lock(call.root, "sync", name="sync-lock"):
        return _sync(call, read_remote(call.root))


def _sync(call: Call, remote: Remote) -> Answer:
    mended = () if call.dry_run else _prepare(call)
    if call.asker is not None and can_ask(call):  # who is asked something may stop there, and is to know it by then
        for line in mended:
            call.asker.say(line)
        mended = ()
    with told_if_stopped(mended):
        return _met(call, remote, Told(remote=remote.name, mended=mended))


def _met(call: Call, remote: Remote, told: Told) -> Answer:
    settling = Settling()
    for number in range(_TRIES):
        time.sleep(_PAUSE * number * random.random())  # noqa: S311 -- so that two who met part again
        course, settling = _settled(call, _look(call, remote), settling)
        if call.dry_run:
            return preview(call.root, told.and_then(course, find_brought(call, course)), course)
        refusals = find_in_the_way(call, course)
        if refusals or not course.ready:
            return stopped(call.root, told, course, refusals)
        brought = find_brought(call, course)
        outcome = _share(call, remote, course)
        if outcome != "overtaken":
            told = told.and_then(course, brought)
        if outcome == "shared":
            remember_upstream(call.root, remote)
            told = told.ended(read_head(call.root), find_backup(call.root, course.ours))
            return tell(told, _notes(call), quiet=call.quiet)
    raise _never_our_turn(remote)


def _prepare(call: Call) -> tuple[str, ...]:
    """Mend what an interrupted command left, and set up a clone that plain `git clone` made; return what was mended."""
    with begin_writing(call.root, "sync") as writing, disk_faults():
        told = clear_left_locks(call.root)
        write_clone_settings(call.root)
        return (*writing.told, *told)


def _look(call: Call, remote: Remote) -> Course:
    with call.working("共有先を見ています"):
        theirs = fetch_remote(call.root, remote)
        failpoint("fetched")
    with call.working("双方の記録を合わせています"):
        return build_course(call.root, read_head(call.root), theirs)


def _settled(call: Call, whole: Course, settling: Settling) -> tuple[Course, Settling]:
    """Put in the answers that were given already, and ask for the others where somebody sits there."""
    while True:
        course = take_sides(call, whole, settling)
        if course.merge is None or not course.choices or course.clashes or not can_ask(call):
            return course, settling
        for choice in course.choices:
            settling = settling.answered(choice, ask_side(call, course.merge, choice))


def _share(call: Call, remote: Remote, course: Course) -> Outcome:
    """Send the merge, then show it here. `overtaken`: somebody else was quicker over there, `moved on`: somebody saved here."""
    root, commit = call.root, course.ours
    if course.merge is not None:
        when = min(call.recorded, call.clock)  # a day to come would keep everybody from writing until it has come
        commit = write_merge(root, course.merge, author_date=when, message=_MESSAGE)
    failpoint("merged")
    with call.working("共有先へ送っています"):
        if commit != course.theirs and not _sent(call, remote, commit):
            return "overtaken"
    failpoint("pushed")
    if commit == course.ours:
        return "shared"
    with begin_writing(root, "sync") as writing:
        if read_head(root) != course.ours:
            return "moved on"
        try:
            land_commit(writing, commit, _MESSAGE)
        except Blocked as refusal:
            raise _only_there(refusal) if commit != course.theirs else refusal from None
    return "shared"


def _sent(call: Call, remote: Remote, commit: str) -> bool:
    """Send a commit; where a killed git left its lock over there, wait until it is certain that nobody comes back for it."""
    give_up = time.monotonic() + _PATIENCE
    while not push_commit(call.root, remote, commit):
        if not is_locked_there(remote):
            return False
        if time.monotonic() > give_up:
            raise locked_there(remote.name)
        clear_lock_there(remote)
        time.sleep(_PAUSE)
    return True


def _notes(call: Call) -> tuple[str, ...]:
    return (*day_notes(call), *_left_notes(call))


def _left_notes(call: Call) -> tuple[str, ...]:
    unsaved = read_unsaved(call.root)
    count = len(unsaved.changed) + len(unsaved.gone)
    return (f"（保存していない変更が {count} 件あります。そのままにしてあり、共有していません）",) if count else ()


def _only_there(refusal: Blocked) -> Blocked:
    """Return the refusal to show here what is over there already: the next sync brings it."""
    message = f"こちらの保存は共有先に届きましたが、届いたものをこの台帳に取り込めませんでした。{refusal.message}"
    return Blocked(message, where=refusal.where, remedy=refusal.remedy)


def _never_our_turn(remote: Remote) -> Blocked:
    return Blocked(
        "ほかの台帳からの共有が続いているため、順番が回ってきませんでした。こちらの記録はそのままです。",
        where=place_of(remote.name),
        remedy="少し待ってから、もう一度 `seki sync` を実行してください。",
    )
