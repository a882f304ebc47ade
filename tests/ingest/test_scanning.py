"""The virus scanner: Debian's own with a signature of ours, and servers that misbehave."""

import zipfile
from io import BytesIO

import pytest

from ingest.kinds import ScanState
from ingest.scanning import NOT_THERE, Scanner, ScannerUnavailableError
from tests.conftest import skip_or_fail
from tests.factories import scanners
from tests.factories.scanners import MARKER, MOST_LOOKED_AT, MOST_SENT, SIGNATURE, answering

SOON = 0.2
MEBIBYTE = 1 << 20


@pytest.fixture(scope="module")
def clamd(tmp_path_factory):
    if scanners.program() is None:
        skip_or_fail("clamd", "there is no clamd (Debian: apt-get install clamav-daemon)")
    with scanners.clamd(tmp_path_factory.mktemp("clamd")) as address:
        yield Scanner(address)


def scan(scanner, data):
    return scanner.scan(BytesIO(data))


@pytest.mark.parametrize("data", [b"", b"Minutes of the board.", b"x" * (MOST_LOOKED_AT // 2)])
def test_a_clean_file_is_clean(clamd, data):
    found = scan(clamd, data)

    assert (found.state, found.sentence) == (ScanState.CLEAN, None)


def test_an_infected_file_is_named(clamd):
    found = scan(clamd, b"before " + MARKER + b" after")

    assert found.state is ScanState.INFECTED
    assert SIGNATURE in found.sentence
    assert "administrator" in found.sentence


def test_a_virus_in_an_archive_is_found(clamd):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("inner.txt", MARKER * 3)

    assert scan(clamd, out.getvalue()).state is ScanState.INFECTED


@pytest.mark.parametrize("size", [MOST_LOOKED_AT + MEBIBYTE, MOST_SENT + 1, 3 * MOST_SENT])
def test_a_file_that_is_too_large_for_the_scanner_is_not_clean(clamd, size):
    found = scan(clamd, b"x" * size)

    assert found.state is ScanState.TOO_LARGE
    assert "not scanned" in found.sentence


def test_a_large_file_is_scanned_from_where_it_stands(clamd):
    file = BytesIO(MARKER + b" and more")
    file.seek(len(MARKER))

    assert clamd.scan(file).state is ScanState.CLEAN


def test_a_scanner_that_is_there_says_so(clamd):
    assert clamd.is_there()


def test_where_nobody_listens_no_scanner_is_there(tmp_path):
    for address in (scanners.no_one(), f"unix://{tmp_path}/no.sock"):
        scanner = Scanner(address, seconds=SOON)
        assert not scanner.is_there()
        with pytest.raises(ScannerUnavailableError) as late:
            scan(scanner, b"a")
        assert late.value.sentence == NOT_THERE


@pytest.mark.parametrize("reads", [True, False])
def test_a_scanner_that_is_late_is_not_there(reads):
    with answering(None, reads=reads) as address, pytest.raises(ScannerUnavailableError):
        scan(Scanner(address, seconds=SOON), b"a" * MEBIBYTE)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"stream: OK but only half of it\0",
        b"OK\0",
        b"stream: ok\0",
        b"stream: Can't allocate memory ERROR\0",
        b"UNKNOWN COMMAND\0",
        b"\xff\xfe\0",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"x" * 10_000,
    ],
)
def test_only_the_word_that_a_file_is_clean_counts(answer):
    with answering(answer) as address, pytest.raises(ScannerUnavailableError):
        scan(Scanner(address, seconds=SOON), b"a")


def test_a_scanner_that_hangs_up_in_the_middle_did_not_scan():
    with answering(b"", reads=False) as address, pytest.raises(ScannerUnavailableError):
        scan(Scanner(address, seconds=SOON), b"a" * (20 * MEBIBYTE))


def test_the_word_that_it_is_too_large_is_heard_while_the_file_is_still_sent():
    answer = b"INSTREAM size limit exceeded. ERROR\0"
    with answering(answer, reads=False) as address:
        found = scan(Scanner(address, seconds=5), b"a" * (20 * MEBIBYTE))

    assert found.state is ScanState.TOO_LARGE


def test_parts_that_were_left_out_are_not_clean():
    answer = b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0"
    with answering(answer) as address:
        assert scan(Scanner(address), b"a").state is ScanState.TOO_LARGE


def test_a_signature_of_any_name_makes_one_short_line():
    answer = b"stream: Evil\n\x1b[31m" + b"N" * 3000 + b" FOUND\0"
    with answering(answer) as address:
        found = scan(Scanner(address), b"a")

    assert found.state is ScanState.INFECTED
    assert found.sentence.isprintable()
    assert len(found.sentence) < 400
