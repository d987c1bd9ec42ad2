"""The two judges of a value: jsonschema-rs, whose yes is quick, and jsonschema, which says what is wrong and has the last word.

A no of the quick one is no answer: jsonschema is asked then, and where that finds nothing the value is accepted. So only a
yes has to be trusted. It is given to plain values alone, both know a format by the same function, and a test compares them.
Where jsonschema-rs is not installed, because its makers offer nothing for the machine, jsonschema does all of it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from seki_cli.files.schema_store import build_whole, read_shipped
from seki_cli.files.schema_words import SchemaError

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Of these and of nothing else both judges think alike: a tuple or the member of an Enum is taken by one and refused by the other.
_LEAVES: Final = frozenset({str, int, bool, type(None)})


def accepts(value: Mapping[str, Any], name: str) -> bool:
    """Say whether a value surely fits the schema of a kind; False: ask `find_errors`, which may still find nothing."""
    judge = _quick_judge(name)
    try:
        return judge is not None and _is_plain(value) and judge(value)
    except Exception:  # noqa: BLE001 - a text that is no Unicode, a nesting too deep: whatever it cannot judge is no yes
        return False


def find_errors(value: Mapping[str, Any], name: str) -> Iterator[SchemaError]:
    """Yield what jsonschema finds wrong with a value, without its messages, which hold the value."""
    for error in _validator(name).iter_errors(dict(value)):
        yield _plain(error)


def _is_plain(value: Any) -> bool:
    """Say whether a value is made of dict, list, text, integers, booleans and None: of just these, not of what is like them."""
    if value.__class__ is dict:
        for key, inner in value.items():
            if key.__class__ is not str or (inner.__class__ not in _LEAVES and not _is_plain(inner)):
                return False
        return True
    return value.__class__ is list and all(inner.__class__ in _LEAVES or _is_plain(inner) for inner in value)


def is_day(value: object) -> bool:
    """Say whether a text is a day of the calendar, as both judges know the format `date`; what is no text is not judged."""
    if not isinstance(value, str):
        return True
    try:
        return _DAY.fullmatch(value) is not None and bool(date.fromisoformat(value))
    except ValueError:
        return False


def is_moment(value: object) -> bool:
    """Say whether a text is a moment that exists, with its zone, as both judges know `date-time`."""
    if not isinstance(value, str):
        return True
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


FORMATS: Final[Mapping[str, Callable[[object], bool]]] = {"date": is_day, "date-time": is_moment}
"""Every format that a schema may name; one that is not here would not be judged."""


@lru_cache(maxsize=64)
def _quick_judge(name: str) -> Callable[[Any], bool] | None:
    """Return the compiled yes of a kind, or None where its library is not there. Nothing is ever fetched: no address is left."""
    try:
        from jsonschema_rs import Draft202012Validator
    except ImportError:
        return None
    whole = build_whole(read_shipped(name))
    judge = Draft202012Validator(whole, validate_formats=True, formats=dict(FORMATS), offline=True)
    return judge.is_valid


@lru_cache(maxsize=64)
def _validator(name: str) -> "Draft202012Validator":
    """Return the compiled validator of a kind: local schemas only, nothing is ever fetched, formats on.

    The shared pieces are put in place of their addresses: looking these up anew for every field doubles the time.
    """
    from jsonschema import Draft202012Validator, FormatChecker
    from referencing import Registry

    registry: Registry[Any] = Registry()
    checker = FormatChecker(())
    for format_, knows in FORMATS.items():
        checker.checks(format_)(knows)
    return Draft202012Validator(build_whole(read_shipped(name)), registry=registry, format_checker=checker)


def _plain(error: "ValidationError") -> SchemaError:
    steps = tuple(error.absolute_schema_path)
    return SchemaError(
        validator=str(error.validator),
        limit=error.validator_value,
        instance=error.instance,
        schema=error.schema if isinstance(error.schema, Mapping) else {},
        key=tuple(error.absolute_path),
        of_name="propertyNames" in steps,
        way=error.schema_path[0] if error.schema_path else "",
        within=tuple(_plain(inner) for inner in error.context or ()),
    )
