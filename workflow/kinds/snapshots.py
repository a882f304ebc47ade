"""Why a snapshot was taken, and for whom a pack is."""

from enum import StrEnum


class Occasion(StrEnum):
    """Why a snapshot was taken."""

    SUBMITTED = "submitted"
    ADOPTED = "adopted"
    EVIDENCE_DEADLINE = "evidence_deadline"
    REPORT_FINAL = "report_final"
    ASKED_FOR = "asked_for"

    @property
    def words(self) -> str:
        """As people read it: `When the assessment was submitted`."""
        return _OCCASIONS[self]


_OCCASIONS = {
    Occasion.SUBMITTED: "When the assessment was submitted",
    Occasion.ADOPTED: "When the board adopted the assessment",
    Occasion.EVIDENCE_DEADLINE: "At the evidence deadline of the visit",
    Occasion.REPORT_FINAL: "When the report of the visit became final",
    Occasion.ASKED_FOR: "When somebody asked for it",
}


class Audience(StrEnum):
    """Whom a pack is made for; decides what is in it."""

    COLLEGE = "college"
    REVIEWER = "reviewer"
    HUB = "hub"

    @property
    def words(self) -> str:
        """Who that is, and what they get."""
        return _AUDIENCES[self]


_AUDIENCES = {
    Audience.COLLEGE: "The college: everything but restricted pages",
    Audience.REVIEWER: "Reviewers: what share scopes and sensitivity allow",
    Audience.HUB: "The hub: levels and the report, no evidence",
}
