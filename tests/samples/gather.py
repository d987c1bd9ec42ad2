"""見本を集める: write sample_cases/ anew from the history of a workspace. For maintainers.

    seki init /tmp/mihon --sample           # the sample as it is, with its history
    seki -C /tmp/mihon --as-of 2025-09-10 note add … --by goto   # more acts, in the order of their days
    python tests/samples/gather.py /tmp/mihon

Ids, texts and dates stay as they were recorded. The author of each commit must be somebody on the workspace's roll, with the
mail <staff id>@example.jp: set GIT_AUTHOR_NAME and GIT_AUTHOR_EMAIL for each command. The README of sample_cases is not touched.
"""

import argparse
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from seki_cli.files.git_history import Commit, read_history
from seki_cli.files.git_state import read_blobs
from seki_cli.files.paths import locate
from seki_cli.files.sample import DIARY, EARLIER
from seki_cli.files.yaml_editor import build_text
from seki_cli.files.yaml_reader import read_tree

SAMPLE = Path(__file__).resolve().parents[2] / "sample_cases"
ROOMS = ("profile", "cases", "meetings", "resources", "gaps", "activities", EARLIER)
HEADING = """\
# 見本の日記です。上から日付の順に、だれが、どの記録を保存したかを並べています。人も世帯も出来事も、すべて架空です。
# 同じファイルが後でまた書かれているときは、そのときの文は earlier/<番号4桁>/ の下にあります（番号は上から数えた順）。
# 手では直しません。作り方は tests/samples/gather.py にあります。
"""


class OutOfOrder(Exception):
    """The history cannot be told in the order of days: some file would come out in an older text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One act as the diary tells it: the commit, and the ids of the texts by the place of the file."""

    commit: Commit
    blobs: dict[str, str]


def read_entries(workspace: Path) -> tuple[Entry, ...]:
    """Return the acts of a workspace in the order of their days; what is no record (schema/, settings) is left out."""
    told = tuple(reversed(tuple(read_history(workspace))))
    by_day = sorted(told, key=lambda commit: commit.authored)
    entries = [Entry(commit=commit, blobs=_blobs(commit)) for commit in by_day]
    as_told = _courses(Entry(commit=commit, blobs=_blobs(commit)) for commit in told)
    if _courses(entries) != as_told:
        raise OutOfOrder("同じファイルが、日付の順とは違う順で書かれています。順に記録し直してください。")
    return tuple(entry for entry in entries if entry.blobs)


def _blobs(commit: Commit) -> dict[str, str]:
    rows = [touch for touch in commit.touches if locate(touch.path)]
    gone = [touch.path for touch in rows if touch.state == "D"]
    if gone:
        raise OutOfOrder(f"消されたファイルは見本にできません: {gone[0]}")
    return {touch.path: touch.new for touch in rows}


def _courses(entries: Iterator[Entry] | list[Entry]) -> dict[str, list[str]]:
    courses: dict[str, list[str]] = {}
    for entry in entries:
        for path, blob in entry.blobs.items():
            courses.setdefault(path, []).append(blob)
    return courses


def gather(workspace: Path, folder: Path, demo_day: date) -> int:
    """Write the sample of a workspace to a folder, in place of what stood there, and return the number of acts."""
    entries = read_entries(workspace)
    texts = dict(read_blobs(workspace, {blob for entry in entries for blob in entry.blobs.values()}))
    last = {path: number for number, entry in enumerate(entries, start=1) for path in entry.blobs}
    _clear(folder)
    for number, entry in enumerate(entries, start=1):
        for path, blob in entry.blobs.items():
            home = folder if last[path] == number else folder / EARLIER / f"{number:04d}"
            _write(home / path, texts[blob])
    _write(folder / DIARY, _diary(entries, demo_day).encode())
    return len(entries)


def _clear(folder: Path) -> None:
    for name in ROOMS:
        shutil.rmtree(folder / name, ignore_errors=True)
    for name in ("seki.yaml", DIARY):
        (folder / name).unlink(missing_ok=True)


def _write(place: Path, data: bytes | None) -> None:
    if data is None:
        raise OutOfOrder("git から読めない文があります。")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)


def _diary(entries: tuple[Entry, ...], demo_day: date) -> str:
    acts = [
        {
            "at": entry.commit.authored.isoformat(),
            "by": entry.commit.email.partition("@")[0],
            "verb": entry.commit.subject.removeprefix("seki: "),
            "files": sorted(entry.blobs),
        }
        for entry in entries
    ]
    return HEADING + build_text({"demo_day": demo_day.isoformat(), "acts": acts})


def read_demo_day(folder: Path) -> date:
    """Return the day that the sample in a folder is meant to be looked at."""
    return date.fromisoformat(read_tree((folder / DIARY).read_bytes())["demo_day"])


def main() -> int:
    """Be the maintainer's command."""
    parser = argparse.ArgumentParser(description="台帳の履歴から sample_cases/ を作り直します。")
    parser.add_argument("workspace", type=Path, help="見本にする台帳（seki init --sample で作り、記録を足したもの）")
    parser.add_argument("--to", type=Path, default=SAMPLE, help="書き出す先（既定は sample_cases/）")
    parser.add_argument("--demo-day", type=date.fromisoformat, help="見本を見る日（既定は今の見本の日）")
    wanted = parser.parse_args()
    try:
        count = gather(wanted.workspace, wanted.to, wanted.demo_day or read_demo_day(wanted.to))
    except OutOfOrder as fault:
        print(fault, file=sys.stderr)
        return 1
    print(f"{count} 件の記録を書き出しました: {wanted.to}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
