"""The kinds and states of documents, files and texts, as people and rows name them."""

from enum import StrEnum


class DocumentType(StrEnum):
    """What kind of paper a document is; decides freshness and the default share scope."""

    MINUTES = "minutes"
    BOARD_PAPER = "board_paper"
    STRATEGY = "strategy"
    PLAN = "plan"
    POLICY = "policy"
    REPORT = "report"
    SURVEY = "survey"
    DESTINATIONS = "destinations"
    SCHEME_OF_WORK = "scheme_of_work"
    NEWSLETTER = "newsletter"
    NOTE = "note"
    STATEMENT = "statement"
    OTHER = "other"

    @property
    def words(self) -> str:
        """As people read it: `Scheme of work`."""
        return self.value.replace("_", " ").capitalize()


class Sensitivity(StrEnum):
    """How freely a document or page may be shown, from open to restricted."""

    OPEN = "open"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    RESTRICTED = "restricted"

    @property
    def words(self) -> str:
        """Who may see it, as people read it."""
        return {
            "open": "Open: anybody may see it",
            "internal": "Internal: everybody of the college",
            "confidential": "Confidential: leaders and governance only",
            "restricted": "Restricted: leaders and governance only, never shared",
        }[self.value]

    @property
    def is_closed(self) -> bool:
        """Whether it is kept from most people and from every reviewer."""
        return self in {Sensitivity.CONFIDENTIAL, Sensitivity.RESTRICTED}


class ShareScope(StrEnum):
    """What outsiders see of a document in a review."""

    WHOLE = "whole"
    CITED_PAGES = "cited_pages"
    QUOTE_ONLY = "quote_only"
    NOTHING = "nothing"

    @property
    def words(self) -> str:
        """What reviewers see, as people read it."""
        return {
            "whole": "All of it, and they may download the file",
            "cited_pages": "The pages that are cited, and no others",
            "quote_only": "The quotes that are cited, without their pages",
            "nothing": "Nothing",
        }[self.value]


class MinutesStatus(StrEnum):
    """How far minutes have come."""

    DRAFT = "draft"
    APPROVED = "approved"
    SIGNED = "signed"


class RevisionState(StrEnum):
    """What people see of a file: from received to readable, or why not."""

    RECEIVED = "received"
    READING = "reading"
    READABLE = "readable"
    READABLE_WITH_GAPS = "readable_with_gaps"
    NEEDS_OCR = "needs_ocr"
    NEEDS_PASSWORD = "needs_password"
    REFUSED = "refused"
    FAILED = "failed"

    @property
    def words(self) -> str:
        """As people read it: `Readable with gaps`."""
        return {"needs_ocr": "Needs OCR", "needs_password": "Needs a password"}.get(
            self.value, self.value.replace("_", " ").capitalize()
        )

    @property
    def is_final(self) -> bool:
        """Whether reading has ended."""
        return self not in {RevisionState.RECEIVED, RevisionState.READING}

    @property
    def is_read(self) -> bool:
        """Whether reading has ended with text, that of some pages perhaps missing."""
        return self in {RevisionState.READABLE, RevisionState.READABLE_WITH_GAPS}


class ScanState(StrEnum):
    """What the virus scanner said of a file."""

    CLEAN = "clean"
    INFECTED = "infected"
    TOO_LARGE = "too_large"


class TextSource(StrEnum):
    """Where a text layer came from."""

    TEXT = "text"
    SECOND_OPINION = "second_opinion"
    OCR = "ocr"
    NONE = "none"


class LearnerAnswer(StrEnum):
    """Whether a document names or pictures a learner, and what follows."""

    NONE = "none"
    RESTRICT = "restrict"
    ASK = "ask"
    TAKE_BACK = "take back"

    @property
    def words(self) -> str:
        """As people choose it."""
        return {
            "none": "No, no learner is named or can be recognised",
            "restrict": "Yes: restrict it, so that few here and no reviewer see it",
            "ask": "I am not sure: restrict it and ask a leader",
            "take back": "Yes: take it out again, and I shall add a copy without them",
        }[self.value]
