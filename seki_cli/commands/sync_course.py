"""One try of a sync: what stands here, what stands over there, how the two become one, and what keeps them from it."""

from dataclasses import dataclass, replace
from pathlib import Path

from seki_cli.commands.call import Call
from seki_cli.commands.sync_choice import Settling
from seki_cli.files.durable import read_path
from seki_cli.files.git_state import read_unsaved
from seki_cli.files.merge import PROFILE, Choice, Key, Merge, build_merge, read_profile_choice
from seki_cli.files.paths import locate
from seki_cli.files.remote import read_changed
from seki_cli.files.shelf import read_shelf_of
from seki_cli.model.verdict import Finding
from seki_cli.rules.check_sharing import edit_in_the_way
from seki_cli.rules.meaning import find_meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What this clone shows, what stands at the meeting place ("": nothing yet), and how they become one.

    `came` and `went` are the files that this clone and the meeting place did not have so before.
    """

    ours: str
    theirs: str
    merge: Merge | None = None
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()

    @property
    def joins(self) -> bool:
        """Say whether both sides have something of their own, so that a commit has to join them."""
        return self.merge is not None and not self.merge.forward and not self.merge.nothing_new

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Return what a person still has to choose."""
        return self.merge.choices if self.merge is not None else ()

    @property
    def clashes(self) -> tuple[Finding, ...]:
        """Return what nobody can settle by choosing."""
        return self.merge.clashes if self.merge is not None else ()

    @property
    def ready(self) -> bool:
        """Say whether nothing is left to choose or to mend."""
        return not self.choices and not self.clashes


def build_course(root: Path, ours: str, theirs: str) -> Course:
    """Return the way from two commits to one, nothing chosen yet."""
    if not theirs:
        return Course(ours=ours, theirs="", went=read_changed(root, "", ours))
    return _course(root, build_merge(root, ours, theirs))


def _course(root: Path, merge: Merge) -> Course:
    went = () if merge.forward or not merge.bases else _sent(root, merge)
    return Course(ours=merge.ours, theirs=merge.theirs, merge=merge, came=tuple(sorted(merge.changes)), went=went)


def _sent(root: Path, merge: Merge) -> tuple[str, ...]:
    """Return what the other side will get: all that ours changed since the two parted and theirs has not so."""
    mine = set(read_changed(root, merge.bases[0], merge.ours))
    return tuple(sorted(mine & set(read_changed(root, merge.ours, merge.theirs))))


def take_sides(call: Call, course: Course, settling: Settling) -> Course:
    """Return the course with the answers that were given for these very values.

    An answer may bring a question that was not there: a year of birth does not go with the day of birth that was chosen.
    A profile in which both sides changed rows may be wrong as a whole though every row merged; then it has to be chosen.
    """
    chosen: dict[tuple[str, Key], str] = {}
    course = _with_whole_profile(call, course)
    while more := {place: side for place, side in settling.sides(course.choices).items() if place not in chosen}:
        chosen |= more
        course = _course(call.root, build_merge(call.root, course.ours, course.theirs, chosen))
        course = course if (PROFILE, ()) in chosen else _with_whole_profile(call, course)
    return course


def _with_whole_profile(call: Call, course: Course) -> Course:
    """Return the course, with the profile to be chosen where its merged rows do not go together."""
    if course.merge is None or not course.joins or not course.ready or not _wrong_profile(call, course):
        return course
    choice = read_profile_choice(call.root, course.merge)
    return replace(course, merge=replace(course.merge, choices=(choice,)))


def _wrong_profile(call: Call, course: Course) -> bool:
    """Say whether a profile that both sides changed has an error now that neither had."""
    if not any(path.startswith("profile/") for path in course.came) or not any(p.startswith("profile/") for p in course.went):
        return False
    return any(one.severity == "error" and one.path.startswith("profile/") for one in find_brought(call, course))


def find_brought(call: Call, course: Course) -> tuple[Finding, ...]:
    """Return what is wrong in the merged state and was so on neither side; nothing as long as something is to be chosen."""
    if not course.joins or course.merge is None or not course.ready:
        return ()
    with call.working("合わせた後の決まりを確かめています"):
        base, ours, theirs = (
            read_shelf_of(call.root, commit, day=call.day) for commit in (course.merge.bases[0], course.ours, course.theirs)
        )
        merged = ours.with_files(course.merge.changes)
        found = find_meaning(base.world, ours.world, theirs.world, merged.world, call.day)
    had = {_mark(one) for shelf in (ours, theirs) for one in shelf.unread}
    unread = tuple(one for one in merged.unread if _mark(one) not in had)
    return (*unread, *map(merged.placed, found))


def _mark(one: Finding) -> tuple[str, str]:
    return (one.code, one.path)


def find_in_the_way(call: Call, course: Course) -> tuple[Finding, ...]:
    """Return a finding for each file that is changed by hand, not saved, and would have to become another by what came."""
    if course.merge is None or not course.came:
        return ()
    unsaved = read_unsaved(call.root)
    edited = sorted({*unsaved.changed, *unsaved.gone} & {*course.came})
    changes = course.merge.changes
    other = [path for path in edited if read_path(call.root, tuple(path.split("/"))) != changes[path]]
    return tuple(edit_in_the_way((path, _case_of(path)) for path in other))


def _case_of(path: str) -> str:
    place = locate(path)
    return place.case if place else ""
