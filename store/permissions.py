"""The one table of who may do what: role by operation. Pure; knows no tables and no pages."""

from dataclasses import dataclass
from enum import StrEnum

from store.errors import NotPermittedError


class Role(StrEnum):
    """Roles of members of a college, then roles of outsiders in one review."""

    CAREERS_LEADER = "careers_leader"
    CONTRIBUTOR = "contributor"
    SENIOR_LEADER = "senior_leader"
    GOVERNOR = "governor"
    GOVERNANCE_PROFESSIONAL = "governance_professional"
    ADMINISTRATOR = "administrator"
    ASSESSOR = "assessor"
    LEAD_ASSESSOR = "lead_assessor"
    FACILITATOR = "facilitator"
    VALIDATOR = "validator"

    @property
    def words(self) -> str:
        """As people read it, without an article: `careers leader`."""
        return self.value.replace("_", " ")

    @property
    def is_outside(self) -> bool:
        """Whether it is held by an engagement in one review, not by membership."""
        return self in OUTSIDE


R = Role
OUTSIDE = frozenset({R.ASSESSOR, R.LEAD_ASSESSOR, R.FACILITATOR, R.VALIDATOR})
JUDGES = frozenset({R.ASSESSOR, R.LEAD_ASSESSOR, R.VALIDATOR})
LEADERS = frozenset({R.CAREERS_LEADER, R.SENIOR_LEADER})
STAFF = LEADERS | {R.CONTRIBUTOR, R.GOVERNANCE_PROFESSIONAL}
INSIDE = STAFF | {R.GOVERNOR, R.ADMINISTRATOR}


class Operation(StrEnum):
    """Whatever is asked of the service, as a phrase that follows "may"."""

    READ_ASSESSMENT = "read the assessment"
    READ_SUMMARY = "read the governor summary"
    SEARCH_EVIDENCE = "search the evidence"
    SEE_EVERY_SENSITIVITY = "see confidential and restricted evidence"
    ADD_DOCUMENT = "add a document"
    DESCRIBE_DOCUMENT = "describe a document"
    ACCEPT_DOCUMENT = "accept a document that somebody else added"
    CLASSIFY_DOCUMENT = "set how sensitive a document or its pages are"
    SHARE_DOCUMENT = "choose what reviewers see of a document"
    OPEN_DRAFT_MINUTES = "open draft minutes to reviewers, as draft"
    BEGIN_ASSESSMENT = "begin an assessment"
    CITE = "cite a quote"
    STRIKE_CITATION = "strike a citation through"
    CLAIM_LEVEL = "claim a level"
    AGREE_CLAIM = "agree a claim that somebody else wrote"
    SUBMIT_ASSESSMENT = "submit the assessment to review"
    ADOPT_ASSESSMENT = "record that the board adopted the assessment"
    MANAGE_CYCLES = "begin, close and archive academic years"
    LEAVE_GOVERNOR_NOTE = "leave a governor's question or note"
    READ_GOVERNOR_NOTES = "read governors' questions and notes"
    ANSWER_GOVERNOR = "answer a governor's question"
    MARK_COVERAGE = "mark which statements are shown"
    DISMISS_SUGGESTION = "dismiss a suggested page"
    LEAD_LEADERSHIP_REVIEW = "prepare a leadership review and record its meeting"
    PICK_LEVELS = "pick levels for a leadership review"
    SEE_MATCHING = "see how well pages are matched to dimensions"
    USE_TRACKER = "bring the college's spreadsheet in and take it out"
    OPEN_REVIEW = "open a review and engage assessors"
    DECLARE_INTEREST = "declare what ties oneself to the college"
    OBJECT_TO_INTEREST = "object for the college to a declared interest"
    DECIDE_OBJECTION = "decide on the college's objection to an interest"
    GIVE_VERDICT = "give a verdict on a citation"
    JUDGE_CLAIM = "judge a claim"
    ASK_SECOND = "ask a second assessor to judge a claim"
    NAME_LEVERAGE = "name the highest-leverage actions of a review"
    MODERATE = "record what the assessors of a claim agreed"
    RELEASE_REVIEW = "release a review"
    KEEP_ROUND = "keep the day of a round and release its reviews together"
    RESPOND = "answer a released review for the college"
    SEE_VISITS = "see the plan of a validation visit"
    PLAN_VISIT = "plan a validation visit and choose its sample"
    AGREE_VISIT = "confirm a validation visit for the college"
    TAKE_NOTES = "take notes on a validation visit"
    WRITE_REPORT = "write the report of a validation visit"
    REPORT_PROGRESS = "report progress on a visit's areas for improvement"
    MARK_PROGRESS = "mark progress after a visit as sufficient or not"
    PUBLISH_SUMMARY = "approve a summary and publish it to the hub"
    READ_OUTCOME = "read the outcome of a validation visit as a second person"
    MAKE_REQUEST = "ask for evidence"
    ANSWER_REQUEST = "answer a request for evidence"
    SEE_ACTIONS = "see the action plan"
    PLAN_ACTION = "plan an action"
    NOTE_PROGRESS = "say how an action goes"
    SEE_MAIL = "see the college's outgoing mail"
    SEE_CALENDAR = "see the college's terms and closures"
    MANAGE_CALENDAR = "change the college's terms and closures"
    COMMENT_REPORT = "comment on the facts of a visit's report"
    ANSWER_REPORT = "reply to a visit's report for the college"
    SEE_SNAPSHOTS = "see snapshots of an assessment"
    TAKE_SNAPSHOT = "take a snapshot"
    MAKE_PACK = "ask for a pack"
    REDACT = "take words out of packs"
    MANAGE_AREAS = "keep the college's areas"
    SEE_PEOPLE = "see people and roles"
    MANAGE_PEOPLE = "invite people and give roles"
    SEE_READINESS = "see the state of the service"


O = Operation  # noqa: E741 - one letter keeps the table readable

PERMISSIONS: dict[Operation, frozenset[Role]] = {
    O.READ_ASSESSMENT: INSIDE | OUTSIDE,
    O.READ_SUMMARY: INSIDE | OUTSIDE,
    O.SEARCH_EVIDENCE: STAFF | OUTSIDE | {R.GOVERNOR},
    O.SEE_EVERY_SENSITIVITY: LEADERS | {R.GOVERNANCE_PROFESSIONAL},
    O.ADD_DOCUMENT: STAFF,
    O.DESCRIBE_DOCUMENT: STAFF,
    O.ACCEPT_DOCUMENT: LEADERS | {R.GOVERNANCE_PROFESSIONAL},
    O.CLASSIFY_DOCUMENT: LEADERS | {R.GOVERNANCE_PROFESSIONAL},
    O.SHARE_DOCUMENT: LEADERS | {R.GOVERNANCE_PROFESSIONAL},
    O.OPEN_DRAFT_MINUTES: frozenset({R.GOVERNANCE_PROFESSIONAL}),
    O.BEGIN_ASSESSMENT: LEADERS,
    O.CITE: STAFF,
    O.STRIKE_CITATION: LEADERS,
    O.CLAIM_LEVEL: LEADERS,
    O.AGREE_CLAIM: LEADERS,
    O.SUBMIT_ASSESSMENT: frozenset({R.SENIOR_LEADER}),
    O.ADOPT_ASSESSMENT: frozenset({R.SENIOR_LEADER, R.GOVERNANCE_PROFESSIONAL}),
    O.MANAGE_CYCLES: LEADERS,
    O.LEAVE_GOVERNOR_NOTE: frozenset({R.GOVERNOR}),
    O.READ_GOVERNOR_NOTES: LEADERS | {R.GOVERNOR, R.GOVERNANCE_PROFESSIONAL},
    O.ANSWER_GOVERNOR: LEADERS,
    O.MARK_COVERAGE: LEADERS | {R.CONTRIBUTOR} | JUDGES,
    O.DISMISS_SUGGESTION: LEADERS | {R.CONTRIBUTOR},
    O.LEAD_LEADERSHIP_REVIEW: LEADERS,
    O.PICK_LEVELS: INSIDE,
    O.SEE_MATCHING: frozenset({R.ADMINISTRATOR, R.CAREERS_LEADER}),
    O.USE_TRACKER: LEADERS,
    O.OPEN_REVIEW: LEADERS,
    O.DECLARE_INTEREST: OUTSIDE,
    O.OBJECT_TO_INTEREST: LEADERS,
    O.DECIDE_OBJECTION: frozenset({R.LEAD_ASSESSOR, R.FACILITATOR, R.VALIDATOR}),
    O.GIVE_VERDICT: JUDGES,
    O.JUDGE_CLAIM: JUDGES,
    O.ASK_SECOND: JUDGES | {R.FACILITATOR},
    O.NAME_LEVERAGE: JUDGES,
    O.MODERATE: JUDGES,
    O.RELEASE_REVIEW: frozenset({R.ASSESSOR, R.LEAD_ASSESSOR, R.VALIDATOR}),
    O.KEEP_ROUND: frozenset({R.FACILITATOR}),
    O.RESPOND: LEADERS,
    O.SEE_VISITS: STAFF | OUTSIDE,
    O.PLAN_VISIT: frozenset({R.VALIDATOR, R.LEAD_ASSESSOR}),
    O.AGREE_VISIT: LEADERS,
    O.TAKE_NOTES: JUDGES,
    O.WRITE_REPORT: frozenset({R.VALIDATOR, R.LEAD_ASSESSOR}),
    O.READ_OUTCOME: JUDGES,
    O.REPORT_PROGRESS: LEADERS,
    O.MARK_PROGRESS: JUDGES,
    O.PUBLISH_SUMMARY: frozenset({R.SENIOR_LEADER}),
    O.MAKE_REQUEST: STAFF | JUDGES | {R.GOVERNOR},
    O.ANSWER_REQUEST: STAFF,
    O.SEE_ACTIONS: INSIDE,
    O.PLAN_ACTION: LEADERS,
    O.NOTE_PROGRESS: STAFF,
    O.SEE_MAIL: frozenset({R.ADMINISTRATOR}),
    O.SEE_CALENDAR: INSIDE,
    O.MANAGE_CALENDAR: frozenset({R.ADMINISTRATOR, R.CAREERS_LEADER}),
    O.COMMENT_REPORT: STAFF,
    O.ANSWER_REPORT: LEADERS,
    O.SEE_SNAPSHOTS: STAFF | JUDGES,
    O.TAKE_SNAPSHOT: LEADERS,
    O.MAKE_PACK: LEADERS | JUDGES,
    O.REDACT: LEADERS | {R.GOVERNANCE_PROFESSIONAL},
    O.MANAGE_AREAS: frozenset({R.ADMINISTRATOR, R.CAREERS_LEADER}),
    O.SEE_PEOPLE: INSIDE,
    O.MANAGE_PEOPLE: frozenset({R.ADMINISTRATOR}),
    O.SEE_READINESS: frozenset({R.ADMINISTRATOR}),
}

# The rules that a role alone does not decide; each is checked where the operation lives.
CONDITIONS: dict[Operation, str] = {
    O.SHARE_DOCUMENT: "never of confidential or restricted ones; draft minutes by the governance"
    " professional alone",
    O.ACCEPT_DOCUMENT: "not by the person who added it",
    O.AGREE_CLAIM: "not by the author of the claim's last version",
    O.LEAD_LEADERSHIP_REVIEW: "the recorder alone records while the meeting is open",
    O.PICK_LEVELS: "as one who takes part, until the meeting opens; unseen by others until then",
    O.SEARCH_EVIDENCE: "outsiders see only what the review shows them; governors the open part",
    O.DECLARE_INTEREST: "of oneself, in one's own review",
    O.OBJECT_TO_INTEREST: "while the review is open, once to each, where somebody else leads it",
    O.DECIDE_OBJECTION: "in one's own open review, not about oneself, no barring interest",
    O.GIVE_VERDICT: "in one's own open review, not on one's own citation, no barring interest",
    O.JUDGE_CLAIM: "in one's own open review, not on one's own claim, no barring interest",
    O.ASK_SECOND: "in one's own open review, of somebody who judges in it",
    O.MODERATE: "the lead assessor where there is one, else who judged the claim;"
    " not one's own claim",
    O.NAME_LEVERAGE: "in one's own open review; the lead assessor where there is one",
    O.PLAN_VISIT: "in one's own open external review, no barring interest",
    O.TAKE_NOTES: "in one's own external review; the team alone reads them",
    O.WRITE_REPORT: "in one's own external review",
    O.MARK_PROGRESS: "in one's own external review, once the college has reported",
    O.READ_OUTCOME: "in one's own external review, not one's own judgement",
    O.MAKE_REQUEST: "outsiders in their open review; reminding, closing and withdrawing one's own,"
    " or as a leader the college's",
    O.SEE_SNAPSHOTS: "outsiders those of their own visit",
    O.MAKE_PACK: "outsiders the one for reviewers, of their own visit",
    O.NOTE_PROGRESS: "its owner; leaders any",
    O.ANSWER_REQUEST: "what was asked of oneself or one's area; leaders any",
    O.RELEASE_REVIEW: "the lead assessor where there is one, else the assessor of the review;"
    " in a round from its day on",
    O.KEEP_ROUND: "the facilitator of that round; released from its day on",
}


@dataclass(frozen=True)
class Actor:
    """A person bound to one college and, for outsiders, to one review. Roles never merge.

    `assessment_key` is the assessment that they chose to have at hand; empty: the newest.
    """

    person_id: int
    person_key: str
    name: str
    college_id: int
    college_key: str
    roles: frozenset[Role]
    review_id: int | None = None
    assessment_key: str = ""

    def may(self, operation: Operation) -> bool:
        """Whether one of the actor's roles allows `operation`; conditions are checked later."""
        return bool(self.roles & PERMISSIONS[operation])

    def require(self, operation: Operation) -> None:
        """Raise NotPermittedError unless a role allows `operation`."""
        if not self.may(operation):
            allowed = ", ".join(sorted(role.words for role in PERMISSIONS[operation]))
            raise NotPermittedError(f"You may not {operation}. These roles may: {allowed}.")

    @property
    def is_outside(self) -> bool:
        """Whether the actor is here by an engagement."""
        return self.review_id is not None
