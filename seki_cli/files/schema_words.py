"""What a schema's error is called in words a person at the desk understands: field, fault, what to do. Never the value."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from re import search
from typing import Any, Final
from unicodedata import normalize

from seki_cli.files.schema_store import Key, Schema, find_child

_TYPES: Final[Mapping[str, str]] = {
    "string": "文字で書いてください。",
    "integer": "半角の整数で書いてください。",
    "boolean": "true か false で書いてください。",
    "array": "「- 」で始まる行を並べて書いてください。",
    "object": "行を字下げして「項目名: 値」の形で並べてください。",
}
# of several errors at one place the one with the lowest number is told: a wrong type makes all others meaningless
_RANKS: Final[Mapping[str, int]] = {"type": 0, "enum": 1, "const": 1, "minLength": 2, "pattern": 3, "format": 4, "maxLength": 5}
_LOWEST: Final = 9
_NEAR: Final = 0.75
"""How like a known key an unknown one must be to be taken for a slip: `fakt` is fact, `colour` is nothing that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaError:
    """One error of the validator without its message, which holds the value.

    `limit` is the keyword's value in the schema; `of_name`: it is about a key's name; `way`: in which of several ways to
    write the value it lies; `within`: the errors of all these ways.
    """

    validator: str
    limit: Any
    instance: Any
    schema: Schema
    key: Key
    of_name: bool
    way: str | int
    within: "tuple[SchemaError, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One error in words. `rank`: of several at one key the lowest is told."""

    code: str
    key: Key
    message: str
    remedy: str
    rank: int = _LOWEST


def tell(error: SchemaError, root: Schema) -> Iterator[Told]:
    """Yield what one error means, in words keyed by its `validator`; several where it holds several slips."""
    key, name = error.key, error.validator
    if error.of_name:
        yield _name_fault(error, key, root)
    elif name == "required":
        missing = (field for field in error.limit if field not in error.instance)
        yield from (_missing(error, (*key, field), root) for field in missing)
    elif name == "additionalProperties":
        yield from (
            _unknown_key(error.schema, (*key, field), root) for field in error.instance if _is_unknown(field, error.schema)
        )
    elif name in ("anyOf", "oneOf"):
        yield from _alternatives(error, key, root)
    elif name in _SENTENCES:
        yield _simple(error, key, root)
    else:
        about = error.limit if isinstance(error.limit, Mapping) else {}
        remedy = about.get("description") or "書き方を様式の説明で確かめてください。"
        yield Told(code="SEKI029", key=key, message=f"{label(root, key)}の項目の組合せが合いません。", remedy=remedy)


def label(root: Schema, key: Key) -> str:
    """Return the name of a place by titles and keys: 「目標（goals）」2番目の「達成時期（due）」. Unknown keys are left out."""
    text, schema = "", root
    for step in key:
        child = find_child(schema, step)
        if child is None:
            break
        known = isinstance(step, int) or step in schema.get("properties", {})
        here = f"{step + 1}番目" if isinstance(step, int) else _field(step, child) if known else "一つ"
        text += f"の{here}" if text and not (isinstance(step, int) and text.endswith("」")) else here
        schema = child
    return text or "この記録"


def _field(name: str, schema: Schema) -> str:
    return f"「{schema.get('title', name)}（{name}）」"


def _simple(error: SchemaError, key: Key, root: Schema) -> Told:
    code, sentence = _SENTENCES[error.validator]
    remedy = _remedy(error)
    rank = _RANKS.get(error.validator, _LOWEST)
    return Told(code=code, key=key, message=f"{label(root, key)}{sentence}", remedy=remedy, rank=rank)


TWO_LETTERS: Final = "濁点の分かれた文字（Mac のファイル名から写したものなど）です。打ち直してください。"
_OTHER_WIDTH: Final = "全角と半角、または前後の空白が違います。"
_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "type": ("SEKI022", "の値の種類が合いません。"),
    "enum": ("SEKI023", "が、決められた言葉ではありません。"),
    "const": ("SEKI023", "が、決められた言葉ではありません。"),
    "pattern": ("SEKI024", "の書き方が決まりに合いません。"),
    "format": ("SEKI024", "が、実際にはない日時です。"),
    "minLength": ("SEKI025", "が空です。"),
    "maxLength": ("SEKI025", "が長すぎます。"),
    "minimum": ("SEKI026", "の数が小さすぎます。"),
    "maximum": ("SEKI026", "の数が大きすぎます。"),
    "minItems": ("SEKI027", "の件数が足りません。"),
    "maxItems": ("SEKI027", "の件数が多すぎます。"),
    "uniqueItems": ("SEKI027", "に、同じものが二度書かれています。"),
    "maxProperties": ("SEKI027", "の項目が多すぎます。"),
    "minProperties": ("SEKI020", "に、何も書かれていません。"),
}


_LIMITS: Final[Mapping[str, str]] = {
    "minLength": "値を書いてください。",
    "maxLength": "{limit}文字までで書いてください。",
    "minItems": "{limit}件以上書いてください。",
    "maxItems": "{limit}件までで書いてください。",
    "maxProperties": "{limit}件までで書いてください。",
    "uniqueItems": "重なっている行を消してください。",
}


def _remedy(error: SchemaError) -> str:
    """Return what to do about a plain error: the limit, the words that are allowed, or what the schema says of the form."""
    limit, name = error.limit, error.validator
    if name in _LIMITS:
        return _LIMITS[name].format(limit=limit)
    if name == "enum":
        return _look_alike(error.instance, limit) + _words(limit)
    if name in ("minimum", "maximum"):
        return f"{error.schema.get('minimum', '')}から{error.schema.get('maximum', '')}までの数で書いてください。"
    if name == "minProperties":
        return f"次のどれかを書いてください: {_names(error.schema)}。"
    if name == "type":
        wanted = [limit] if isinstance(limit, str) else limit
        return (
            "値を書くか、その行を消してください。" if error.instance is None else "または、".join(_TYPES[kind] for kind in wanted)
        )
    hint = _look_alike(error.instance, limit) if name in ("pattern", "const") else ""
    return hint + str(error.schema.get("description") or "書き方を様式の説明で確かめてください。")


def _look_alike(value: Any, wanted: str | Sequence[str]) -> str:
    """Return the sentence on a value that only looks like one that is wanted: in another width, or on a Mac in two letters."""
    if not isinstance(value, str):
        return ""
    for spelling, hint in ((normalize("NFC", value), TWO_LETTERS), (normalize("NFKC", value).strip(), _OTHER_WIDTH)):
        fits = search(wanted, spelling) if isinstance(wanted, str) else spelling in wanted
        if spelling != value and fits:
            return hint
    return ""


def _words(words: Sequence[str]) -> str:
    if len(words) == 1:
        return f"「{words[0]}」と書いてください。"
    return f"次のどれかをそのまま書いてください: {'、'.join(map(str, words))}。"


def _names(schema: Schema) -> str:
    return "、".join(_field(name, find_child(schema, name) or {}) for name in schema.get("properties", {}))


def _missing(error: SchemaError, key: Key, root: Schema) -> Told:
    """Tell a field that is required but absent; a condition (`then`) says in its description why it is."""
    child = find_child(_at(root, key[:-1]), key[-1]) or {}
    why = "" if "properties" in error.schema else error.schema.get("description", "")
    remedy = f"{why}`{key[-1]}:` の行を書き足してください。{child.get('description', '')}"
    return Told(code="SEKI020", key=key, message=f"{label(root, key)}がありません。", remedy=remedy)


def _is_unknown(field: str, schema: Schema) -> bool:
    return field not in schema.get("properties", {}) and not any(
        search(form, field) for form in schema.get("patternProperties", {})
    )


def _unknown_key(schema: Schema, key: Key, root: Schema) -> Told:
    """Tell a key that the schema does not know; the nearest one that it knows is offered, never the key itself."""
    known = schema.get("properties", {})
    near = get_close_matches(normalize("NFKC", str(key[-1])[:40]).strip().lower(), known, n=1, cutoff=_NEAR)
    if near:
        remedy = f"{_field(near[0], find_child(schema, near[0]) or {})}の書き誤りではありませんか。"
    elif known:
        remedy = f"書ける項目は次のとおりです: {'、'.join(known)}。"
        remedy += "事務所独自の項目は extra の下に書いてください。" if "extra" in known else ""
    else:
        remedy = str(schema.get("description", ""))
    return Told(code="SEKI021", key=key, message=f"{label(root, key[:-1])}に、決められていない項目名があります。", remedy=remedy)


def _name_fault(error: SchemaError, key: Key, root: Schema) -> Told:
    remedy = error.schema.get("description") or "項目名の書き方を様式の説明で確かめてください。"
    return Told(
        code="SEKI021",
        key=(*key, str(error.instance)),
        message=f"{label(root, key)}に、使えない項目名があります。",
        remedy=remedy,
    )


def _alternatives(error: SchemaError, key: Key, root: Schema) -> Iterator[Told]:
    """Tell that none (or, for oneOf, more than one) of several ways fits; the way that was meant is told in its own words."""
    ways: dict[str | int, list[SchemaError]] = {}
    for inner in error.within:
        ways.setdefault(inner.way, []).append(inner)
    plain = [inner for way in ways.values() for inner in way]
    if all("required" in way for way in error.limit):
        yield _choice(error, key, root, several=not plain)
    elif all(inner.validator in ("enum", "const", "pattern") and inner.key == key for inner in plain):
        allowed = [word for inner in plain if inner.validator in ("enum", "const") for word in _listed(inner)]
        remedy = _look_alike(error.instance, allowed) + _words(allowed) + str(error.schema.get("description", ""))
        yield Told(
            code="SEKI023", key=key, message=f"{label(root, key)}が、決められた言葉ではありません。", remedy=remedy, rank=1
        )
    else:
        meant = [way for way in ways.values() if not any(i.validator == "type" and i.key == key for i in way)]
        for inner in meant[0] if meant else plain[:1]:
            yield from tell(inner, root)


def _listed(error: SchemaError) -> list[str]:
    return [error.limit] if error.validator == "const" else list(error.limit)


def _choice(error: SchemaError, key: Key, root: Schema, *, several: bool) -> Told:
    here = _at(root, key)
    ways = ["と".join(_field(name, find_child(here, name) or {}) for name in way["required"]) for way in error.limit]
    if several:
        message = f"{label(root, key)}に、いっしょには書けない項目があります。"
        return Told(code="SEKI029", key=key, message=message, remedy=f"次のうち一つだけを書いてください: {'、'.join(ways)}。")
    message = f"{label(root, key)}に、必要な項目がありません。"
    return Told(code="SEKI020", key=key, message=message, remedy=f"次のどれかを書いてください: {'、'.join(ways)}。")


def _at(root: Schema, key: Key) -> Schema:
    schema: Schema = root
    for step in key:
        schema = find_child(schema, step) or {}
    return schema
