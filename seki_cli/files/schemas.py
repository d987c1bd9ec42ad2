"""The schemas of the records: which kinds there are, what a value must be like, and what is wrong with one that is not."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from seki_cli.errors import NotThere
from seki_cli.files.schema_judges import accepts, find_errors
from seki_cli.files.schema_store import SHARED, SHARED_URI, Form, Key, read_form, read_names, read_shipped
from seki_cli.files.schema_words import Told, tell

# a file may hold thousands of the same slip: the first hundred are enough to mend it, and the answer stays quick. It also
# keeps jsonschema from comparing thousands of mappings in a list of texts pair by pair: `uniqueItems` stands after `items`
MOST_FAULTS: Final = 100
_INTEGER: Final = re.compile("-?[0-9]{1,15}")
_BOOLEANS: Final[Mapping[str, bool]] = {"true": True, "false": False}
_TYPED: Final = frozenset({"integer", "boolean"})
_TEXT: Final = Form()

EXPLAINED: Final[Mapping[str, tuple[str, str]]] = {
    "SEKI020": ("必要な項目がない", "その様式になくてはならない項目が書かれていません。項目名だけで値が空のときも、ないものとして扱います。"),
    "SEKI021": ("決められていない項目名がある", "項目名の書き誤りがあると、書いた内容がどの一覧にも資料にも出ません。事務所独自の項目は extra の下に書きます。"),
    "SEKI022": ("値の種類が違う", "文字・整数・true/false・一覧・項目のまとまりのうち、その欄に合わない形で書かれています。"),
    "SEKI023": ("決められた言葉でない", "選択肢のある欄には、決められた言葉をそのまま書きます。一字でも違うと、数えるときや探すときに漏れます。"),
    "SEKI024": ("書き方が決まりに合わない", "日付・時刻・番号・符号には決まった書き方があります。日付は暦にある日でなければなりません。"),
    "SEKI025": ("文字の長さが合わない", "文字数が上限を超えているか、空です。長い内容は、記録を分けるか、支援経過記録に書きます。"),
    "SEKI026": ("数が範囲の外にある", "その欄の数としてあり得ない大きさです。桁や単位を確かめてください。"),
    "SEKI027": ("件数が合わない", "一覧の件数が多すぎるか少なすぎる、または同じものが二度書かれています。"),
    "SEKI028": ("様式の種類か版が分からない", "この seki が知らない様式か、新しい seki で書かれた版です。seki を新しくすると読める場合があります。"),
    "SEKI029": ("項目の組合せが合わない", "いっしょには書けない項目があるか、どれか一つだけを書くところに二つ以上書かれています。"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaFault:
    """One thing that is wrong with a value. `key` leads to the place; message and remedy never hold the value."""

    code: str
    key: Key
    message: str
    remedy: str


def kinds() -> tuple[str, ...]:
    """Return the names of all kinds of record and profile file, in the order of the alphabet."""
    return read_names()


def read_schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind (`note` or `note/1`) as it is shipped.

    Raises NotThere where there is no such kind.
    """
    name = _name(kind)
    if name not in kinds():
        raise NotThere("その様式はありません。", remedy="`seki schema` で様式の一覧を確かめてください。")
    return deepcopy(read_shipped(name))


def build_editor_schema(kind: str) -> dict[str, Any]:
    """Return a kind's schema with the shared pieces inside it, for the `schema/` folder of a workspace.

    An editor takes `seki:` addresses for files or web pages and cannot follow them, so there each schema stands alone.
    """
    schema = read_schema(kind)
    shared = read_shipped(SHARED)["$defs"]
    wanted: list[str] = []
    for name in _names_within(schema, shared):
        wanted += [name] if name not in wanted else []
    pieces = {_inner(name): _standing_alone(shared[name]) for name in wanted}
    alone: dict[str, Any] = _standing_alone(schema)
    return {**alone, "$defs": {**alone.get("$defs", {}), **pieces}}


def shape(value: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Return a value as it was read with integers and booleans where the schema wants them, and without empty keys.

    Types come from the schema, never from the spelling; what does not fit stays text, for `find_faults` to tell.
    """
    shaped: dict[str, Any] = _shaped(value, read_form(_name(kind)))
    return shaped


def ordered(value: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Return a value with its keys in the schema's order; keys that the schema does not name stand last, as given."""
    arranged: dict[str, Any] = _ordered(value, read_form(_name(kind)))
    return arranged


def find_faults(value: Mapping[str, Any], kind: str) -> tuple[SchemaFault, ...]:
    """Return what is wrong with a shaped value, one entry for each fault; empty where the schema accepts it.

    A newer version of the schema, or a kind that does not exist, is the only fault told: the rest cannot be judged.
    """
    name = _name(kind)
    strange = _strange(value, name)
    if strange:
        return (strange,)
    if accepts(value, name):
        return ()
    found: dict[Key, Told] = {}
    for told in _told(value, name):
        if len(found) == MOST_FAULTS:
            break
        if told.key not in found or told.rank < found[told.key].rank:
            found[told.key] = told
    return tuple(SchemaFault(code=told.code, key=told.key, message=told.message, remedy=told.remedy) for told in found.values())


def _told(value: Mapping[str, Any], name: str) -> Iterator[Told]:
    for error in find_errors(value, name):
        yield from tell(error, read_shipped(name))


def _strange(value: Mapping[str, Any], name: str) -> SchemaFault | None:
    """Return the fault of a kind or version that this seki does not know, or None."""
    if name not in kinds():
        return _unknown("「様式（schema）」が、この seki の知らない種類です。", "書き誤りでなければ、seki を新しくしてください。")
    written = value.get("schema")
    kind, _, version = written.partition("/") if isinstance(written, str) else ("", "", "")
    if kind and kind not in kinds():
        return _unknown("「様式（schema）」が、この seki の知らない種類です。", f"{name}/1 と書いてください。")
    if kind == name and _INTEGER.fullmatch(version) and int(version) > 1:
        return _unknown(
            "新しい seki で書かれた版の様式です。", "seki を新しくしてください。この seki では書き換えないでください。"
        )
    return None


def _unknown(message: str, remedy: str) -> SchemaFault:
    return SchemaFault(code="SEKI028", key=("schema",), message=message, remedy=remedy)


def _name(kind: str) -> str:
    return kind.partition("/")[0]


def _shaped(value: Any, form: Form) -> Any:
    if isinstance(value, str):
        if form.type == "integer" and _INTEGER.fullmatch(value):
            return int(value)
        return _BOOLEANS.get(value, value) if form.type == "boolean" else value
    if isinstance(value, list):
        items = form.items or _TEXT
        untyped = items.type not in _TYPED
        return [inner if untyped and inner.__class__ is str else _shaped(inner, items) for inner in value]
    return _shaped_mapping(value, form) if isinstance(value, dict | Mapping) else value


def _shaped_mapping(value: Mapping[str, Any], form: Form) -> dict[str, Any]:
    keys, rest = form.keys, form.rest or _TEXT
    shaped = {}
    for name, inner in value.items():
        below = keys.get(name, rest)
        if inner.__class__ is str and below.type not in _TYPED:  # most of a record, and nothing is to be done
            shaped[name] = inner
        elif inner is not None:
            shaped[name] = _shaped(inner, below)
    return shaped


def _ordered(value: Any, form: Form) -> Any:
    if isinstance(value, Mapping):
        names = [name for name in form.keys if name in value] + [name for name in value if name not in form.keys]
        return {name: _ordered(value[name], form.keys.get(name) or form.rest or _TEXT) for name in names}
    if isinstance(value, list | tuple):
        return [_ordered(inner, form.items or _TEXT) for inner in value]
    return value


def _inner(name: str) -> str:
    return f"shared_{name}"


def _names_within(schema: Any, shared: Mapping[str, Any]) -> Iterator[str]:
    """Yield the shared pieces that a schema refers to, and those that these refer to in turn."""
    if isinstance(schema, Mapping):
        address, _, name = str(schema.get("$ref", "")).partition("#/$defs/")
        if address == SHARED_URI:
            yield name
            yield from _names_within(shared[name], shared)
        for inner in schema.values():
            yield from _names_within(inner, shared)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _names_within(inner, shared)


def _standing_alone(schema: Any) -> Any:
    if isinstance(schema, Mapping):
        here = f"{SHARED_URI}#/$defs/"
        return {
            key: f"#/$defs/{_inner(inner.removeprefix(here))}"
            if key == "$ref" and isinstance(inner, str) and inner.startswith(here)
            else _standing_alone(inner)
            for key, inner in schema.items()
        }
    return [_standing_alone(inner) for inner in schema] if isinstance(schema, list) else schema
