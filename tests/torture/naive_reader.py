"""The naive twin of the reader: a loader that everybody uses, a validator that prints what it found. It must fail T7."""

import json
import os
import resource
import signal
from typing import Any, Final

import yaml
from jsonschema import Draft202012Validator

_SECONDS: Final = 2
_BYTES: Final = 1 << 30


def read_naively(data: bytes, schema: Any) -> str:
    """Return what such a reader says of a file: nothing where it takes it, else its message. It may hang and it may raise."""
    try:
        value = yaml.safe_load(data)
    except yaml.YAMLError as error:
        return str(error)
    json.dumps(value, default=str)  # whoever takes a record walks it: to print it, to compare it
    errors = list(Draft202012Validator(schema).iter_errors(value))
    return "\n".join(error.message for error in errors)


def answer_of(data: bytes, schema: Any) -> str | None:
    """Return its answer from a process that may take two seconds and one GiB; None where it hung, fell or was ended."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _answer(writing, data, schema)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    ended = os.waitpid(child, 0)[1]
    return told.decode("utf-8", "replace") if ended == 0 else None


def _answer(writing: int, data: bytes, schema: Any) -> None:
    code = 1
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(_SECONDS)
        resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))
        os.write(writing, read_naively(data, schema)[:60_000].encode("utf-8", "replace"))
        code = 0
    finally:
        os._exit(code)
