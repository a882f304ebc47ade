"""The report of a visit: drafted from the outcome, edited by section, one tree for every format."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store import audit
from store.errors import ConflictError, EditedMeanwhileError, IncompleteError, NotFoundError
from store.permissions import Actor
from workflow.claims import claims
from workflow.kinds.reports import FindingKind
from workflow.lifecycle import VisitAction
from workflow.models.reports import ReportSection
from workflow.models.visits import Visit
from workflow.reports import report_outcome
from workflow.reports.report_outcome import NOT_TESTED, Outcome
from workflow.reviews import reviews
from workflow.visits import visit_sample, visits

SECTIONS = {
    "context": "Context",
    "method": "Method",
    "sample": "Sample",
    "outcome": "Outcome for each dimension",
    "strengths": "Strengths",
    "areas": "Areas for improvement",
    "next_steps": "Next steps",
}


@dataclass(frozen=True)
class ReportDraft:
    """The report as the team edits it: sections by code, and the whole as a tree."""

    visit: Visit
    sections: dict[str, ReportSection]
    tree: dict[str, Any]


def draft(session: Session, actor: Actor, visit_key: str) -> Visit:
    """Draft the report from the outcome. Raises IncompleteError naming a missing judgement."""
    visit = report_outcome.to_write(session, actor, visit_key)
    outcome = report_outcome.of_visit(session, actor, visit)
    missing = [one.dimension.code for one in outcome.tested if not one.is_complete]
    if not outcome.tested:
        raise ConflictError("Draw the sample first; a report tells of tested dimensions.")
    if missing:
        raise IncompleteError(
            f"Judge {', '.join(missing)} with a reason first; each tested dimension needs one."
        )
    if differing := [one.dimension.code for one in outcome.tested if one.differs]:
        raise ConflictError(
            f"Two of the team judge {', '.join(differing)} differently. Agree on a level first."
        )
    visits.move(visit, VisitAction.DRAFT)
    team = [
        engagement.person.name for engagement in reviews.list_engagements(session, visit.review)
    ]
    for code, words in _first_words(outcome, team).items():
        session.add(
            ReportSection(college_id=visit.college_id, visit_id=visit.id, code=code, words=words)
        )
    session.flush()
    visits.note_change(session, actor, visit, "Drafted the report")
    audit.note(session, actor.college_id, actor.person_key, "visit report drafted", visit.key)
    return visit


def _first_words(outcome: Outcome, team: list[str]) -> dict[str, str]:
    visit = outcome.visit
    mode = visit.mode.words.lower()
    days = f"{visit.starts_on.day} {visit.starts_on:%B %Y}"
    if visit.ends_on != visit.starts_on:
        days = f"{days} to {visit.ends_on.day} {visit.ends_on:%B %Y}"
    strengths = [f"{one.dimension}: {one.words}" for one in outcome.of_kind(FindingKind.STRENGTH)]
    areas = [f"{one.dimension}: {one.words}" for one in outcome.of_kind(FindingKind.AREA)]
    return {
        "context": f"This report tells of {visit.review.title}, {days} ({mode}). "
        f"The team: {', '.join(team)}.",
        "method": "The team read the cited evidence, met people by role and looked for itself. "
        "It compared documents, interviews and observation for each dimension that it tested.",
        "sample": f"The team tested {len(outcome.tested)} of {len(outcome.dimensions)} claimed "
        "dimensions. The table says which and why.",
        "outcome": "The table gives the level that the college claims and the level that the team "
        f"judges, with the reason. Other dimensions say “{NOT_TESTED}”.",
        "strengths": "\n\n".join(strengths) or "The team names no strength.",
        "areas": "\n\n".join(areas) or "The team names no area for improvement.",
        "next_steps": "The college takes the areas for improvement into its plan. Their progress "
        "is looked at 12 and 24 months after the visit.",
    }


def edit(
    session: Session, actor: Actor, visit_key: str, code: str, words: str, *, seen_version: int
) -> ReportSection:
    """Write a section anew. Raises EditedMeanwhileError with what somebody saved first."""
    visit = report_outcome.to_write(session, actor, visit_key)
    section = _sections(session, visit).get(code)
    if section is None:
        raise NotFoundError("There is no such section of this report.")
    if section.row_version != seen_version:
        raise EditedMeanwhileError(
            "Somebody saved this section first. Compare both, then save again.", section.words
        )
    if not words.strip():
        raise IncompleteError("A section says something. Write at least a sentence.", "words")
    section.words = words.strip()
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "visit report edited", visit.key, section=code
    )
    return section


def _sections(session: Session, visit: Visit) -> dict[str, ReportSection]:
    query = select(ReportSection).where(
        ReportSection.college_id == visit.college_id, ReportSection.visit_id == visit.id
    )
    found = {section.code: section for section in session.scalars(query)}
    return {code: found[code] for code in SECTIONS if code in found}


def load(session: Session, actor: Actor, visit_key: str) -> ReportDraft:
    """The report as the team writes it. Raises ConflictError before it is drafted."""
    outcome = report_outcome.load(session, actor, visit_key)
    sections = _sections(session, outcome.visit)
    if not sections:
        raise ConflictError("The report is not drafted yet. Judge the tested dimensions first.")
    return ReportDraft(outcome.visit, sections, tree(session, actor, outcome.visit))


def tree(session: Session, actor: Actor, visit: Visit) -> dict[str, Any]:
    """The content of the report: titled sections of paragraphs and tables, as plain values."""
    outcome = report_outcome.of_visit(session, actor, visit)
    sections = _sections(session, visit)
    tables = {"sample": _sample_table(session, visit), "outcome": _outcome_table(outcome)}
    second = _second_readers(outcome)
    return {
        "title": visit.review.title,
        "sections": [
            {
                "code": code,
                "title": SECTIONS[code],
                "blocks": [
                    *_paragraphs(code, section.words),
                    *(second if code == "method" else []),
                    *([tables[code]] if code in tables else []),
                ],
            }
            for code, section in sections.items()
        ],
    }


def _paragraphs(code: str, words: str) -> list[dict[str, Any]]:
    texts = [" ".join(part.split()) for part in words.replace("\r", "").split("\n\n")]
    return [
        {"kind": "paragraph", "id": f"{code}/{number}", "text": text}
        for number, text in enumerate(filter(None, texts), start=1)
    ]


def _second_readers(outcome: Outcome) -> list[dict[str, Any]]:
    names = sorted({read.reader.name for one in outcome.tested for read in one.readings})
    if not names:
        return []
    words = f"Each judgement was read by a second person of the team: {', '.join(names)}."
    return [{"kind": "paragraph", "id": "method/second", "text": words}]


def _sample_table(session: Session, visit: Visit) -> dict[str, Any]:
    sample = visit_sample.require_sample(session, visit)
    return {
        "kind": "table",
        "caption": "What was tested and why",
        "head": ["Dimension", "Why"],
        "rows": [[one["dimension"], "; ".join(one["reasons"])] for one in sample.chosen],
    }


def _outcome_table(outcome: Outcome) -> dict[str, Any]:
    rows, levels = [], []
    for one in outcome.dimensions:
        claimed = claims.level_words(one.dimension, one.row.level or 0)
        judged, why = NOT_TESTED, ""
        if one.is_tested and one.judgement is not None:
            judged = claims.level_words(one.dimension, one.judgement.level)
            why = one.judgement.reason
            levels.append(
                {
                    "dimension": one.dimension.code,
                    "claimed": one.row.level or 0,
                    "judged": one.judgement.level,
                }
            )
        rows.append([f"{one.dimension.code} {one.dimension.title}", claimed, judged, why])
    return {
        "kind": "table",
        "caption": "Claimed and judged levels",
        "head": ["Dimension", "Claimed", "Judged", "Reason"],
        "rows": rows,
        # Files draw these as a picture; the table says the same.
        "levels": levels,
    }
