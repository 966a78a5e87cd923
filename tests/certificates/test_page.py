"""The page that proves a certificate, its PDF and its JSON, as strangers see them."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from lxml import html

from lms.certificates import actions, codes, kept
from lms.certificates.models import Certificate
from lms.db import db, now
from lms.jobs.worker import run_all
from lms.members.models import Member, Role
from lms.web.app import App
from tests.conftest import Client
from tests.factories import make_certificate, make_member

SignIn = Callable[[Member], Client]


def visible(page: str) -> str:
    body = html.document_fromstring(page)
    return " ".join(body.text_content().split())


def open_graph(page: str) -> dict[str, str]:
    root = html.document_fromstring(page)
    metas = root.xpath("//meta[starts-with(@property, 'og:')]")
    return {meta.get("property")[3:]: meta.get("content") for meta in metas}


@pytest.mark.queries(1)
@pytest.mark.parametrize(
    ("language", "verdict"), [("en", "This certificate is valid"), ("ur", "<h1>")]
)
def test_a_stranger_sees_the_verdict_and_every_field_with_one_query(
    app: App, client: Client, language: str, verdict: str
) -> None:
    certificate = make_certificate(make_member("Ayesha Siddiqui", name_ur="عائشہ صدیقی"))
    told = certificate.snapshot
    answer = client.get(f"/c/{certificate.code}?lang={language}")
    assert answer.status_code == 200
    assert verdict in answer.text
    shown = visible(answer.text)
    for field in (*told.name.values(), *told.course.values(), told.printed_number):
        assert field in shown
    assert told.issuer[language] in shown
    assert told.objectives[0][language] in shown
    assert str(told.issued_on.year) in shown
    assert f'<html lang="{language}"' in answer.text


def test_the_member_number_stays_private(app: App, client: Client) -> None:
    member = make_member(email="ayesha@example.org", mobile="+923001234567")
    certificate = make_certificate(member, has_pdf=True)
    page = client.get(f"/c/{certificate.code}").text
    data = client.get(f"/c/{certificate.code}.json").text
    for private in (member.number, member.ref, "ayesha@example.org", "3001234567"):
        assert private not in page
        assert private not in data


def test_every_page_is_drawn_for_its_own_certificate(app: App, client: Client) -> None:
    one = make_certificate(make_member("Ayesha Khan"))
    other = make_certificate(make_member("Bilal Ahmed", name_ur="بلال احمد"))
    for _ in range(2):
        first, second = (client.get(f"/c/{c.code}").text for c in (one, other))
        assert "Ayesha Khan" in first
        assert "Bilal" not in first
        assert "Bilal Ahmed" in second
        assert "Ayesha" not in second


def test_markup_in_a_name_is_text(app: App, client: Client) -> None:
    certificate = make_certificate(make_member('<b>"Bob"</b> & Sons', name_ur=None))
    page = client.get(f"/c/{certificate.code}").text
    assert '<b>"Bob"' not in page
    assert '<b>"Bob"</b> & Sons' in visible(page)
    assert open_graph(page)["title"].startswith('<b>"Bob"</b> & Sons')


def test_messengers_get_a_preview_that_says_no_verdict(app: App, client: Client) -> None:
    certificate = make_certificate(make_member("Ayesha Siddiqui"))
    page = client.get(f"/c/{certificate.code}").text
    preview = open_graph(page)
    assert preview["title"] == "Ayesha Siddiqui: " + certificate.title["en"]
    assert preview["url"] == certificate.snapshot.url
    assert not re.search(r"\bvalid\b(?! *\.)", preview["title"])
    picture = preview["image"].removeprefix(app.config["PUBLIC_URL"])
    assert picture != preview["image"]
    answer = client.get(picture)
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert len(answer.data) < 100_000


def test_no_search_engine_and_no_cache_keeps_it(app: App, client: Client) -> None:
    certificate = make_certificate(has_pdf=True)
    for path in ("", ".json", ".pdf"):
        answer = client.get(f"/c/{certificate.code}{path}")
        assert answer.status_code == 200
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "no-cache" in answer.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in client.get(f"/c/{certificate.code}").text


@pytest.mark.queries(1)
def test_a_program_gets_the_same_fields(app: App, client: Client) -> None:
    certificate = make_certificate(has_pdf=True)
    told = certificate.snapshot
    by_ending = client.get(f"/c/{certificate.code}.json")
    by_header = client.get(f"/c/{certificate.code}", headers={"Accept": "application/json"})
    assert by_ending.json == by_header.json
    data = by_ending.json
    assert data["state"] == "valid"
    assert data["number"] == told.printed_number
    assert data["name"] == told.name
    assert data["course"] == told.course
    assert data["issued_on"] == told.issued_on.isoformat()
    assert data["pdf_sha256"] == certificate.pdf_sha256
    assert "Accept" in by_header.headers["Vary"]


def test_until_the_pdf_is_made_the_page_says_so(app: App, client: Client) -> None:
    certificate = make_certificate()
    assert "The PDF is being made" in client.get(f"/c/{certificate.code}").text
    early = client.get(f"/c/{certificate.code}.pdf")
    assert (early.status_code, early.location) == (302, f"/c/{certificate.code}")
    run_all()
    page = client.get(f"/c/{certificate.code}").text
    assert "Download the PDF" in page
    answer = client.get(f"/c/{certificate.code}.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF-1.7")
    assert hashlib.sha256(answer.data).hexdigest() == certificate.pdf_sha256
    assert (
        f"certificate-{certificate.snapshot.printed_number}.pdf"
        in (answer.headers["Content-Disposition"])
    )


def test_a_pdf_that_was_kept_is_not_sent_again(app: App, client: Client) -> None:
    certificate = make_certificate(has_pdf=True)
    first = client.get(f"/c/{certificate.code}.pdf")
    again = client.get(
        f"/c/{certificate.code}.pdf", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


def test_any_spelling_of_the_address_leads_there(app: App, client: Client) -> None:
    code = make_certificate().code
    for path in (f"/c/{code.lower()}", f"/C/{code}", f"/c/{code[:13]}-{code[13:]}"):
        answer = client.get(path, follow_redirects=True)
        assert answer.status_code == 200
        assert answer.request.path == f"/c/{code}"


def test_revoking_shows_at_once_everywhere(app: App, client: Client) -> None:
    certificate = make_certificate(has_pdf=True)
    url = f"/c/{certificate.code}"
    assert "This certificate is valid" in client.get(url).text
    office = make_member("Nadia Rahim", roles=[Role.COORDINATOR])
    actions.revoke(certificate, "The quiz was taken by somebody else.", office.id)
    db.session.commit()
    page = client.get(url).text
    assert "This certificate was revoked" in page
    assert "The quiz was taken by somebody else." in page
    assert "This certificate is valid" not in page
    assert "Download the PDF" not in page
    assert certificate.snapshot.printed_number in page
    data = client.get(f"{url}.json").json
    assert data["state"] == "revoked"
    assert data["revocation_reason"] == "The quiz was taken by somebody else."
    gone = client.get(f"{url}.pdf")
    assert (gone.status_code, gone.location) == (302, url)


def test_an_expired_one_says_until_when_it_was_valid(
    app: App, client: Client, clock: Callable[..., None]
) -> None:
    certificate = make_certificate()
    last = date(2027, 3, 31)
    told = {**certificate.snapshot_json, "expires_on": last.isoformat()}
    db.session.execute(sa.update(Certificate).values(expires_on=last, snapshot_json=told))
    db.session.commit()
    noon = now().replace(year=2027, month=3, day=31, hour=7)
    clock(noon)
    assert "This certificate is valid" in client.get(f"/c/{certificate.code}").text
    clock(noon + timedelta(days=1))
    page = client.get(f"/c/{certificate.code}").text
    assert "This certificate has expired" in page
    assert "It was valid until 31 March 2027." in page
    assert client.get(f"/c/{certificate.code}.json").json["state"] == "expired"


def test_unknown_codes_get_one_and_the_same_404(app: App, client: Client) -> None:
    make_certificate()
    asked = [codes.new(), codes.new(), codes.new().lower(), "no-such-code", "8" * 26]
    answers = [client.get(f"/c/{code}") for code in asked]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    assert "We have issued no such certificate" in answers[0].text
    pdfs = [client.get(f"/c/{codes.new()}.pdf") for _ in range(2)]
    assert {(answer.status_code, answer.data) for answer in pdfs} == {(404, answers[0].data)}


def test_unknown_codes_get_one_404_for_programs_too(app: App, client: Client) -> None:
    answers = [
        client.get(f"/c/{codes.new()}.json"),
        client.get(f"/c/{codes.new()}", headers={"Accept": "application/json"}),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.mimetype for answer in answers} == {"application/problem+json"}
    assert len({answer.data for answer in answers}) == 1


@pytest.mark.queries(1)
@pytest.mark.parametrize("code", ["0" * 26, "x", "8" * 26])
def test_an_unknown_code_costs_the_same_one_query(app: App, client: Client, code: str) -> None:
    seen: list[str] = []
    sa.event.listen(db.session.connection(), "before_cursor_execute", _noting(seen))
    assert client.get(f"/c/{code}").status_code == 404
    assert len([one for one in seen if "certificate" in one]) == 1


def _noting(seen: list[str]) -> Callable[..., None]:
    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    return note


def test_guessing_is_slowed_and_true_links_still_open(
    app: App, client: Client, clock: Callable[..., None]
) -> None:
    clock(now())
    certificate = make_certificate()
    statuses = [client.get(f"/c/{codes.new()}").status_code for _ in range(32)]
    assert statuses == [404] * 30 + [429] * 2
    refused = client.get(f"/c/{codes.new()}")
    assert int(refused.headers["Retry-After"]) > 0
    assert client.get(f"/c/{certificate.code}").status_code == 200
    assert client.get(f"/verify?q={certificate.number}").status_code == 429
    clock(now() + timedelta(minutes=10))
    assert client.get(f"/c/{codes.new()}").status_code == 404


def test_true_links_are_never_counted(app: App, client: Client) -> None:
    certificate = make_certificate()
    for _ in range(40):
        assert client.get(f"/c/{certificate.code}").status_code == 200
    assert client.get(f"/c/{codes.new()}").status_code == 404


def test_the_holder_finds_ways_to_pass_it_on(app: App, client: Client, sign_in: SignIn) -> None:
    member = make_member("Ayesha Siddiqui")
    certificate = make_certificate(member)
    url = f"/c/{certificate.code}"
    page = sign_in(member).get(url).text
    assert "This is your certificate" in page
    root = html.document_fromstring(page)
    links = [a for a in root.xpath("//a/@href") if a.startswith("https://")]
    whatsapp, linkedin = links
    assert "Ayesha+Siddiqui" in whatsapp
    assert certificate.code in whatsapp
    assert "CERTIFICATION_NAME" in linkedin
    assert certificate.snapshot.printed_number in linkedin
    for other in (client, sign_in(make_member("Somebody Else"))):
        assert "This is your certificate" not in other.get(url).text


def test_a_frame_drawn_for_strangers_holds_nothing_of_a_member(
    app: App, client: Client, sign_in: SignIn
) -> None:
    app.extensions.pop("certificate-frames", None)
    member = make_member("Ayesha Siddiqui", roles=[Role.COORDINATOR])
    certificate = make_certificate(make_member("Bilal Ahmed"))
    sign_in(member).get(f"/c/{certificate.code}")
    page = client.get(f"/c/{certificate.code}").text
    assert "Ayesha" not in page
    assert "Sign out" not in page
    assert "csrf_token" not in page


def test_a_lost_file_leads_back_to_the_page(app: App, client: Client) -> None:
    certificate = make_certificate(has_pdf=True)
    kept.path_of(certificate.code).unlink()
    answer = client.get(f"/c/{certificate.code}.pdf")
    assert (answer.status_code, answer.location) == (302, f"/c/{certificate.code}")


def test_a_page_that_was_sent_is_sent_again_as_it_was(app: App, client: Client) -> None:
    url = f"/c/{make_certificate().code}"
    first, again = client.get(url), client.get(url)
    assert again.data == first.data
    assert dict(again.headers) == dict(first.headers)
    assert "Content-Security-Policy" in again.headers


def test_each_language_and_encoding_has_its_own_kept_page(app: App, client: Client) -> None:
    url = f"/c/{make_certificate().code}"
    for _ in range(2):
        english = client.get(url, headers={"Accept-Language": "en-GB,en;q=0.9"})
        urdu = client.get(url, headers={"Accept-Language": "ur-PK,ur;q=0.9,en;q=0.5"})
        packed = client.get(url, headers={"Accept-Encoding": "gzip"})
        assert '<html lang="en"' in english.text
        assert '<html lang="ur"' in urdu.text
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == english.data
    client.set_cookie("language", "ur", domain="learn.example.org")
    assert '<html lang="ur"' in client.get(url, headers={"Accept-Language": "en"}).text


def test_a_kept_page_still_asks_once_whether_it_is_true(real_app: App) -> None:
    certificate = make_certificate()
    url, certificate_id = f"/c/{certificate.code}", certificate.id
    stranger: Client = real_app.test_client()  # type: ignore[assignment]
    assert "This certificate is valid" in stranger.get(url).text
    seen: list[str] = []
    note = _noting(seen)
    sa.event.listen(db.engine, "before_cursor_execute", note)
    assert "This certificate is valid" in stranger.get(url).text
    sa.event.remove(db.engine, "before_cursor_execute", note)
    assert len(seen) == 1
    one = db.session.get_one(Certificate, certificate_id)
    actions.revoke(one, "Issued by mistake.", make_member("Nadia Rahim").id)
    db.session.commit()
    assert "This certificate was revoked" in stranger.get(url).text


def test_who_has_a_session_is_never_sent_what_was_kept(
    app: App, client: Client, sign_in: SignIn
) -> None:
    member = make_member()
    url = f"/c/{make_certificate(member).code}"
    client.get(url)
    assert "This is your certificate" in sign_in(member).get(url).text
    assert "This is your certificate" not in client.get(url).text
