"""What a case's records are cut into for the gate: people, consultation, assessment, notes, referrals.

Each builder follows one row of the gate's table: about whom a piece is, and which category a consent must cover.
What no builder makes (the caller, consents, protocols, evidence, `extra`) is never on a paper. 出典: records.md の門の表
"""

from dataclasses import replace
from datetime import date
from typing import Final

from seki_cli.model.agenda import Need, Piece
from seki_cli.model.case import Assessment, Intake, Person, Screening
from seki_cli.model.contact import ALL, Note, Referral, ReferralStep
from seki_cli.model.meeting import Gap, Item
from seki_cli.model.office import Office
from seki_cli.model.wareki import show_day
from seki_cli.model.world import CaseFile
from seki_cli.rules.masks import WHEREABOUTS
from seki_cli.rules.needs import CHILD, WORK, ages_on
from seki_cli.rules.promises import posted_at
from seki_cli.rules.sources import source_of_writer, word_of

BASIC: Final[Need] = ("基本情報",)
FAMILY: Final[Need] = ("世帯",)
HOUSEHOLD: Final = "household"
"""What stands in the 提供台帳 for the household, which has no id of its own."""

_PERSON_FIELDS: Final[tuple[tuple[str, str, Need], ...]] = (
    ("role", "立場", BASIC),
    ("name", "氏名", BASIC),
    ("kana", "ふりがな", BASIC),
    ("alias", "呼び名", BASIC),
    ("sex", "性別", BASIC),
    ("relation", "続柄", FAMILY),
    ("living", "同居・別居", BASIC),
    ("school_or_work", "学校・職場", ALL),
    ("health", "健康", ("健康・医療",)),
    ("care_level", "要介護度", ("介護",)),
    ("certificates", "手帳", ("障害",)),
    ("issues", "課題と特性", ALL),
    ("address", "住所", BASIC),
    ("phone", "電話", BASIC),
)

_INTAKE_FIELDS: Final = (
    ("no_consent_reason", "同意が得られていない理由"),
    ("route", "相談経路"),
    ("worries", "相談内容"),
    ("main_worry", "一番困っていること"),
    ("wishes", "配慮を希望すること"),
    ("hard_because", "一つの機関では難しい理由"),
    ("fields", "分野"),
    ("flags", "目印"),
)


def need_of_field(name: str) -> Need:
    """Return what a consent must cover for a field of a person; of school or work both kinds, as its age is not asked here."""
    if name == "school_or_work":
        return (CHILD, WORK)
    return next((need for field, _, need in _PERSON_FIELDS if field == name), ALL)


def joined(value: object) -> str:
    """Return a field's value as one text: a list of words with ・ between them, nothing as an empty text."""
    if value is None:
        return ""
    return "・".join(str(word) for word in value) if isinstance(value, tuple) else str(value)


def household_pieces(case: CaseFile, day: date) -> tuple[Piece, ...]:
    """Return the fields of every person, each by itself; ages are those on the day."""
    found: list[Piece] = []
    for at, person in enumerate(case.household.people):
        texts = [(*row, joined(getattr(person, row[0]))) for row in _PERSON_FIELDS]
        texts.append(("born", "年齢", BASIC, _age(person, day)))
        found += [
            Piece(
                label=f"{person.id} の{title}",
                text=text,
                persons=tuple(dict.fromkeys((person.id, *(case.household.principals if name == "relation" else ())))),
                need=need,
                age_of=person if name == "school_or_work" else None,
                place_of=person.id if name in WHEREABOUTS else "",
                group=person.id,
                caption=title,
                record=HOUSEHOLD,
                path=case.household.path,
                key=("people", at, name),
            )
            for name, title, need, text in texts
            if text
        ]
    return tuple(found)


def _age(person: Person, day: date) -> str:
    ages = ages_on(person, day)
    about = "およそ" if len(ages) > 1 or person.estimated else ""
    return f"{about}{ages[-1]}歳" if ages else ""


def relation_pieces(case: CaseFile, day: date) -> tuple[Piece, ...]:
    """Return the relations and ties of a household that hold on a day. Both ends must allow; 世帯."""
    household = case.household
    found = [
        Piece(
            label=f"{row.a} と {row.b} の関係",
            text=f"{row.a}と{row.b}: {row.kind}" + (f"（{row.closeness}）" if row.closeness else ""),
            persons=(row.a, row.b),
            need=FAMILY,
            record=HOUSEHOLD,
            path=household.path,
            key=("relations", at),
        )
        for at, row in enumerate(household.relations)
        if (row.since is None or row.since <= day) and (row.until is None or day <= row.until)
    ]
    for at, tie in enumerate(household.ties):
        if (tie.since is None or tie.since <= day) and (tie.until is None or day <= tie.until):
            label, key = f"{tie.person} のつながり", ("ties", at)
            words = "・".join(filter(None, (tie.label, tie.agency, tie.resource, tie.strength, tie.flow)))
            found.append(
                Piece(
                    label=label,
                    text=f"{tie.person}: {words}",
                    persons=(tie.person,),
                    need=FAMILY,
                    place_of=tie.person,
                    record=HOUSEHOLD,
                    path=household.path,
                    key=key,
                )
            )
    return tuple(found)


def complaint_pieces(case: CaseFile, intake: Intake) -> tuple[Piece, ...]:
    """Return the complaint in its three voices. The family's is about everybody who lives there, the agency's is its word."""
    family = tuple(p.id for p in case.household.people if p.role == "世帯員")
    voices = (
        ("by_person", "本人の訴え", (), "本人"),
        ("by_family", "家族の訴え", (*case.household.principals, *family), "家族"),
        ("by_agency", "機関の見方", (), word_of(intake.agency)),
    )
    return tuple(
        Piece(
            label=title,
            text=text,
            persons=persons,
            need=BASIC,
            source=source,
            caption=title,
            record=intake.id,
            path=intake.path,
            key=("complaint", name),
        )
        for name, title, persons, source in voices
        if (text := getattr(intake.complaint, name))
    )


def intake_pieces(intake: Intake, office: Office) -> tuple[Piece, ...]:
    """Return the other fields of a 受付, without the caller. Only under a consent to everything."""
    received = f"{show_day(intake.received_on)}　{intake.method}　{office.agency_name(intake.agency)}"
    found = [Piece(label="受付", text="", aside=received, caption="受付", record=intake.id, path=intake.path)]
    for name, title in _INTAKE_FIELDS:
        text = joined(getattr(intake, name))
        if text:
            found.append(Piece(label=f"受付の{title}", text=text, caption=title, record=intake.id, path=intake.path, key=(name,)))
    return tuple(found)


def screening_piece(screening: Screening, office: Office) -> Piece:
    """Return the 対応結果. Only under a consent to everything."""
    to_agency = f"（{office.agency_name(screening.to_agency)}）" if screening.to_agency else ""
    return Piece(
        label="対応結果",
        text=screening.result,
        source=source_of_writer("", screening.staff, screening.date, office),
        caption="対応結果",
        aside=f"{show_day(screening.date)}{to_agency}",
        record=screening.id,
        path=screening.path,
        key=("result",),
    )


def referral_piece(referral: Referral, office: Office) -> Piece:
    """Return a つなぎ: who asked whom for what, and the request in the asking agency's words."""
    who = f"{office.agency_name(referral.from_agency)}から{office.agency_name(referral.to_agency)}へ"
    return Piece(
        label="つなぎ",
        text="　".join(filter(None, (joined(referral.reasons), referral.request))),
        source=source_of_writer("", referral.staff, referral.date, office) or word_of(referral.from_agency),
        caption=f"{show_day(referral.date)} {who}「{referral.ask}」",
        record=referral.id,
        path=referral.path,
        key=("request",),
    )


def referral_step_piece(step: ReferralStep, office: Office) -> Piece:
    """Return an answer to a つなぎ."""
    return Piece(
        label="つなぎへの答え",
        text=step.reason,
        source=source_of_writer("", step.staff, step.date, office) or "機関",
        caption=f"{show_day(step.date)} つなぎの{step.step}",
        record=step.id,
        path=step.path,
        key=("step",),
    )


def why_piece(item: Item, path: str) -> Piece:
    """Return why an item is taken up. Only under a consent to everything, where consent is needed at all."""
    return Piece(label="取り上げる理由", text=item.why, path=path, key=("items",))


def assessment_pieces(assessment: Assessment, office: Office) -> tuple[Piece, ...]:
    """Return an assessment: each person's strengths and wishes, each part, and the summary with risk and direction."""
    writer = source_of_writer("", assessment.staff, assessment.date, office)
    sheet = Piece(label="", text="", source=writer, record=assessment.id, path=assessment.path)
    found: list[Piece] = []
    for at, row in enumerate(assessment.people):
        own = replace(sheet, persons=(row.person,), need=BASIC, group=row.person)
        for name, title in (("issues", "課題と特性"), ("strengths", "強み"), ("wishes", "希望")):
            label = f"アセスメント {row.person} の{title}"
            found.append(replace(own, label=label, text=joined(getattr(row, name)), caption=title, key=("people", at, name)))
    for at, part in enumerate(assessment.parts):
        about = replace(sheet, persons=part.about, need=(part.category,) if part.category else ALL)
        about = replace(about, source=part.source or writer)
        label = f"アセスメントの{part.category}"
        found.append(replace(about, label=label, text=part.text, caption=part.category, key=("parts", at, "text")))
    for name, title in (("summary", "課題のまとめ"), ("risk", "緊急性・リスク"), ("direction", "支援の方向性")):
        label = f"アセスメントの{title}"
        found.append(replace(sheet, label=label, text=getattr(assessment, name), caption=title, key=(name,)))
    return tuple(piece for piece in found if piece.text)


def note_pieces(note: Note, office: Office) -> tuple[Piece, ...]:
    """Return a 支援経過記録: fact, action and view apart, and what it announces. Its category; without one, everything."""
    agency = posted_at(office, note.staff, note.date)
    who = office.agency_name(agency) if agency else ""
    parts = [("fact", "事実", note.fact), ("action", "対応", note.action), ("view", "見立て", note.view)]
    if note.next is not None and note.next.what:
        parts.append(("next", f"次回予定 {show_day(note.next.date)}", note.next.what))
    return tuple(
        Piece(
            label=f"支援経過の{caption.partition(' ')[0]}",
            text=text,
            persons=note.about,
            need=(note.category,) if note.category else ALL,
            source=source_of_writer(note.source, note.staff, note.date, office),
            is_view=name == "view",
            group=f"{show_day(note.date)}　{note.method}　{who}".rstrip("　"),
            caption=caption,
            record=note.id,
            path=note.path,
            key=(name,),
        )
        for name, caption, text in parts
        if text
    )


def gap_pieces(gap: Gap) -> tuple[Piece, ...]:
    """Return a 地域課題 and the steps taken on it: it concerns nobody, but a text may name somebody."""
    found = [Piece(row="common", label="地域課題", text=gap.text, caption="内容", record=gap.id, path=gap.path, key=("text",))]
    scope = "・".join(filter(None, (gap.field, gap.area)))
    if scope:
        found.append(Piece(row="common", label="分野・圏域", text=scope, caption="分野・圏域", record=gap.id, path=gap.path))
    for at, step in enumerate(gap.steps):
        caption = f"{show_day(step.date)} {step.status}"
        key = ("steps", at, "text")
        found.append(
            Piece(row="common", label="取組の歩み", text=step.text, caption=caption, record=gap.id, path=gap.path, key=key)
        )
    return tuple(found)
