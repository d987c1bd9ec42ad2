"""The comments of a text and their lines: what a person wrote beside the facts, for a merge that must not lose it unsaid."""

from seki_cli.files.faults import TextFault
from seki_cli.files.yaml_reader import read_spots
from seki_cli.files.yaml_spots import Spot


def find_comments(data: bytes) -> tuple[tuple[int, str], ...]:
    """Return line (1-based) and text of every comment of a record's text; none where the text cannot be read.

    A # within a value is no comment: the values are masked before it is looked for.
    """
    try:
        spots = read_spots(data)[1] if b"#" in data else {}
    except TextFault:
        return ()
    text = data.decode("utf-8") if spots else ""
    masked = list(text)
    for spot in spots.values():
        for start, end in _values(text, spot):
            masked[start:end] = [letter if letter == "\n" else "x" for letter in text[start:end]]
    found = []
    for number, line in enumerate("".join(masked).split("\n"), start=1):
        place = 0 if line.startswith("#") else line.find(" #") + 1
        if line.startswith("#") or place:
            found.append((number, line[place:].strip()))
    return tuple(found)


def _values(text: str, spot: Spot) -> tuple[tuple[int, int], ...]:
    """Return the spans of a value's own letters: of a block text all but its first line, of a collection nothing."""
    if spot.style in {"block", "flow"} or spot.end <= spot.start:
        return ()
    if spot.style in {"|", ">"}:
        first = text.find("\n", spot.start)
        return ((first, spot.end),) if 0 <= first < spot.end else ()
    return ((spot.start, spot.end),)
