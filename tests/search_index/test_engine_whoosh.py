"""What Whoosh's files may do without harm: be late, be lost, be locked, be damaged."""

import shutil
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from whoosh.index import open_dir

from search_index import checking, generations, indexing, rebuilding, searching, whoosh_folder
from search_index.models import GenerationKind
from store.db import Database, TextFiles
from store.errors import DamagedError

LINK = "The link governor visited the college."
PARKING = "The car park is closed during the works."

DATABASE_KINDS = ("whoosh",)


@pytest.fixture
def files(kept_folder):
    """The folders of indexes, one a college and generation."""
    return lambda: sorted((kept_folder / "search").iterdir())


def found(library, college, query="governor"):
    with library.database.reading() as session:
        result = searching.search(session, college, query, library.sees_all(college))
        return {hit.page_id for hit in result.hits}


def faults(library, college):
    with library.database.writing() as session:
        return checking.faults(session, college)


def with_setting(library, kept_folder, *, is_for_new):
    """The same database, opened again under another setting."""
    files = TextFiles(kept_folder / "search", is_for_new, batch_pages=2)
    library.database = Database(str(library.database.engine.url), text_files=files)


def reindex(library, college, texts):
    kind = GenerationKind.INDEX
    with library.database.writing() as session:
        rebuild = rebuilding.begin(session, college, kind, library.matcher)
    pages = [(page, indexing.prepare(text, library.matcher)) for page, text in texts.items()]
    with library.database.writing() as session:
        rebuild = rebuilding.write(session, rebuild, pages)
    with library.database.writing() as session:
        rebuilding.swap(session, rebuild)


def test_the_files_are_nobody_elses_to_look_into(library, files):
    college = library.college("A")
    library.add(college, LINK, LINK)

    (folder,) = files()

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700


def test_a_folder_that_others_may_enter_is_not_read(library, files):
    college = library.college("A")
    library.add(college, LINK, LINK)
    (folder,) = files()
    library.database.dispose()
    folder.chmod(0o755)

    (said,) = whoosh_folder.unreadable(folder.parent)

    assert "chmod 700" in said


def test_pages_that_wait_for_their_batch_are_found_from_their_rows(library, kept_folder):
    college = library.college("A")
    (page,) = library.add(college, LINK)

    assert not (kept_folder / "search").exists()
    assert found(library, college) == {page}
    assert faults(library, college) == []


def test_an_index_that_was_lost_comes_back_from_the_rows(library, files):
    college = library.college("A")
    pages = library.add(college, LINK, PARKING, LINK)
    (folder,) = files()
    shutil.rmtree(folder)

    without = found(library, college)
    more = library.add(college, LINK, LINK)

    assert without == {pages[0], pages[2]}
    assert found(library, college) == {pages[0], pages[2], *more}
    assert open_dir(str(folder)).doc_count() == 5
    assert faults(library, college) == []


def test_a_crash_between_the_commit_and_the_files_is_caught_up(library, files):
    college = library.college("A")
    first = library.add(college, LINK, LINK)
    (folder,) = files()
    kept = shutil.copytree(folder, folder.parent.parent / "kept")
    second = library.add(college, LINK, LINK)
    with library.database.writing() as session:
        indexing.remove(session, college, first[:1])
    # The process died before it wrote the last batch.
    shutil.rmtree(folder)
    shutil.copytree(kept, folder)
    folder.chmod(0o700)

    assert found(library, college) == {first[1], *second}
    (third,) = library.add(college, LINK)
    assert found(library, college) == {first[1], *second, third}
    assert faults(library, college) == []


def test_files_that_know_more_than_restored_rows_are_written_anew(library, files):
    college = library.college("A")
    pages = library.add(college, LINK, LINK)
    (folder,) = files()
    (folder / "position").write_text("9000", encoding="ascii")

    assert found(library, college) == set(pages)
    more = library.add(college, LINK)

    assert found(library, college) == {*pages, *more}
    assert int((folder / "position").read_text(encoding="ascii")) == 3


def test_another_process_that_writes_is_waited_for_and_not_disturbed(library, files):
    college = library.college("A")
    first = library.add(college, LINK, LINK)
    (folder,) = files()
    other = open_dir(str(folder)).writer()

    second = library.add(college, LINK, LINK)
    meanwhile = found(library, college)
    other.cancel()
    third = library.add(college, LINK)

    assert meanwhile == {*first, *second}
    assert found(library, college) == {*first, *second, *third}
    assert open_dir(str(folder)).doc_count() == 5


def test_searches_while_others_write_neither_fail_nor_miss_what_stood_before(library, kept_folder):
    college = library.college("A")
    first = set(library.add(college, "The first link governor.", "The first link governor."))
    with ThreadPoolExecutor(4) as workers:
        writing = [
            workers.submit(lambda: [library.add(college, LINK)[0] for _ in range(15)])
            for _ in range(2)
        ]
        while not all(one.done() for one in writing):
            assert found(library, college, "first") == first
            assert whoosh_folder.unreadable(kept_folder / "search") == []

    with library.database.reading() as session:
        everything = searching.search(session, college, "governor", library.sees_all(college))
    assert everything.total == 32
    assert faults(library, college) == []


def test_a_batch_that_another_worker_overtook_is_left_to_the_next(library, files):
    college = library.college("A")
    pages = library.add(college, LINK, LINK)
    (folder,) = files()
    late = whoosh_folder.WhooshFolder(folder)

    late.take(pages[:1], {}, position=1, since=0)

    assert late.position == 2
    assert late.page_ids() == set(pages)
    assert found(library, college) == set(pages)


def test_a_damaged_index_is_said_to_be_and_never_wiped(library, files):
    college = library.college("A")
    pages = library.add(college, LINK, LINK)
    (folder,) = files()
    for path in folder.glob("*.seg"):
        path.unlink()

    with pytest.raises(DamagedError, match="careers-evidence reindex"):
        found(library, college)
    (said,) = faults(library, college)
    assert "reindex" in said
    assert whoosh_folder.unreadable(folder.parent) == [said]
    assert list(folder.glob("*.toc"))

    reindex(library, college, dict.fromkeys(pages, LINK))

    assert found(library, college) == set(pages)
    assert faults(library, college) == []
    assert not folder.exists()


def test_an_index_without_its_list_of_parts_is_written_anew(library, files):
    college = library.college("A")
    pages = library.add(college, LINK, LINK)
    (folder,) = files()
    for path in folder.glob("*.toc"):
        path.unlink()

    assert found(library, college) == set(pages)
    more = library.add(college, LINK)

    assert found(library, college) == {*pages, *more}
    assert faults(library, college) == []


def test_files_that_hold_other_pages_than_the_rows_are_a_fault(library, files):
    college = library.college("A")
    library.add(college, LINK, LINK)
    (folder,) = files()
    writer = open_dir(str(folder)).writer()
    writer.add_document(page_id=77, stems="governor", joined="")
    writer.commit()

    (said,) = faults(library, college)

    assert "other pages than its rows" in said


def test_a_college_that_goes_takes_its_files_along(library, files):
    college, other = library.college("A"), library.college("B")
    library.add(college, LINK, LINK)
    library.add(other, LINK, LINK)
    with library.database.writing() as session:
        indexing.drop_college(session, college)

    (left,) = files()

    assert left.name.startswith(f"{other}-")


def test_after_a_change_of_the_setting_the_old_index_serves_until_reindex(
    library, kept_folder, files
):
    college = library.college("A")
    pages = library.add(college, LINK, LINK)
    with_setting(library, kept_folder, is_for_new=False)
    with library.database.reading() as session:
        kind = GenerationKind.INDEX
        assert rebuilding.is_stale(session, college, kind, library.matcher)
    before = found(library, college)

    reindex(library, college, dict.fromkeys(pages, LINK))

    assert before == found(library, college) == set(pages)
    assert files() == []
    with library.database.reading() as session:
        live = generations.find_live(session, college, GenerationKind.INDEX)
        assert not generations.table_of(live).in_files
    with_setting(library, kept_folder, is_for_new=True)
    reindex(library, college, dict.fromkeys(pages, LINK))
    assert found(library, college) == set(pages)
    assert len(files()) == 1
