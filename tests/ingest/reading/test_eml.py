"""E-mail: what was written is read, whatever is broken around it."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.reading import sentences
from ingest.reading.eml import EmlFile, read_eml
from ingest.reading.events import PageOutcome
from ingest.reading.file_types import UnreadableError, file_type
from ingest.reading.mail import DEEPEST, MOST_PARTS, SMALL_PICTURE, all_attached
from ingest.reading.sections import MOST_WORDS, count_words
from ingest.reading.storable import storable

# Bytes over 127 below a type that is no type: Python's parser asks for an encoding with a NUL.
FOUND = (
    "46726f2e6d3a20613d622e6578616d0a436f6e74654e742d547970653a206d756c7469706172742f"
    "742078746973652f706c61696e3b20636861727365743d75746601000000000003e82d380a0a4865"
    "6201000ad3db782d2d0a"
)


def mail(subject="Careers plan", body="Dear all,\n\nthe plan is attached.\n"):
    message = EmailMessage()
    message["From"] = "A Leader <leader@college.example>"
    message["To"] = "Governors <governors@college.example>, clerk@college.example"
    message["Date"] = "Mon, 09 Mar 2026 09:30:00 +0000"
    message["Subject"] = subject
    message.set_content(body)
    return message


def pieces(message):
    data = message if isinstance(message, bytes) else message.as_bytes(policy=SMTP)
    opened = EmlFile(data)
    return [opened.piece(ordinal) for ordinal in range(1, len(opened) + 1)]


def attached(message):
    data = message if isinstance(message, bytes) else message.as_bytes(policy=SMTP)
    return [(path, each.name, each.content()) for path, each in all_attached(read_eml(data))]


def body_of(message):
    """The words below the head of the first piece."""
    return pieces(message)[0].text.partition("\n\n")[2]


def test_a_message_is_its_head_its_body_and_the_names_of_what_is_attached():
    message = mail()
    message["Cc"] = "head@college.example"
    message.add_attachment(b"PK", maintype="application", subtype="zip", filename="Plän.zip")
    message.add_attachment("a,b", subtype="csv", filename="a.csv")

    (page,) = pieces(message)

    assert file_type(message.as_bytes()) == "eml"
    assert page.locator == {"kind": "part", "path": [], "name": "Careers plan"}
    assert page.text == (
        "From: A Leader <leader@college.example>\n"
        "To: Governors <governors@college.example>, clerk@college.example\n"
        "Cc: head@college.example\nDate: Mon, 09 Mar 2026 09:30:00 +0000\n"
        "Subject: Careers plan\n\nDear all,\n\nthe plan is attached.\n\n"
        "Attachments: Plän.zip, a.csv"
    )
    assert attached(message) == [((), "Plän.zip", b"PK"), ((), "a.csv", b"a,b\r\n")]


def test_of_two_ways_to_say_the_same_the_plain_one_is_read():
    message = mail(body="Plain.")
    message.add_alternative("<p>Page.", subtype="html")

    assert body_of(message) == "Plain."


@pytest.mark.parametrize("plain", [None, " \n"])
def test_without_plain_words_the_page_is_read_and_hidden_text_is_not(plain):
    message = mail(body=plain or "x")
    html = "<h1>News</h1><div style='display:none'>preview</div><table><tr><td>a<td>b</table>"
    if plain is None:
        message.clear_content()
        message.set_content(html, subtype="html")
    else:
        message.add_alternative(html, subtype="html")

    (page,) = pieces(message)

    assert page.text.endswith("\n\nNews\na\tb")
    assert page.problems == (sentences.HIDDEN_LEFT_OUT,)


def test_messages_within_messages_are_pieces_with_their_path():
    innermost = mail("Third", "3")
    innermost.add_attachment(b"3", maintype="text", subtype="csv", filename="a.csv")
    second = mail("Second", "2")
    second.add_attachment(innermost)
    first = mail("First", "1")
    first.add_attachment(second)

    found = pieces(first)

    assert [(page.locator["path"], page.locator["name"]) for page in found] == [
        ([], "First"),
        (["First"], "Second"),
        (["First", "Second"], "Third"),
    ]
    assert [page.ordinal for page in found] == [1, 2, 3]
    assert attached(first) == [(("Second", "Third"), "a.csv", b"3")]
    assert found[0].text.endswith("1\n\nAttachments: Second")


def test_a_long_body_is_cut_into_pieces_that_say_which_they_are():
    message = mail(body="\n\n".join(f"Paragraph {n} " + "of many words " * 60 for n in range(20)))

    found = pieces(message)

    names = [page.locator["name"] for page in found]
    assert names == [f"Careers plan ({n} of {len(found)})" for n in range(1, len(found) + 1)]
    assert all(count_words(page.text) <= MOST_WORDS for page in found)
    assert "Paragraph 19" in found[-1].text


def test_logos_are_no_attachments_and_photos_are():
    message = mail()
    message.add_alternative("<img src=cid:logo>", subtype="html")
    for name, size in (("logo.png", 500), ("photo.png", 2 * SMALL_PICTURE)):
        message.get_payload()[1].add_related(
            b"x" * size, maintype="image", subtype="png", cid=f"<{name}>", filename=name,
            disposition="inline",
        )  # fmt: skip
    message.add_attachment(b"x", maintype="image", subtype="png", filename="asked for.png")

    assert [name for _, name, _ in attached(message)] == ["photo.png", "asked for.png"]


def raw(head, body, charset="utf-8"):
    return (
        b"From: a@b.example\nMIME-Version: 1.0\n" + head.encode() + b"\n\n" + body.encode(charset)
    )


@pytest.mark.parametrize(
    ("head", "charset"),
    [
        ("Content-Type: text/plain; charset=utf-8", "cp1252"),
        ("Content-Type: text/plain; charset=us-ascii", "utf-8"),
        ("Content-Type: text/plain; charset=nonsense", "utf-8"),
        ("Content-Type: text/plain; charset=windows-1252", "cp1252"),
        ("Content-Type: nonsense", "utf-8"),
        ("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64", "utf-8"),
        ("Content-Type: text/plain\nContent-Transfer-Encoding: nonsense", "utf-8"),
    ],
)
def test_a_wrong_word_about_the_encoding_loses_nothing(head, charset):
    words = "The café’s learners wrote naïve but spirited résumés"

    assert body_of(raw(head, words, charset)) == words


def test_lines_that_a_program_broke_are_joined():
    head = "Content-Type: text/plain; format=flowed"

    assert body_of(raw(head, "one \ntwo\nthree\n-- \nName")) == "one two\nthree\n-- \nName"


@pytest.mark.parametrize(
    ("head", "subject"),
    [
        ("Subject: =?utf-8?b?Y2Fmw6k=?=", "café"),
        ("Subject: =?utf-8?b?Y2Fm", "=?utf-8?b?Y2Fm"),
        ("Subject: =?nonsense?q?plan?=", "plan"),
        ("Subject: " + "long " * 5000, ("long " * 400)[:200].strip()),
        ("Subject:", "message"),
        ("X: y", "message"),
    ],
)
def test_every_subject_is_read_as_far_as_it_goes(head, subject):
    (page,) = pieces(raw(head, "Words."))

    assert page.locator["name"] == subject


@pytest.mark.parametrize(
    "head",
    ["From: <<>>,,;", "To: =?", "Date: yesterday", "Cc: " + "a@b.example, " * 2000, "To: \xff"],
)
def test_broken_headers_keep_nobody_from_the_words(head):
    assert "Words." in pieces(raw(head, "Words."))[0].text


def test_parts_that_are_cut_off_are_read_as_far_as_they_go():
    message = mail()
    message.add_attachment(b"x" * 3000, maintype="application", subtype="pdf", filename="a.pdf")
    whole = message.as_bytes()

    (page,) = pieces(whole[: len(whole) // 2])

    assert "the plan is attached" in page.text
    assert [name for _, name, _ in attached(whole[: len(whole) // 2])] == ["a.pdf"]


def multipart(boundary, *parts):
    body = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f"Content-Type: multipart/mixed; boundary={boundary}\n\n{body}--{boundary}--"


def test_parts_beyond_the_most_are_said():
    parts = ["Content-Type: text/plain\n\nword"] * (MOST_PARTS + 5)
    data = f"From: a@b.example\nMIME-Version: 1.0\n{multipart('b', *parts)}".encode()

    found = pieces(data)

    assert sentences.TOO_MANY_PARTS in found[0].problems
    assert sum(page.text.count("word") for page in found) == MOST_PARTS - 1


@pytest.mark.parametrize(
    ("depth", "problem"),
    [(DEEPEST + 5, sentences.MAIL_TOO_DEEP), (2000, sentences.MAIL_NOT_TAKEN_APART)],
)
def test_parts_nested_too_deep_are_said(depth, problem):
    nested = "Content-Type: text/plain\n\ninnermost"
    for level in range(depth):
        nested = multipart(f"b{level}", nested)
    data = f"From: a@b.example\nSubject: Deep\nMIME-Version: 1.0\n{nested}".encode()

    found = pieces(data)

    assert found[0].locator["name"].startswith("Deep")
    assert problem in found[0].problems


def test_parts_that_were_announced_and_are_not_there_are_one_text():
    head = "Content-Type: multipart/mixed; boundary=b"

    assert body_of(raw(head, "Words without any border.")) == "Words without any border."
    assert attached(raw(head, "Words without any border.")) == []


def test_a_signature_is_no_attachment():
    message = mail()
    message.add_attachment(
        b"x", maintype="application", subtype="pkcs7-signature", filename="smime.p7s"
    )

    assert attached(message) == []
    assert "smime" not in pieces(message)[0].text


def test_a_file_of_several_messages_holds_them_all():
    line = "From lead@college.example Mon Mar  9 09:30:00 2026\n"
    second = mail("Second", "From here on.\n\nFrom us all.\n")
    second.add_attachment(b"2", maintype="text", subtype="csv", filename="a.csv")
    data = "\n\n".join(line + each.as_string() for each in (mail("First", "1"), second)).encode()

    found = pieces(data)

    assert file_type(data) == "eml"
    assert [(page.locator["path"], page.locator["name"]) for page in found] == [
        ([], "folder of messages"),
        (["folder of messages"], "First"),
        (["folder of messages"], "Second"),
    ]
    assert "From us all." in found[2].text
    assert attached(data) == [(("Second",), "a.csv", b"2")]


def test_a_message_with_nothing_in_it_is_refused():
    with pytest.raises(UnreadableError, match="empty"):
        EmlFile(b"MIME-Version: 1.0\n\n")


def test_words_that_make_no_sense_are_said():
    assert pieces(raw("X: y", "\x01\x02" * 300))[0].outcome is PageOutcome.GARBLED


@given(st.text(), st.sampled_from(["base64", "quoted-printable"]))
def test_any_words_survive(text, encoding):
    message = mail()
    message.set_content(f"begin {text} end", cte=encoding, charset="utf-8")

    found = " ".join(page.text for page in pieces(message))

    words = "".join(storable(f"begin {text} end").split())
    assert words in "".join(found.split())


@given(st.binary(max_size=200), st.integers(0, 900), st.integers(0, 60))
def test_no_damage_breaks_the_reading(damage, at, lost):
    message = mail()
    message.add_alternative("<p>Page", subtype="html")
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="a.pdf")
    whole = message.as_bytes()
    data = b"Subject: x\n" + whole[:at] + damage + whole[at + lost :]

    assert pieces(data)
    assert all(isinstance(content, bytes) for _, _, content in attached(data))


def test_an_encoding_that_cannot_be_costs_no_words():
    head = b'Subject: Plan\nMIME-Version: 1.0\nContent-Type: text/plain; charset="ut\0f-8"\n\n'

    assert "caf\u00e9" in body_of(head + "caf\u00e9\n".encode())


def test_what_the_fuzzer_found_ends_as_a_message():
    assert len(EmlFile(bytes.fromhex(FOUND))) >= 1
