"""T7: whatever comes in, seki answers with a record or one refusal, soon and small, and tells no value of it."""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from carried import Household, carried
from seki_cli.files.records import read_value
from seki_cli.files.schemas import build_editor_schema
from seki_cli.files.yaml_reader import tidy_input
from torture import doors
from torture.corpora import ABSENT, naughty_strings, records_with_texts, wrong_with_text, yaml_texts
from torture.heavy import heavy_texts
from torture.hostile import HEAVY, SMALL, Hostile
from torture.naive_reader import answer_of
from torture.row import Row
from torture.spoiling import spoil_all, wrong_with_reading

SECONDS: Final = 1.0
"""How long an answer may take: the figure of safety, in time of the processor and without the start of Python."""
_A_NOTE: Final = "cases/R07/R07-7K3F9QX/notes/20250716-AAAA.yaml"


def run(many: int, seed: int) -> Iterator[Row]:
    """Run all of T7: every file at every door."""
    with tempfile.TemporaryDirectory(prefix="seki-t7-") as folder:
        yield folder_row(Path(folder) / "all")
        yield doors_row(Path(folder) / "doors")
        yield alone_row(Path(folder) / "alone")
    yield heavy_row()
    yield corpora_row()
    yield spoilt_row(many, seed)


def made(folder: Path) -> Household:
    """Return a household of its own below a folder that is made for it."""
    folder.mkdir()
    return carried(folder)


def folder_row(folder: Path) -> Row:
    """Lay all hostile files among the records at once: each is named with its code and line, all others are listed."""
    home = made(folder)
    cases = [row["id"] for row in home.desk.ask("case", "list").items]
    laid = doors.lay_notes(home, doors.ALL)
    odd = doors.lay_no_files(home, folder / "elsewhere.yaml")
    where = ("-C", str(home.desk.root), "--as-of", "2025-07-16")
    checked = doors.measured(folder, *where, "check", "--json")
    found = {(f["path"], f["code"], f["line"]) for f in checked.said.envelope["findings"]}
    wrong = [
        f"{one.name}: {one.code} {one.record_line}"
        for path, one in laid.items()
        if (path, one.code, one.record_line) not in found and (one.code or any(path == f[0] for f in found))
    ]
    wrong += [path for path in odd if (path, "SEKI045", 0) not in {(p, c, 0) for p, c, _ in found}]
    wrong += [fault for call in (checked,) if (fault := doors.wrong_with(call.said, 5))]
    peaks = [checked.peak]
    due = doors.measured(folder, *where, "due", "--within", "90")
    peaks.append(due.peak)
    wrong += [f"due: {fault}" for fault in (doors.wrong_with(due.said, 5),) if fault]
    listed = home.desk.try_("case", "list", "--json")
    wrong += [case for case in cases if case not in [row["id"] for row in listed.items]]
    for words in (("check",), ("case", "list"), ("case", "show", home.case), ("plan", "list")):
        told = home.desk.try_(*words)
        said = replace(told, out="shown") if words[-1] == home.case else told  # which shows what the good ones say
        wrong += [f"{words}: {fault}" for fault in (doors.wrong_with(said, 5),) if fault]
    saved = home.desk.try_("save")
    wrong += [f"save: {fault}" for fault in (doors.wrong_with(saved, 5, 6),) if fault]
    wrong += [f"{peak} KiB" for peak in peaks if peak > doors.MEMORY]
    note = f"最大 {max(peaks) // 1024} MiB・check {checked.seconds:.1f} 秒"
    return _row("悪いファイルを記録の中に置く", len(laid) + len(odd), wrong, checked.seconds, note)


def alone_row(folder: Path) -> Row:
    """Let a heavy file and every fourth other come alone, into a process of its own: within a second and 200 MiB."""
    home = made(folder)
    began, wrong, peak, slowest = time.monotonic(), [], 0, 0.0
    some = (*HEAVY, *SMALL[::4])
    for one in some:
        (folder / "draft.yaml").write_bytes(one.build())
        words = ("note", "add", home.case, "--by", "sato", "--dry-run", "--from", str(folder / "draft.yaml"))
        told = doors.measured(folder, "-C", str(home.desk.root), "--as-of", "2025-07-16", *words)
        peak, slowest = max(peak, told.peak), max(slowest, told.seconds)
        if told.peak > doors.MEMORY or told.seconds > SECONDS:
            wrong.append(f"{one.name}: {told.peak} KiB {told.seconds:.2f} s")
    device = doors.measured(folder, "-C", str(home.desk.root), "note", "add", home.case, "--by", "sato", "--from", "/dev/zero")
    wrong += [f"/dev/zero: {fault}" for fault in (doors.wrong_with(device.said, 2),) if fault]
    note = f"最大 {max(peak, device.peak) // 1024} MiB・最長 {slowest:.2f} 秒（CPU）"
    return _row("一つずつ --from で", len(some) + 1, wrong, time.monotonic() - began, note)


def heavy_row() -> Row:
    """Read texts that make readers slow: each within a second of this processor."""
    began, wrong, slowest = time.monotonic(), [], 0.0
    for name, data in heavy_texts().items():
        start = time.process_time()
        found = read_value.__wrapped__(_A_NOTE, data)[1]
        tidy_input(data)
        slowest = max(slowest, time.process_time() - start)
        if time.process_time() - start > SECONDS or not found:
            wrong.append(f"{name}: {time.process_time() - start:.1f} s")
    return _row("重い文を読む", len(heavy_texts()), wrong, time.monotonic() - began, f"最長 {slowest:.2f} 秒（CPU）")


def doors_row(folder: Path) -> Row:
    """Give the files to every other door: drafts, the editor, lists of the profile, settings, what seki keeps for itself."""
    home, began = made(folder), time.monotonic()
    wrong = [
        *doors.by_draft(home, doors.ALL, folder),
        *(fault for place, *words in places(home) for fault in doors.by_place(home, doors.ALL[::2], place, *words)),
        *doors.by_profile(home, doors.ALL, folder),
        *doors.by_editor(home, doors.ALL[::3], folder),
    ]
    many = len(doors.ALL) * 2 + len(doors.ALL[::2]) * len(places(home)) + len(doors.ALL[::3])
    return _row("ほかの入口から（--from・編集・設定・下書きなど）", many, wrong, time.monotonic() - began)


def places(home: Household) -> tuple[tuple[Path, *tuple[str, ...]], ...]:
    """Return the files beside the records that a hostile text may stand in, each with the words of a call that reads it."""
    profile, kept = home.desk.root / "profile", home.desk.root / ".git" / "seki"
    return (
        (home.desk.root / "seki.yaml", "due"),
        (profile / "agencies.yaml", "case", "list"),
        (profile / "staff.yaml", "note", "add", home.case, "--by", "sato", "--dry-run", "--from", "/dev/null"),
        (profile / "meetings.yaml", "meeting", "list"),
        (profile / "codes" / "route.yaml", "profile", "check"),
        (home.folder / "household.yaml", "case", "list"),
        (home.folder / "case.yaml", "due"),
        (kept / "drafts" / f"edit-case-{home.case}.yaml", "due"),
        (kept / "journal", "due"),
    )


def corpora_row(step: int = 1) -> Row:
    """Read both corpora as files, and write and read every naughty string (or every so many) in good records of all kinds."""
    if not yaml_texts() or not naughty_strings():
        return Row(test="T7", what="二つのコーパス", many=0, lost=0, seconds=0, not_run=ABSENT)
    began, many, wrong = time.monotonic(), 0, []
    for text in (*yaml_texts(), *naughty_strings()[:: min(step, 2)]):
        many += 1
        wrong += [fault for fault in (wrong_with_reading(text.encode("utf-8", "surrogatepass"))[1],) if fault]
    for kind, value, fields in records_with_texts():
        for number, text in enumerate(naughty_strings()[::step]):
            many += 1
            place = fields[number % len(fields)]
            wrong += [f"{kind} {place}: {fault}" for fault in (wrong_with_text(kind, value, place, text),) if fault]
    return _row("二つのコーパス", many, wrong, time.monotonic() - began)


def spoilt_row(many: int, seed: int) -> Row:
    """Spoil good records so many times."""
    began = time.monotonic()
    answers = list(spoil_all(many, seed))
    wrong = [fault for _, fault in answers if fault]
    records = sum(record for record, _ in answers)
    if not records:
        wrong.append("no spoilt record was still one")
    return _row("こわした記録", many, wrong, time.monotonic() - began, f"うち記録として読めたもの {records:,}")


def run_naive(many: int, seed: int) -> Row:  # noqa: ARG001 - the files are what they are
    """Give the hostile files to a reader as it is often written: it hangs, it raises, it tells values, it takes what it must not."""
    return naive_row((*SMALL, *HEAVY))


def naive_row(hostiles: tuple[Hostile, ...]) -> Row:
    """Count what the naive reader does with these files."""
    began, schema = time.monotonic(), build_editor_schema("note")
    hung, told, taken = [], [], []
    for one in hostiles:
        said = answer_of(one.build("20250716-H0ST", "R07-7K3F9QX"), schema)
        if said is None:
            hung.append(one.name)
        elif doors.marks_in(said):
            told.append(one.name)
        elif bool(one.code) != bool(said):
            taken.append(one.name)
    note = f"止まる・落ちる {len(hung)}・値を言う {len(told)}・取り違える {len(taken)}"
    lost = len(hung) + len(told) + len(taken)
    return Row(
        test="T7", what="素朴な読み手", many=len(hostiles), lost=lost, seconds=time.monotonic() - began, note=note, twin=True
    )


def _row(what: str, many: int, wrong: list[str], seconds: float, note: str = "") -> Row:
    told = "・".join([note, *wrong[:5]] if note else wrong[:5])
    return Row(test="T7", what=what, many=many, lost=len(wrong), seconds=seconds, note=told)
