"""The evidence library as people meet it: adding, describing, reading, citing, downloading."""

import io
import re
from urllib.parse import parse_qs, urlsplit

import docx
import pytest
import typst
from PIL import Image

from tests.ingest.reading.making import archive
from tests.webapp.conftest import post, token_of
from webapp import worker

NOTE = b"The link governor for careers visited and asked how employers are chosen.\n"


def add(client, *files, **fields):
    """Send files by the form that needs no scripts."""
    return client.post(
        "/evidence/add",
        data=fields
        | {
            "csrf_token": token_of(client.get("/evidence/add").text),
            "files": [(io.BytesIO(body), name) for name, body in files],
        },
    )


def keys_of(answer):
    return parse_qs(urlsplit(answer.headers["Location"]).query)["keys"][0].split(",")


def test_several_files_lead_to_one_page_that_describes_them(client_as):
    client = client_as("contributor_construction")

    answer = add(client, ("note one.txt", NOTE), ("note two.txt", NOTE + b"Again.\n"))

    page = client.get(answer.headers["Location"]).text
    assert len(keys_of(answer)) == 2
    assert page.index("note one.txt") < page.index("note two.txt")


def test_one_file_that_is_refused_does_not_lose_the_other(client_as):
    client = client_as("careers_leader")

    answer = add(client, ("empty.txt", b""), ("visit.txt", NOTE + b"Kept.\n"))

    page = client.get(answer.headers["Location"]).text
    assert len(keys_of(answer)) == 1
    assert "visit.txt" in page
    assert "empty.txt" in page


def test_no_file_at_all_is_said_at_the_field(client_as):
    answer = post(client_as("careers_leader"), "/evidence/add", "/evidence/add")

    assert answer.status_code == 422
    assert "Choose at least one file" in answer.text


def test_scripts_send_one_file_as_a_body_with_its_name(client_as):
    client = client_as("careers_leader")
    headers = {
        "X-CSRFToken": token_of(client.get("/evidence/add").text),
        "X-File-Name": "Besuch%20%C3%A4.txt",
        "Accept": "application/json",
    }

    answer = client.post("/evidence/add/one", data=NOTE + b"By scripts.\n", headers=headers)

    told = answer.get_json()
    assert answer.status_code == 201
    assert set(told) == {"document", "revision", "sentence", "already", "address"}
    assert "Besuch ä.txt" in client.get(f"/evidence/documents/{told['document']}").text


def test_a_file_that_scripts_sent_and_that_is_refused_is_a_problem_in_json(client_as):
    client = client_as("careers_leader")
    headers = {
        "X-CSRFToken": token_of(client.get("/evidence/add").text),
        "X-File-Name": "empty.txt",
        "Accept": "application/json",
    }

    answer = client.post("/evidence/add/one", data=b"", headers=headers)

    assert answer.status_code == 422
    assert answer.get_json(force=True)["detail"].endswith(".")


def test_minutes_ask_body_date_status_and_items_and_drafts_show_a_warning(client_as):
    """Body, meeting date, status, open or confidential, item numbers; what is said stays said."""
    client = client_as("governance_professional")
    key = keys_of(add(client, ("board of may.txt", NOTE + b"May, minutes of the board.\n")))[0]
    address = f"/evidence/describe?keys={key}"

    def save(**fields):
        version = re.search(r'name="version-1" value="(\d+)"', client.get(address).text)[1]
        said = {
            "keys": key,
            "title-1": "Board, May",
            "type-1": "minutes",
            "version-1": version,
            "learners": "none",
        }
        return post(client, address, "/evidence/describe", **said, **fields)

    save(**{
        "date-1": "2026-05-12", "status-1": "draft", "sensitivity-1": "internal",
        "body-1": "Corporation", "items-1": "4, 7.2", "from-1": "2026-05-12",
        "until-1": "2027-07-31", "provided-1": "The clerk",
    })  # fmt: skip

    page = client.get(f"/evidence/documents/{key}").text
    again = client.get(address).text
    assert "These minutes are a draft: reviewers see nothing of them" in page
    for word in ("Corporation", "4, 7.2", "The clerk", "from 12 May 2026 to 31 July 2027"):
        assert word in page
    for value in ("Corporation", "4, 7.2", "2027-07-31", "The clerk"):
        assert f'value="{value}"' in again


def test_a_description_that_cannot_be_kept_loses_nothing(client_as):
    client = client_as("careers_leader")
    key = keys_of(add(client, ("notes of june.txt", NOTE + b"June.\n")))[0]
    address = f"/evidence/describe?keys={key}"
    version = re.search(r'name="version-1" value="(\d+)"', client.get(address).text)[1]
    fields = {
        "keys": key, "title-1": "Visit in June", "type-1": "note", "sensitivity-1": "internal",
        "version-1": version, "learners": "none",
    }  # fmt: skip

    refused = post(client, address, "/evidence/describe", **fields, **{"date-1": "2026-02-30"})
    saved = post(client, address, "/evidence/describe", **fields, **{"date-1": "2026-06-02"})
    stale = post(client, address, "/evidence/describe", **fields, **{"date-1": "2026-06-03"})

    assert refused.status_code == 422
    assert "Enter a real date" in refused.text
    assert 'value="Visit in June"' in refused.text
    assert "2 June 2026" in client.get(saved.headers["Location"]).text
    assert stale.status_code == 422


@pytest.fixture
def cited_page(client_as):
    """A page of the destinations report, by its address, and the careers leader's browser."""
    client = client_as("careers_leader")
    library = client.get("/evidence").text
    document = re.search(r'href="(/evidence/documents/[^"]+)"[^>]*>Destinations report', library)
    listed = client.get(document[1]).text
    return client, re.search(r'href="(/evidence/files/[^"?]+/pages/2)"', listed)[1]


def test_a_page_shows_picture_text_and_where_it_is_cited(cited_page):
    client, address = cited_page

    page = client.get(address).text
    image = client.get(re.search(r'<img src="([^"]+)"', page)[1])

    assert "data-quote-source" in page
    assert image.mimetype == "image/png"
    assert image.headers["Cache-Control"].startswith("private")


def test_a_text_shows_its_pictures_where_they_stand(client_as, sample):
    client = client_as("careers_leader")
    document, picture = docx.Document(), io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(picture, "PNG")
    document.add_paragraph("Employers came in May.")
    document.add_picture(picture)
    shape = document.inline_shapes[0]
    shape._inline.docPr.set("descr", 'A chart of "visits"')  # noqa: SLF001 - no other way
    document.add_paragraph("Governors asked why.")
    file = io.BytesIO()
    document.save(file)
    (key,) = keys_of(add(client, ("chart.docx", file.getvalue())))
    worker.run(sample, burst=True)

    listed = client.get(f"/evidence/documents/{key}").text
    address = re.search(r'href="(/evidence/files/[^"?]+/pages/1)"', listed)[1]
    page = client.get(address).text
    shown = re.search(r'<figure class="ce-text-figure"><img src="([^"]+)" alt="([^"]+)"', page)
    drawn = client.get(shown[1])

    assert page.index("in May.") < shown.start() < page.index("Governors asked")
    assert shown[2] == "A chart of &#34;visits&#34;"
    assert (drawn.mimetype, drawn.headers["Cache-Control"][:7]) == ("image/png", "private")
    assert client.get(f"{address}/figure-7.png").status_code == 422


def test_words_that_are_not_on_the_page_are_not_cited(cited_page):
    client, address = cited_page

    answer = post(
        client, address, f"{address}/cite", exact="words that nobody wrote", dimension="4.6/2",
        shows="Nothing.",
    )  # fmt: skip

    assert answer.status_code == 422
    assert "words that nobody wrote" in answer.text


def test_a_citation_without_a_dimension_is_said_at_the_field(cited_page):
    client, address = cited_page

    answer = post(client, address, f"{address}/cite", exact="destinations", shows="x")

    assert answer.status_code == 422
    assert "Choose the dimension and level" in answer.text


def test_the_file_goes_out_as_one_that_no_browser_opens(cited_page):
    client, address = cited_page

    answer = client.get(re.sub(r"/pages/\d+", "/download", address), buffered=True)

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.mimetype == "application/octet-stream"


def test_a_picture_of_a_width_that_is_not_offered_is_refused(cited_page):
    client, address = cited_page

    assert client.get(f"{address}/image-9999.png").status_code in {404, 422}


def test_a_new_revision_is_added_beside_the_old(client_as):
    client = client_as("careers_leader")
    key = keys_of(add(client, ("plan.txt", NOTE + b"First.\n")))[0]
    address = f"/evidence/documents/{key}"
    pdf = typst.compile(b"= Plan\nSecond.")

    empty = post(client, address, f"{address}/revision")
    post(client, address, f"{address}/revision", file=(io.BytesIO(pdf), "plan 2.pdf"))

    assert empty.status_code == 422
    assert "Revision 2: plan 2.pdf" in client.get(address).text


def test_nobody_accepts_what_they_added(client_as):
    leader, senior = client_as("careers_leader"), client_as("senior_leader")
    key = keys_of(add(leader, ("mine.txt", NOTE + b"Mine.\n")))[0]
    address = f"/evidence/documents/{key}"

    own = post(leader, "/evidence/add", f"{address}/accept")
    other = post(senior, address, f"{address}/accept")

    assert own.status_code in {403, 409}
    assert other.status_code == 302


def test_outsiders_add_and_describe_nothing(client_as):
    client = client_as("assessor")

    assert client.get("/evidence/add").status_code == 403
    assert post(client, "/desk/release", "/evidence/add").status_code in {403, 422}


def test_a_document_that_speaks_to_nothing_says_so_once_it_is_read(client_as, sample):
    client = client_as("careers_leader")
    (key,) = keys_of(add(client, ("boiler.txt", b"The boiler was replaced in May.\n")))
    address = f"/evidence/documents/{key}"

    before = client.get(address).text
    worker.run(sample, burst=True)
    after = client.get(address).text

    assert "speaks to a dimension" not in before
    assert "None of its pages speaks to a dimension." in after


def test_an_archive_and_the_files_in_it_name_each_other(client_as, sample):
    client = client_as("careers_leader")
    pack = archive({"visits/governor.txt": NOTE + b"In a pack.", "<b>.txt": ""})
    key = keys_of(add(client, ("june pack.zip", pack)))[0]
    worker.run(sample, burst=True)

    outer = client.get(f"/evidence/documents/{key}").text
    (inner,) = re.findall(r'href="([^"]+)">visits/governor.txt</a>', outer)
    page = client.get(inner).text

    assert "Readable, 1 page" in outer
    assert "speaks to a dimension" not in outer
    assert "&lt;b&gt;.txt" in outer
    assert "Refused. This file is empty." in outer
    assert f'Inside <a class="govuk-link" href="/evidence/documents/{key}">june pack</a>' in page
    assert "at visits/governor.txt" in page


def test_a_file_is_not_opened_further_than_its_archive(client_as, sample):
    client = client_as("senior_leader")
    key = keys_of(add(client, ("closed.zip", archive({"only.txt": NOTE + b"Closed."}))))[0]
    form = {"title-1": "Closed", "type-1": "other", "version-1": "1", "keys": key}
    form["learners"] = "none"
    post(client, f"/evidence/describe?keys={key}", "/evidence/describe",
         **form | {"sensitivity-1": "confidential"})  # fmt: skip
    worker.run(sample, burst=True)
    outer = client.get(f"/evidence/documents/{key}").text
    (inner,) = re.findall(r'href="/evidence/documents/([^"]+)">only.txt</a>', outer)

    answer = post(client, f"/evidence/describe?keys={inner}", "/evidence/describe",
                  **form | {"keys": inner, "sensitivity-1": "open"})  # fmt: skip

    assert answer.status_code == 422
    assert "which is confidential" in answer.text
