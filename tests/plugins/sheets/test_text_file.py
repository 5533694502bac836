"""Text tables as they come: encodings, separators, quotes, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.sheets import limits
from plugins.sheets.limits import Unreadable
from plugins.sheets.text_file import delimiter_of, encoding_of, read_text

CHINESE = "客户,金额,备注\n上海远帆科技有限公司,12000.50,返利待确认\n北京华信,300,无\n"
GERMAN = "Kunde;Betrag;Straße\nMüller & Söhne;1.234,50;Größe\nJosé;7;Ä\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_chinese_is_read_in_every_usual_encoding(encoding):
    assert read_text(CHINESE.encode(encoding)).rows[1] == ["上海远帆科技有限公司", "12000.50", "返利待确认"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_german_is_read_in_every_usual_encoding(encoding):
    assert read_text(GERMAN.encode(encoding)).rows[1] == ["Müller & Söhne", "1.234,50", "Größe"]


def test_the_person_is_told_how_it_was_read():
    assert read_text(CHINESE.encode("gb18030")).source == "GB18030 (,)"


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_separator_is_found(sign):
    assert delimiter_of(f"a{sign}b{sign}c\n1{sign}2{sign}3\n")[0] == sign


def test_commas_within_quotes_do_not_count():
    assert read_text(b'name;note\n"Smith, Jones, Ltd";"a,b"\n').rows[1] == ["Smith, Jones, Ltd", "a,b"]


def test_decimal_commas_are_not_taken_for_separators():
    assert delimiter_of("name;a;b\nx;1,5;2,5\ny;3,5;4,5\n")[0] == ";"


def test_the_separator_excel_names_is_believed():
    assert read_text(b"sep=;\r\na;b\r\n1;2\r\n").rows == [["a", "b"], ["1", "2"]]


def test_line_breaks_within_quotes_stay_in_the_cell():
    assert read_text(b'a,b\r\n"one\ntwo",2\r\n').rows[1] == ["one\ntwo", "2"]


def test_blank_lines_are_left_out():
    assert read_text(b"a,b\n\n,\n1,2\n  ,\n").rows == [["a", "b"], ["1", "2"]]


def test_one_column_needs_no_separator():
    assert read_text(b"name\nHarbor\n").rows == [["name"], ["Harbor"]]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"a,b\n", "empty"),
        (b"\n\n\n", "empty"),
        (b"\xff\xfe\x00", "encoding"),
        (b"a,b\n\0,1\n" * 3, "not-text"),
        (b"a\n" * 10_003, "too-many-rows"),
        (b"," * 100 + b"\n1\n", "too-many-columns"),
        (b"a\n" + b"x" * 40_000 + b"\n", "cell-too-long"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data, code):
    with pytest.raises(Unreadable) as refused:
        read_text(data)
    assert refused.value.code == code and refused.value.reason == limits.REASONS[code]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    try:
        rows = read_text(data).rows
    except Unreadable:
        return
    assert len(rows) >= 2


@given(st.text(alphabet="客户金额公司科技有限上海远帆", min_size=4, max_size=40))
def test_chinese_bytes_are_not_taken_for_western_ones(text):
    assert encoding_of(f"{text},1\n".encode("gb18030")) in ("gb18030", "utf-8")
