"""The one door of PyYAML: the events of a text, from its C scanner where there is one, and the limits of what is built from them."""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from typing import Any, Final, NamedTuple

from seki_cli.files.yaml_faults import text_fault
from seki_cli.files.yaml_text import explain_syntax

MAX_DEPTH: Final = 16
MAX_NODES: Final = 50_000
# Longer keys are written with `?` by every YAML writer, and that form is not read here.
MAX_KEY: Final = 100
# A plain value that is none.
NOTHING: Final = frozenset({"", "~", "null"})

# Where the parser stops far behind what is wrong, the place where it began is the one to tell.
_BEGAN_EARLIER: Final = ("expected ':'", "quoted scalar")
_TOO_DEEP: Final = "maximum nesting depth"


class Kinds(NamedTuple):
    """The classes of PyYAML's events that a builder tells apart."""

    scalar: Any
    mapping_start: Any
    mapping_end: Any
    sequence_start: Any
    sequence_end: Any
    alias: Any
    document_start: Any
    document_end: Any
    stream_start: Any
    stream_end: Any


@cache
def read_kinds() -> Kinds:
    """Return the classes of the events."""
    import yaml

    return Kinds(
        scalar=yaml.ScalarEvent,
        mapping_start=yaml.MappingStartEvent,
        mapping_end=yaml.MappingEndEvent,
        sequence_start=yaml.SequenceStartEvent,
        sequence_end=yaml.SequenceEndEvent,
        alias=yaml.AliasEvent,
        document_start=yaml.DocumentStartEvent,
        document_end=yaml.DocumentEndEvent,
        stream_start=yaml.StreamStartEvent,
        stream_end=yaml.StreamEndEvent,
    )


def read_events(text: str) -> Iterator[Any]:
    """Yield the events of a text. Raises TextFault (SEKI012 and its like) in our own words where the grammar is broken."""
    import yaml

    # Without the C parser the pure one gives the same events, only slower.
    loader, told = getattr(yaml, "CSafeLoader", yaml.SafeLoader), 0
    try:
        try:
            for event in yaml.parse(text, Loader=loader):
                told += 1
                yield event
        except yaml.MarkedYAMLError as error:
            if _TOO_DEEP not in str(error.problem):
                raise
            # The C scanner of libyaml 0.2.6 looks ahead and refuses before it tells of the nesting that seki refuses.
            yield from islice(yaml.parse(text, Loader=yaml.SafeLoader), told, None)
    except yaml.MarkedYAMLError as error:
        problem = f"{error.context} {error.problem}"
        marks = [error.problem_mark, error.context_mark]
        if any(sign in problem for sign in _BEGAN_EARLIER):
            marks.reverse()
        raise explain_syntax(text, [(mark.line, mark.column) for mark in marks if mark is not None], problem) from None
    except yaml.YAMLError:
        raise text_fault("SEKI012") from None


def open_scanner(text: str) -> Callable[[], Any] | None:
    """Return what gives the next event of a text at each call, with nothing in between; None where there is no C scanner.

    It raises what `broken_grammar` returns.
    """
    parser = _scanner()
    return None if parser is None else parser(text).get_event


@cache
def broken_grammar() -> type[Exception]:
    """Return the class of what PyYAML raises."""
    import yaml

    return yaml.YAMLError


@cache
def _scanner() -> Any:
    try:
        from yaml._yaml import CParser
    except ImportError:
        return None
    return CParser
