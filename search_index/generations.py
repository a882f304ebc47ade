"""Which writing of a college's index and matches is read, and which is being written beside it."""

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from search_index import analysis
from search_index.engine import IndexTable, SearchEngine
from search_index.engine_postgresql import PostgresqlEngine
from search_index.engine_sqlite import SqliteEngine
from search_index.engine_whoosh import WhooshEngine
from search_index.models import GenerationKind, GenerationState, SearchGeneration
from store.db import TEXT_FILES, TextFiles

_ENGINES: dict[str, SearchEngine] = {"sqlite": SqliteEngine(), "postgresql": PostgresqlEngine()}
_WORTH_A_LOOK = 64
_RECIPE = f"analysis {analysis.VERSION}"
_RECIPE_OF_FILES = f"{_RECIPE}, whoosh"


def index_recipe(session: Session) -> str:
    """What a new index is made by: our analysis, and the engine that the setting names."""
    files: TextFiles | None = session.info.get(TEXT_FILES)
    return _RECIPE_OF_FILES if files is not None and files.is_for_new else _RECIPE


def engine_of(session: Session, table: IndexTable) -> SearchEngine:
    """The engine that an index was made by, whatever the setting says since."""
    if table.in_files:
        files: TextFiles = session.info[TEXT_FILES]
        return WhooshEngine(files.folder, files.batch_pages)
    return _ENGINES[session.get_bind().dialect.name]


def table_of(generation: SearchGeneration) -> IndexTable:
    """The table of a generation of the index."""
    in_files = generation.recipe == _RECIPE_OF_FILES
    return IndexTable(generation.college_id, generation.number, in_files)


def find_live(session: Session, college_id: int, kind: GenerationKind) -> SearchGeneration | None:
    """The generation that is read; None when the college has none yet."""
    return session.scalar(
        select(SearchGeneration).where(
            SearchGeneration.college_id == college_id,
            SearchGeneration.kind == kind,
            SearchGeneration.state == GenerationState.LIVE,
        )
    )


def find_both_live(
    session: Session, college_id: int
) -> tuple[SearchGeneration, SearchGeneration] | None:
    """The index and the matches that are read; None when the college has none yet."""
    query = select(SearchGeneration).where(
        SearchGeneration.college_id == college_id, SearchGeneration.state == GenerationState.LIVE
    )
    live = {generation.kind: generation for generation in session.scalars(query)}
    if len(live) < len(GenerationKind):
        return None
    return live[GenerationKind.INDEX], live[GenerationKind.MATCH]


def list_all(session: Session, college_id: int, kind: GenerationKind) -> Sequence[SearchGeneration]:
    """The generation that is read and the one that is written beside it, without a lock."""
    return session.scalars(
        select(SearchGeneration)
        .where(SearchGeneration.college_id == college_id, SearchGeneration.kind == kind)
        .order_by(SearchGeneration.number)
    ).all()


def written(session: Session, college_id: int, kind: GenerationKind) -> Sequence[SearchGeneration]:
    """The generations that new pages are written to, locked until the transaction ends."""
    return session.scalars(
        select(SearchGeneration)
        .where(SearchGeneration.college_id == college_id, SearchGeneration.kind == kind)
        .order_by(SearchGeneration.number)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def begin(
    session: Session, college_id: int, kind: GenerationKind, state: GenerationState, recipe: str
) -> SearchGeneration:
    """A new, empty generation behind all others, with its table."""
    last = session.scalar(
        select(func.max(SearchGeneration.number)).where(
            SearchGeneration.college_id == college_id, SearchGeneration.kind == kind
        )
    )
    generation = SearchGeneration(
        college_id=college_id, kind=kind, number=(last or 0) + 1, state=state, recipe=recipe
    )
    session.add(generation)
    session.flush()
    if kind is GenerationKind.INDEX:
        table = table_of(generation)
        engine_of(session, table).open(session, table)
    return generation


def count(session: Session, generation: SearchGeneration, *, pages: int, words: int) -> None:
    """Add to the sums that ranking needs; negative when pages go."""
    session.execute(
        update(SearchGeneration)
        .where(SearchGeneration.id == generation.id)
        .values(pages=SearchGeneration.pages + pages, words=SearchGeneration.words + words)
    )


def will_double(generation: SearchGeneration, added: int) -> bool:
    """Whether so many more pages take it past a power of two, from 64 on."""
    after = generation.pages + added
    return after >= _WORTH_A_LOOK and after.bit_length() > generation.pages.bit_length()
