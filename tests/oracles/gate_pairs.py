"""Worlds in pairs: a second world that differs from the first only in what an audience may not see.

Which that is, the oracle says, of the first world and again of the second: a change that would let the audience see more or
less, or that touches a name of rule 7 or a mark of rule 4, is no pair and is thrown away.
"""

import random
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import gate_oracle as oracle

TOKEN = re.compile("語[0-9]+語")
NAMES = frozenset({"name", "kana", "alias"})
EVENTS = (
    "/intakes/", "/screenings/", "/notes/", "/referrals/", "/decisions/", "/monitorings/", "/placements/", "/evaluations/",
    "/closings/",
)  # fmt: skip
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

Files = dict[str, dict[str, Any]]


class Pairs:
    """Makes hidden changes of one world by dice."""

    def __init__(self, rng: random.Random, files: Files, unread: frozenset[str], *asked: Any) -> None:
        self.rng, self.files, self.unread, self.asked = rng, files, unread, asked
        self.verdicts = oracle.judge(files, unread, *asked)
        self.seen = {(path, key) for (_, path, key), verdict in self.verdicts.items() if verdict != "withheld"}
        self.known = {(path, key) for _, path, key in self.verdicts}
        self.fresh = 900_000

    def build(self) -> tuple[Files, str] | None:
        """Return a second world and the name of what was done, or None where nothing can be done that way."""
        how = self.rng.choice((self._reword, self._take_away, self._add, self._other_case, self._reword))
        files = deepcopy(self.files)
        if not how(files) or files == self.files or not self._is_hidden(files):
            return None
        return files, how.__name__

    def _is_hidden(self, files: Files) -> bool:
        """Say whether the audience may see of the changed world exactly what it may see of the first."""
        after = oracle.judge(files, self.unread, *self.asked)
        before = self.verdicts
        visible = {leaf: said for leaf, said in before.items() if said != "withheld"}
        return visible == {leaf: said for leaf, said in after.items() if said != "withheld"}

    def _reword(self, files: Files) -> bool:
        """Change hidden texts: another token for theirs."""
        places = [(path, key) for path, key in self.known - self.seen if key and key[-1] not in NAMES and path in files]
        for path, key in sorted(places, key=repr):
            if self.rng.random() < 0.6:
                self._change(files[path], key)
        return bool(places)

    def _change(self, value: Any, key: tuple[Any, ...]) -> None:
        for step in key[:-1]:
            value = value[step] if isinstance(value, list) or step in value else {}
        last = key[-1]
        if isinstance(value, list) or last in value:
            if isinstance(value[last], str) and TOKEN.search(value[last]):
                value[last] = TOKEN.sub(self._token(), value[last])

    def _hidden_records(self) -> list[str]:
        """Return the events of which every text is hidden."""
        seen = {path for path, _ in self.seen}
        known = {path for path, _ in self.known}
        return sorted(path for path in known - seen if any(folder in path for folder in EVENTS) and path in self.files)

    def _take_away(self, files: Files) -> bool:
        """Take hidden records away."""
        hidden = self._hidden_records()
        for path in hidden:
            if self.rng.random() < 0.5:
                del files[path]
        return bool(hidden)

    def _add(self, files: Files) -> bool:
        """Add records like hidden ones, with other words and on other days."""
        hidden = self._hidden_records()
        for path in hidden:
            if self.rng.random() < 0.5:
                value = deepcopy(files[path])
                value.pop("corrects", None)
                value["id"] = f"{value['id'][:8]}-" + "".join(self.rng.choice(LETTERS) for _ in range(4))
                field = "received_on" if "received_on" in value else "date"
                day = date.fromisoformat(value[field]) + timedelta(days=self.rng.randrange(-20, 21))
                value[field] = day.isoformat()
                self._retell(value)
                files[f"{path.rpartition('/')[0]}/{value['id']}.yaml"] = value
        return bool(hidden)

    def _other_case(self, files: Files) -> bool:
        """Change whatever there is of cases that are on no item: all but names, links and pairs."""
        on_items = {path.split("/")[2] for _, path, _ in self.verdicts if path.startswith("cases/")}
        paths = [path for path in files if path.startswith("cases/") and path.split("/")[2] not in on_items]
        for path in paths:
            if any(folder in path for folder in (*EVENTS, "/consents/", "/assessments/", "/plans/")):
                if self.rng.random() < 0.3:
                    del files[path]
                else:
                    self._retell(files[path])
        return bool(paths)

    def _retell(self, value: Any) -> None:
        """Give every text of a record another token."""
        for holder, key in list(_texts(value)):
            if TOKEN.search(holder[key]) and key not in NAMES:
                holder[key] = TOKEN.sub(self._token(), holder[key])

    def _token(self) -> str:
        self.fresh += 1
        return f"語{self.fresh}語"


def visible_change(files: Files, leaves: Any, rng: random.Random) -> Files | None:
    """Return the world with one text changed that must be on the paper: a paper that does not change would prove nothing."""
    places = sorted(
        ((path, key) for _, path, key in leaves if key and path in files and TOKEN.search(str(text_at(files, path, key)))),
        key=repr,
    )
    if not places:
        return None
    path, key = rng.choice(places)
    changed = deepcopy(files)
    holder: Any = changed[path]
    for step in key[:-1]:
        holder = holder[step]
    holder[key[-1]] = TOKEN.sub("語999999語", holder[key[-1]])
    return changed


def text_at(files: Mapping[str, Any], path: str, key: tuple[Any, ...]) -> Any:
    """Return what a file holds at a key; None where it holds nothing."""
    value: Any = files.get(path)
    for step in key:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _texts(value: Any) -> Iterator[tuple[Any, Any]]:
    rows = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in rows:
        if isinstance(inner, str):
            yield value, key
        else:
            yield from _texts(inner)
