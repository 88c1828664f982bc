"""Whatever stands in a name, a subject or an address: one sender, one recipient, one subject, and the text as it was."""

import email
from dataclasses import replace
from email.policy import default

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from post_office import NOW, letter

from pipeline.delivery.messages import Attachment, message_bytes, message_id
from pipeline.errors import SettingsError
from pipeline.settings.mail import read_mail_settings
from schemas.addresses import one_address

ID = message_id("key", 0, "a@corp.example")
NASTY = st.text(
    st.one_of(
        st.sampled_from("\r\n\0\t\u2028\u2029\x85\u202e\u2066,;:<>@\"'()\\=?_ 王a"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=200,
)
HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Content-Language",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
}


@given(name=NASTY, subject=NASTY, sender=NASTY)
@example(name="a\r\nBcc: evil@x.cn", subject="s\r\n\r\n<script>", sender="b\nBcc: evil@x.cn")
@example(name='"evil@x.cn", b', subject="=?utf-8?q?=0d=0aBcc:_evil@x.cn?=", sender="evil@x.cn,")
@example(name="\u202eevil", subject="a\u2028Bcc: evil@x.cn", sender="x" * 200)
def test_no_name_and_no_subject_can_add_a_header_or_a_recipient(name, subject, sender):
    mail = replace(letter("wang").mail, recipient_name=name, subject=subject, sender_name=sender)
    content = message_bytes(mail, ID, NOW)
    head = content.partition(b"\r\n\r\n")[0]
    message = email.message_from_bytes(content, policy=default)
    assert set(message.keys()) == HEADERS
    assert len(message.keys()) == len(HEADERS)
    assert [one.addr_spec for one in message["To"].addresses] == ["wang@corp.example"]
    assert [one.addr_spec for one in message["From"].addresses] == ["followup@corp.example"]
    assert message["Bcc"] is None
    assert message["Subject"].isprintable()
    assert b"\0" not in content
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))
    assert b"\n" not in head.replace(b"\r\n", b"")
    assert "wang 你好" in message.get_body(("plain",)).get_content()


@given(text=NASTY)
def test_any_text_of_a_letter_comes_out_as_it_went_in(text):
    mail = replace(
        letter("wang").mail, html=f"<p>{text.encode('utf-8', 'replace').hex()}</p>", text=text
    )
    message = email.message_from_bytes(message_bytes(mail, ID, NOW), policy=default)
    got = message.get_body(("plain",)).get_payload(decode=True).decode()
    assert [line for line in got.splitlines() if line] == [
        line for line in text.splitlines() if line
    ]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("a@b.cn", "a@b.cn"),
        ("  Wang.Fang+x@Corp.Example ", "Wang.Fang+x@corp.example"),
        ("wang@公司.cn", "wang@xn--55qx5d.cn"),
        ("a@mailhost", "a@mailhost"),
        ("a@localhost", None),
        # what email.message would take as two recipients, or as one with a name
        ("a@b.cn, evil@x.cn", None),
        ("a@b.cn; evil@x.cn", None),
        ("a@b.cn evil@x.cn", None),
        ("王芳 <a@b.cn>", None),
        ("<a@b.cn>", None),
        ('"a b"@b.cn', None),
        ("a@b.cn\r\nBcc: evil@x.cn", None),
        ("a@b.cn\0", None),
        ("a\u202e@b.cn", None),
        ("a@[127.0.0.1]", None),
        ("a(evil@x.cn)@b.cn", None),
        ("王芳@b.cn", None),
        ("a@b@c.cn", None),
        ("a", None),
        ("", None),
    ],
)
def test_an_address_is_one_address_or_none(typed, read):
    assert one_address(typed) == read


@given(NASTY)
def test_what_passes_as_an_address_has_no_place_for_a_second_one(text):
    found = one_address(text)
    if found is not None:
        assert found.isascii()
        assert found.count("@") == 1
        assert not set(found) & set(' ,;:<>()"\\\r\n\t\0')


@given(st.sampled_from(["a@corp.example", "a@b.cn"]), NASTY)
def test_a_sender_name_from_the_settings_is_one_line_or_refused(address, name):
    try:
        found = read_mail_settings(
            {"host": "h", "from": f"{name} <{address}>", "allowed_domains": ["b.cn"]},
            "followup.toml",
        )
    except SettingsError:
        return
    assert found.sender_name.isprintable()
    assert one_address(found.sender) == found.sender


def test_the_same_letter_has_the_same_bytes():
    first, second = (message_bytes(letter("wang").mail, ID, NOW) for _ in range(2))
    assert first == second


def test_an_attachment_arrives_whole_and_its_name_is_ascii():
    content = bytes(range(256)) * 40
    files = [Attachment("followup-2026-11-23.xlsx", "application/octet-stream", content)]
    mail = replace(letter("wang").mail, attachments=files)
    message = email.message_from_bytes(message_bytes(mail, ID, NOW), policy=default)
    (part,) = message.iter_attachments()
    assert part.get_payload(decode=True) == content
    assert part.get_filename() == "followup-2026-11-23.xlsx"
    with pytest.raises(ValueError, match="ASCII"):
        message_bytes(replace(mail, attachments=[Attachment("周报.xlsx", "a/b", b"")]), ID, NOW)


def test_a_person_sees_who_it_is_from_and_what_it_is_about():
    message = email.message_from_bytes(
        message_bytes(letter("王芳", "wang@corp.example").mail, ID, NOW), policy=default
    )
    assert str(message["To"]) == "王芳 <wang@corp.example>"
    assert str(message["From"]) == "客户跟进 <followup@corp.example>"
    assert str(message["Subject"]) == "周报 王芳"
    assert message["Content-Language"] == "zh-CN"
    assert message["Auto-Submitted"] == "auto-generated"
