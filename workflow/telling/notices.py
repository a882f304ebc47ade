"""What people are told by mail: one sentence at a time, gathered at the pace that each chose."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from store import audit
from store.people import College, Membership, Person
from store.permissions import Actor, Operation, Role
from workflow.calendars import college_calendar
from workflow.calendars.working_days import at_local_hour, local_day
from workflow.kinds.mail import MailPace
from workflow.models.mail import MailChoice, Notice
from workflow.telling import outbox

DIGEST_HOUR = 7
CONTRIBUTOR_PAUSE = timedelta(days=7)
_MOST_PEOPLE = 100


def tell(
    session: Session,
    college_id: int,
    person_ids: Iterable[int],
    *,
    sentence: str,
    path: str,
    now: datetime,
) -> None:
    """Tell people something in the transaction in which it happens; `path` is where it leads."""
    wanted = sorted(set(person_ids))
    choices = _choices(session, college_id, wanted)
    rarely = _contributors(session, college_id, wanted)
    digest = _next_digest(session, college_id, now)
    for person_id in wanted:
        choice = choices.get(person_id)
        mail_at = _mail_at(choice, now, digest)
        last = choice.last_mail_at if choice else None
        if mail_at is not None and person_id in rarely and last is not None:
            mail_at = max(mail_at, last + CONTRIBUTOR_PAUSE)
        session.add(
            Notice(
                college_id=college_id,
                person_id=person_id,
                sentence=sentence,
                path=path,
                at=now,
                mail_at=mail_at,
            )
        )
    session.flush()


def _mail_at(choice: MailChoice | None, now: datetime, digest: datetime) -> datetime | None:
    pace = choice.pace if choice else MailPace.DAILY
    if pace is MailPace.NEVER:
        return None
    return now if pace is MailPace.IMMEDIATE else digest


def _next_digest(session: Session, college_id: int, now: datetime) -> datetime:
    """The next morning of a working day, by the clocks of England."""
    today = local_day(now)
    days = college_calendar.working_days_of(session, college_id)
    if days.is_working(today) and now < at_local_hour(today, DIGEST_HOUR):
        return at_local_hour(today, DIGEST_HOUR)
    return at_local_hour(days.add(today, 1), DIGEST_HOUR)


def _choices(session: Session, college_id: int, person_ids: Sequence[int]) -> dict[int, MailChoice]:
    query = select(MailChoice).where(
        MailChoice.college_id == college_id, MailChoice.person_id.in_(person_ids)
    )
    return {choice.person_id: choice for choice in session.scalars(query)}


def _contributors(session: Session, college_id: int, person_ids: Sequence[int]) -> set[int]:
    """Those who are contributors here and nothing else: at most one mail a week."""
    roles: defaultdict[int, set[Role]] = defaultdict(set)
    query = select(Membership.person_id, Membership.role).where(
        Membership.college_id == college_id,
        Membership.ended_at.is_(None),
        Membership.person_id.in_(person_ids),
    )
    for person_id, role in session.execute(query):
        roles[person_id].add(role)
    return {person for person, held in roles.items() if held == {Role.CONTRIBUTOR}}


def gather_due(session: Session, *, base_url: str, now: datetime) -> int:
    """Write the mails whose time has come, one a person; returns how many."""
    due = (
        select(Notice.college_id, Notice.person_id)
        .where(Notice.mailed_at.is_(None), Notice.mail_at <= now)
        .distinct()
        .order_by(Notice.college_id, Notice.person_id)
        .limit(_MOST_PEOPLE)
    )
    people = session.execute(due).all()
    return sum(_gather(session, college, person, base_url, now) for college, person in people)


def _gather(session: Session, college_id: int, person_id: int, base_url: str, now: datetime) -> int:
    query = (
        select(Notice)
        .where(
            Notice.college_id == college_id,
            Notice.person_id == person_id,
            Notice.mailed_at.is_(None),
            Notice.mail_at.is_not(None),
        )
        .order_by(Notice.id)
        .with_for_update(skip_locked=True)
    )
    notices = session.scalars(query).all()
    person = session.get_one(Person, person_id)
    for notice in notices:
        notice.mailed_at = now
    if not notices or person.disabled_at is not None:
        return 0
    college = session.get_one(College, college_id)
    outbox.put(
        session,
        college_id,
        to_address=person.email,
        to_name=person.name,
        subject=_subject(college.name, notices),
        body=_body(person.name, college.name, notices, base_url),
        now=now,
    )
    choice = _choice(session, college_id, person_id)
    choice.last_mail_at = now
    return 1


def _subject(college: str, notices: Sequence[Notice]) -> str:
    if len(notices) == 1:
        return notices[0].sentence
    return f"{len(notices)} things for you at {college}"


def _body(name: str, college: str, notices: Sequence[Notice], base_url: str) -> str:
    lines = [f"Dear {name},", ""]
    for notice in notices:
        lines += [notice.sentence, f"{base_url}{notice.path}", ""]
    lines += [
        f"You have this mail since you work with Careers Evidence at {college}.",
        f"How often you get one is up to you: {base_url}/mail/mine",
    ]
    return "\n".join(lines) + "\n"


def _choice(session: Session, college_id: int, person_id: int) -> MailChoice:
    choice = _choices(session, college_id, [person_id]).get(person_id)
    if choice is None:
        choice = MailChoice(college_id=college_id, person_id=person_id)
        session.add(choice)
        session.flush()
    return choice


def my_pace(session: Session, actor: Actor) -> MailPace:
    """How often the actor gets mail of this college."""
    actor.require(Operation.READ_ASSESSMENT)
    choice = _choices(session, actor.college_id, [actor.person_id]).get(actor.person_id)
    return choice.pace if choice else MailPace.DAILY


def choose_pace(session: Session, actor: Actor, pace: MailPace, *, now: datetime) -> None:
    """Set how often the actor gets mail of this college; what waits keeps to it too."""
    actor.require(Operation.READ_ASSESSMENT)
    _choice(session, actor.college_id, actor.person_id).pace = pace
    waiting = select(Notice).where(
        Notice.college_id == actor.college_id,
        Notice.person_id == actor.person_id,
        Notice.mailed_at.is_(None),
    )
    for notice in session.scalars(waiting):
        if pace is MailPace.NEVER:
            notice.mail_at = None
        elif pace is MailPace.DAILY:
            notice.mail_at = _next_digest(session, actor.college_id, now)
    session.flush()
    audit.note(
        session, actor.college_id, actor.person_key, "mail chosen", actor.person_key,
        pace=pace.value,
    )  # fmt: skip
