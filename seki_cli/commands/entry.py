"""The input door: what comes by --from, stdin or options becomes the fields of a record, or a line that says what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final
from unicodedata import normalize

from seki_cli.commands.call import Call
from seki_cli.errors import Misuse
from seki_cli.files.faults import TextFault
from seki_cli.files.fields import date_places
from seki_cli.files.schema_words import TWO_LETTERS
from seki_cli.files.schemas import find_faults, ordered, shape
from seki_cli.files.yaml_reader import find_place, read_any, tidy_input
from seki_cli.model.coded import coded_values
from seki_cli.model.office import CodeList, Office, in_span
from seki_cli.model.wareki import parse_day

STDIN: Final = "標準入力"
EDITED: Final = "編集した内容"
KEPT: Final = "（書いた内容は下書きに残しています。同じコマンドで続けられます）"
_OF_THE_COMMAND: Final = ("act",)
_LARGEST: Final = 1 << 20
_SHOWN_WORDS: Final = 12
_OTHER_SPELLING: Final = "見た目の同じ名前のファイルがあります（濁点の分かれた文字か、全角と半角の違い）。Tab キーで名前を補うか、ファイル名を打ち直してください"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The fields of one record as they came, with the text they came in so that a fault can be shown by line.

    `said` are the keys that options, the command's name or a default gave: the text has no line for them. `within` is how
    many steps of a key lead to this entry in the value that is judged (a row of a list file). `draft` is the name under which
    a form at the terminal keeps the answers; `offered` are answers that it holds out, to be taken with Enter.
    """

    fields: dict[str, Any]
    data: bytes = b""
    name: str = ""
    prefix: tuple[str | int, ...] = ()
    notes: tuple[str, ...] = ()
    said: frozenset[str] = frozenset()
    within: int = 0
    draft: str = ""
    offered: Mapping[str, Any] = field(default_factory=dict)

    def where(self, key: tuple[str | int, ...]) -> str:
        """Return `file:line:column` of a key, or the key's name where no text has it (in a list, the row stands for it).

        What the command's own name says (終結 or 中断) has no place that a person could look at.
        """
        key = key[self.within :]
        if key == _OF_THE_COMMAND and key[0] in self.said:
            return ""
        if not self.data or (key and key[0] in self.said and not self.prefix):
            return ".".join(map(str, key))
        line, column = find_place(self.data, (*self.prefix, *key))
        return f"{self.name}:{line}:{column}"

    @property
    def kept(self) -> str:
        """Return the words that tell that nothing is lost, for what was written in the editor."""
        return KEPT if self.name == EDITED else ""

    def as_rows(self, kind: str, key: str) -> "Entry":
        """Return the entry as the only row of a list file (`staff`, `agencies`), so that the file's schema can judge it."""
        return replace(self, fields={"schema": f"{kind}/1", key: [self.fields]}, within=2)

    def sub(self, *key: str | int) -> "Entry":
        """Return a part of a larger entry (`household` of `case new`) that still knows its place."""
        inner: Any = self.fields
        for step in key:
            inner = inner[step]
        return replace(self, fields=inner, prefix=(*self.prefix, *key))


def read_entries(call: Call, source: str) -> tuple[Entry, ...]:
    """Read what `--from` names: one mapping, or a list of them. No source gives one empty entry. Misuse (2) with the line."""
    if not source:
        return (Entry(fields={}),)
    data, name = _read_source(call, source)
    try:
        data, notes = tidy_input(data)
        tree = read_any(data)
    except TextFault as fault:
        raise Misuse(fault.message, where=f"{name}:{fault.line}:{fault.column}", remedy=fault.remedy) from None
    if isinstance(tree, dict):
        return (Entry(fields=tree, data=data, name=name, notes=notes),)
    if not tree:
        raise Misuse("入力に中身がありません", where=f"{name}:1:1", remedy="項目を 1 件以上書いてから渡してください")
    return tuple(Entry(fields=dict(row), data=data, name=name, prefix=(i,), notes=notes) for i, row in enumerate(tree))


def read_entry(call: Call, source: str) -> Entry:
    """Read exactly one mapping. Misuse (2) where a list came."""
    entries = read_entries(call, source)
    if len(entries) != 1 or entries[0].prefix:
        raise Misuse("このコマンドは 1 件ずつ受け付けます", remedy="一覧ではなく、項目をそのまま並べた YAML にしてください")
    return entries[0]


def _read_source(call: Call, source: str) -> tuple[bytes, str]:
    if source == "-":
        return call.read_stdin(), STDIN
    path = Path(source)
    try:
        with path.open("rb") as file:  # no size is asked for: a device has none and never ends
            data = file.read(_LARGEST + 1)
    except OSError:
        remedy = _OTHER_SPELLING if _has_twin(path) else "ファイルの場所と読み取り権限を確認してください"
        raise Misuse("入力ファイルを開けません", where=path.name, remedy=remedy) from None
    if len(data) > _LARGEST:
        raise Misuse("入力ファイルが大きすぎます", where=path.name, remedy="1 件の記録は 256 KiB までです")
    return data, path.name


def _has_twin(path: Path) -> bool:
    """Say whether a file beside a missing one has a name that looks the same: on a Mac が is two letters, か and its dots."""
    try:
        names = [] if path.exists() else [other.name for other in path.parent.iterdir()]
    except OSError:
        return False
    return any(normalize("NFKC", name) == normalize("NFKC", path.name) for name in names)


def fill(entry: Entry, filled: Mapping[str, Any]) -> Entry:
    """Return the entry with what the command's name and options say; both may say the same, never two things (2).

    Days and codes must be settled before in both, where they may be spelled in several ways (`join`).
    """
    fields, said = dict(entry.fields), set(entry.said)
    for key, value in filled.items():
        if _is_open(value):
            continue
        if _is_open(fields.get(key)):
            said.add(key)
        fields[key] = _joined(entry, (key,), fields.get(key), value)
    return replace(entry, fields=fields, said=frozenset(said))


def join(call: Call, office: Office, entry: Entry, filled: Mapping[str, Any], kind: str) -> Entry:
    """Return the entry, settled, with what the command's name and options say, settled as well: R7.8.1 is 2025-08-01."""
    wanted = {key: value for key, value in filled.items() if not _is_open(value)}
    said = settle_words(call, office, Entry(fields=wanted), kind).fields
    whole = settle_words(call, office, replace(entry, fields={**said, **entry.fields}), kind)  # an act says which list counts
    return fill(replace(entry, fields={key: whole.fields[key] for key in entry.fields}), said)


def _joined(entry: Entry, key: tuple[str | int, ...], there: Any, value: Any) -> Any:
    if _is_open(there):
        return value
    if isinstance(there, dict) and isinstance(value, Mapping):
        return {**there, **{name: _joined(entry, (*key, name), there.get(name), inner) for name, inner in value.items()}}
    if _plain(there) != _plain(value):
        raise Misuse(
            f"{key[0]} がオプション（コマンド）と入力で食い違っています",
            where=entry.where(key),
            remedy="どちらか一方に直してください",
        )
    return there


def _is_open(value: Any) -> bool:
    return value in (None, "", (), [], {})


def _plain(value: Any) -> Any:
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else str(value)


def default(entry: Entry, defaults: Mapping[str, Any]) -> Entry:
    """Return the entry with values for what it leaves open."""
    given = {key: value for key, value in defaults.items() if not _is_open(value) and _is_open(entry.fields.get(key))}
    return replace(entry, fields={**entry.fields, **given}, said=entry.said | set(given))


def without_own(entry: Entry, own: Mapping[str, Any]) -> Entry:
    """Return the entry without the keys that seki writes itself (schema, id, case, recorded …).

    A file may say them where it says the same (2 where not): a record must not land in another family's folder because its
    text was copied from there. 出典: product.md の「混ざらない」
    """
    for key, value in own.items():
        if not _is_open(entry.fields.get(key)) and _plain(entry.fields[key]) != _plain(value):
            remedy = "この行を消してください。別のケース・記録に書くときは、コマンドの番号を変えます"
            raise Misuse(f"{key} は seki が書き入れる項目で、この記録のものと違います", where=entry.where((key,)), remedy=remedy)
    return replace(entry, fields={key: value for key, value in entry.fields.items() if key not in own})


def settle_words(call: Call, office: Office, entry: Entry, kind: str) -> Entry:
    """Return the entry with days as ISO text and codes as the labels that files hold. Misuse (2) for a day that is none."""
    fields = _copied(entry.fields)
    for key in date_places(fields, kind):
        parent, last = _parent(fields, key)
        try:
            parent[last] = parse_day(str(parent[last]), call.day).isoformat()
        except ValueError as error:
            remedy = "例: 2025-06-11、R7.6.11、今日" + entry.kept
            raise Misuse(f"日付が読めません。{error}", where=entry.where(key), remedy=remedy) from None
    for key, lists, word in coded_values(kind, fields):
        known = [office.codes[name] for name in lists if name in office.codes]
        rows = [row for row in (codes.row(word, call.day) or codes.row_ever(word) for codes in known) if row]
        if known and not rows:
            hint = TWO_LETTERS if any(codes.row_ever(normalize("NFC", str(word))) for codes in known) else ""
            raise Misuse("一覧にない言葉です", where=entry.where(key), remedy=hint + _words_of(known, call.day) + entry.kept)
        if rows:
            parent, last = _parent(fields, key)
            parent[last] = rows[0].label
    return replace(entry, fields=fields)


def _words_of(lists: Sequence[CodeList], day: date) -> str:
    words = [row.label for codes in lists for row in codes.rows if in_span(row, day)]
    more = f" ほか（seki registry codes {lists[0].list} で全部見られます）" if len(words) > _SHOWN_WORDS else ""
    return "使える言葉: " + "・".join(words[:_SHOWN_WORDS]) + more


def finish(entry: Entry, kind: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a whole record in the schema's order, or refuse (2) with every fault's line and remedy."""
    shaped = shape(dict(value), kind)
    faults = find_faults(shaped, kind)
    if not faults:
        return ordered(shaped, kind)
    first = faults[0]
    more = f"（ほかに {len(faults) - 1} 件）" if len(faults) > 1 else ""
    raise Misuse(f"{first.message}{more}", where=entry.where(first.key), remedy=first.remedy + entry.kept)


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_copied(inner) for inner in value]
    return value


def _parent(value: Any, key: tuple[str | int, ...]) -> tuple[Any, Any]:
    for step in key[:-1]:
        value = value[step]
    return value, key[-1]
