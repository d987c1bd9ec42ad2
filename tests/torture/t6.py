"""T6: three clones, random acts and random sharing, against a model that knows neither git nor a rule of seki.

After every sync the clone and the meeting place hold what the model says, the questions asked are those it foresees, and so are
the findings of meaning; at the end all heads are equal. 出典: safety.md の T6
"""

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import yaml

from seki_cli.commands.call import Call
from seki_cli.commands.sync import sync
from seki_cli.model.answer import Answer
from seki_cli.model.dialogue import Option
from torture.clones import JST, Town, copy_town, find_faults, found_town, head, left_behind, read_files, texts
from torture.forks import quick_ground
from torture.model import PROFILE, Fact, State, find_choices, find_meaning, merge
from torture.row import Row

CLONES: Final = ("a", "b", "c")
OPERATIONS: Final = 80
_CASES: Final = 3
_CODES: Final = {"SEKI140": "noted", "SEKI076": "referred"}
_HEADS: Final = ("lead_agency", "area")
_VALUES: Final = {"lead_agency": ("chuo1", "chuo2", "chuo3", "chuo4"), "area": ("中央第1", "中央第2", "中央第3")}


@dataclass(slots=True)
class Answers:
    """A person at a terminal who has made up her mind: the sides that stay, in the order in which they are asked."""

    sides: list[str]
    seen: list[str] = field(default_factory=list)

    def choose(self, question: str, options: tuple[Option, ...], **_: Any) -> str:
        """Take the next one."""
        assert {"ours", "theirs"} == {option.value for option in options}, question
        return self.sides.pop(0)

    def show(self, lines: Callable[[int], Sequence[str]]) -> None:
        """Look at what is shown."""
        self.seen += lines(80)

    def say(self, line: str) -> None:
        """Hear a line."""
        self.seen.append(line)


Share = Callable[[Path, Answers | None], Answer]


def by_seki(root: Path, asker: Answers | None) -> Answer:
    """Share as the command does, with somebody at the terminal or nobody."""
    clock = datetime.now(tz=JST)
    day = date(2025, 6, 11)
    return sync(Call(words=("sync",), folder=root, day=day, clock=clock, asker=asker, on_terminal=asker is not None))  # type: ignore[arg-type]


def by_git(root: Path, _asker: Answers | None) -> Answer:
    """Share as plain git does when it is told never to stop."""
    pulled = ("pull", "-q", "--no-rebase", "--no-edit", "-X", "theirs")
    done = [subprocess.run(["git", "-C", root, *words], capture_output=True, check=False) for words in (pulled, ("push", "-q"))]
    return Answer(data={"choices": []}, exit_code=max(abs(one.returncode) for one in done))


@dataclass(slots=True)
class World:
    """One run: the clones, what the model says of each, of the meeting place, and of where each last met it."""

    town: Town
    dice: random.Random
    states: dict[str, State]
    met: dict[str, State]
    hub: State
    share: Share
    faults: list[str] = field(default_factory=list)
    asked: int = 0
    brought: int = 0

    def open_case(self, name: str) -> str:
        """Return a case that this clone knows as open, "" where there is none."""
        return self.dice.choice([case for case in self.town.cases if case not in self.states[name].closed] or [""])


def run(many: int, seed: int) -> Row:
    """Play so many runs."""
    return _row(many, seed, by_seki)


def run_naive(many: int, seed: int) -> Row:
    """Play a few with plain git in the place of `seki sync`: what both wrote in one place it settles without asking."""
    return _row(min(many, 2), seed, by_git)


def _row(many: int, seed: int, share: Share) -> Row:
    begun = time.monotonic()
    lost, asked, brought = 0, 0, 0
    for world in play_often(many, seed, share):
        print(*world.faults, sep="\n", end="\n" if world.faults else "", file=sys.stderr)
        lost, asked, brought = lost + len(world.faults), asked + world.asked, brought + world.brought
    note = f"{OPERATIONS} 操作ずつ、尋ねた {asked} 件、意味の指摘 {brought} 件"
    return Row(
        test="T6",
        what="clone 三つの任意の操作と共有、模型と比べる",
        many=many,
        lost=lost,
        seconds=time.monotonic() - begun,
        note=note,
    )


def play_often(many: int, seed: int, share: Share) -> Iterator[World]:
    """Play so many runs, each in a copy of one town."""
    with quick_ground("seki-t6-") as folder:
        mould = found_town(folder / "mould", CLONES, _CASES)
        for number in range(many):
            yield play(copy_town(mould, folder / str(number)), seed + number, share)
            shutil.rmtree(folder / str(number))


def play(town: Town, seed: int, share: Share) -> World:
    """Play one run to its end, where everybody shares twice."""
    start = _read_state(town, town.hub)
    world = World(
        town=town,
        dice=random.Random(seed),
        states={name: start.copy() for name in CLONES},
        met={name: start.copy() for name in CLONES},
        hub=start.copy(),
        share=share,
    )
    for _ in range(OPERATIONS):
        name = world.dice.choice(CLONES)
        act = world.dice.choices((_note, _refer, _phone, _head, _person, _staff, _close, _share), (12, 5, 20, 18, 5, 6, 2, 16))[0]
        act(world, name)
    for name in (*CLONES, *CLONES):
        _share(world, name)
    world.faults += [f"seed {seed}: {fault}" for fault in _ends(world)]
    return world


def _ends(world: World) -> list[str]:
    roots = (*map(world.town.root, CLONES), world.town.hub)
    faults = [] if len({head(root) for root in roots}) == 1 else ["the heads are not equal"]
    for root in roots:
        faults += find_faults(root, world.town.kept)
    for name in CLONES:
        faults += [f"left in {name}: {one}" for one in left_behind(world.town.root(name))]
    return faults


def _note(world: World, name: str) -> None:
    case = world.open_case(name)
    if case:
        path = world.town.add_note(name, case)
        world.states[name].events.add(path)
        world.states[name].noted.add((case, path))


def _refer(world: World, name: str) -> None:
    case = world.open_case(name)
    if case:
        path = world.town.add_event(
            name,
            case,
            "referral",
            "from_agency: chuo1\nto_agency: hibiki\nask: 協力\nreasons:\n  - その他\nreply_by: 2025-06-25\nstaff: sato\nrequest: 架空\n",
        )
        world.states[name].events.add(path)
        world.states[name].referred.add((case, path))


def _close(world: World, name: str) -> None:
    case = world.open_case(name)
    if case and not any(of == case for of, _ in world.states[name].referred):
        path = world.town.add_event(
            name, case, "closing", "act: 終結\nreason: その他\nnext_lead: なし\nnext_lead_why: 架空\nfollowup_needed: false\n"
        )
        world.states[name].events.add(path)
        world.states[name].closed.add(case)


def _phone(world: World, name: str) -> None:
    keys = [key for key in world.states[name].facts if key[0] == "house" and key[3] == "phone"]
    key = world.dice.choice(sorted(keys))
    _set(world, name, {key: f"0575-{world.dice.randrange(10**6):06d}"})


def _person(world: World, name: str) -> None:
    """Write down somebody more, under a number that no other clone gives away meanwhile."""
    case = world.dice.choice(world.town.cases)
    known = {key[2] for state in (*world.states.values(), world.hub) for key in state.facts if key[:2] == ("house", case)}
    person = next((f"P{number}" for number in range(3, 10) if f"P{number}" not in known), "")
    if person:
        _set(world, name, {("house", case, person, "role"): "知人", ("house", case, person, "phone"): "0575-99-9999"})


def _head(world: World, name: str) -> None:
    case, what = world.dice.choice(world.town.cases), world.dice.choice(_HEADS)
    _set(world, name, {("head", case, what): world.dice.choice(_VALUES[what])})


def _staff(world: World, name: str) -> None:
    known = sorted({key[1] for key in world.states[name].facts if key[0] == "staff"})
    if world.dice.random() < 0.5:
        world.town.number += 1
        who = f"shin{world.town.number}"
        row = {
            "name": f"新人 {world.town.number}",
            "agency": "chuo1",
            "post": "主事",
            "pledged_on": "2025-04-01",
            "since": "2025-04-01",
        }
        _set(world, name, {("staff", who, what): value for what, value in row.items()})
    else:
        _set(world, name, {("staff", world.dice.choice(known), "post"): f"係 {world.dice.randrange(100)}"})


def _set(world: World, name: str, facts: dict[Fact, str]) -> None:
    """Write these facts into their document in a clone; all of them stand in one."""
    first = next(iter(facts))
    path = _path(first)
    old = (world.town.root(name) / path).read_bytes()
    tree = yaml.load(old, Loader=yaml.CBaseLoader)
    for key, value in facts.items():
        _row_of(tree, key)[key[-1]] = value
    data = yaml.dump(tree, allow_unicode=True, sort_keys=False).encode()
    world.states[name].facts |= facts
    if tree != yaml.load(old, Loader=yaml.CBaseLoader):
        world.town.number += 1
        world.town.write(name, path, data)


def _path(key: Fact) -> str:
    if key[0] == "staff":
        return "profile/staff.yaml"
    return f"cases/{key[1][:3]}/{key[1]}/{'household' if key[0] == 'house' else 'case'}.yaml"


def _row_of(tree: dict[str, Any], key: Fact) -> dict[str, str]:
    """Return the row in which a fact stands, new where there is none."""
    if key[0] == "head":
        return tree
    rows = tree["people" if key[0] == "house" else "staff"]
    known = next((row for row in rows if row["id"] == key[-2]), None)
    if known is None:
        known = {"id": key[-2]}
        rows.append(known)
    return known


def _read_state(town: Town, root: Path) -> State:
    """Return the facts and events that a repository's main holds, read with git and a plain YAML reader."""
    heads, houses = ([(what, case) for case in town.cases] for what in ("head", "house"))
    paths = tuple(_path(key) for key in (*heads, *houses, PROFILE))
    trees = {path: yaml.load(data, Loader=yaml.CBaseLoader) for path, data in read_files(root, paths).items()}
    state = State(events=set(texts(root)) & set(town.kept))
    for key in heads:
        state.facts |= {(*key, what): value for what, value in trees[_path(key)].items()}
    for key, rows in (*((key, trees[_path(key)]["people"]) for key in houses), (PROFILE, trees[_path(PROFILE)]["staff"])):
        state.facts |= {(*key, row["id"], what): value for row in rows for what, value in row.items() if what != "id"}
    return state


def _share(world: World, name: str) -> None:
    """Let a clone share: first where nobody sits there, then with somebody who answers; compare both with the model."""
    if world.faults and world.share is by_git:  # one is enough to know
        return
    base, ours, theirs = world.met[name], world.states[name], world.hub
    expected = find_choices(base, ours, theirs)
    chosen: dict[Fact, str] = {}
    answer = world.share(world.town.root(name), None)
    if expected:
        asked = [_fact(choice) for choice in answer.data["choices"]]
        if answer.exit_code != 6 or set(asked) != expected:
            world.faults.append(f"{name}: asked {asked}, expected {expected}, ended with {answer.exit_code}")
        chosen = {key: world.dice.choice(("ours", "theirs")) for key in asked}
        world.asked += len(chosen)
        answer = world.share(world.town.root(name), Answers([chosen[key] for key in asked]))
    if answer.exit_code != 0:
        world.faults.append(f"{name}: ended with {answer.exit_code}: {answer.findings}")
        return
    foreseen = find_meaning(base, ours, theirs)
    brought = {(_CODES[one.code], one.case) for one in answer.findings if one.code in _CODES}
    if brought != foreseen:
        world.faults.append(f"{name}: found {brought}, expected {foreseen}")
    world.brought += len(foreseen)
    merged = merge(base, ours, theirs, chosen)
    world.states[name], world.met[name], world.hub = merged, merged.copy(), merged.copy()
    for root in (world.town.root(name), world.town.hub):
        there = _read_state(world.town, root)
        if (there.facts, there.events) != (merged.facts, merged.events):
            wrong = {key for key in there.facts.keys() | merged.facts.keys() if there.facts.get(key) != merged.facts.get(key)}
            world.faults.append(f"{name}: {root.name} differs in {sorted(wrong)} {sorted(there.events ^ merged.events)}")


def _fact(choice: dict[str, Any]) -> Fact:
    """Return what a choice is about, as the model calls it."""
    path, key = choice["path"].split("/"), choice["key"]
    if path[0] == "profile":
        return PROFILE
    return ("house", path[2], *key[1:]) if path[-1] == "household.yaml" else ("head", path[2], *key)
