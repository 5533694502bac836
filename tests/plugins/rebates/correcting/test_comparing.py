"""Two data sets held against each other: only what differs."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Unprocessable
from plugins.rebates.correcting.comparing import Row, differences, kept, read


def rows(**amounts):
    return [Row(document, Decimal(amount)) for document, amount in amounts.items()]


def test_only_documents_that_differ_are_found_the_largest_difference_first():
    found = differences(rows(A="10", B="20", D="7"), rows(a="10", B="15", C="100"))
    assert [(one.document, one.kind, one.by) for one in found] == [
        ("C", "missing_there", -100), ("D", "missing_here", 7), ("B", "differs", 5),
    ]  # fmt: skip


def test_rows_of_a_document_count_together():
    assert differences([Row("A", Decimal(4)), Row(" a", Decimal(6))], rows(A="10")) == []


@given(
    st.lists(st.tuples(st.sampled_from("ABCD"), st.integers(-50, 50))), st.lists(st.tuples(st.sampled_from("ABCD"), st.integers(-50, 50)))
)
def test_the_differences_add_up(theirs, ours):
    left, right = ([Row(key, Decimal(amount)) for key, amount in side] for side in (theirs, ours))
    found = sum((one.by for one in differences(left, right)), Decimal(0))
    assert found == sum(amount for _, amount in theirs) - sum(amount for _, amount in ours)


@pytest.mark.parametrize(
    "text, amount",
    [
        ("1,234.50", "1234.5"),
        ("1.234,50", "1234.5"),
        ("1234,5", "1234.5"),
        ("1,234", "1234"),
        ("-12.5", "-12.5"),
        ("1 000", "1000"),
        ("1,5", "1.5"),
    ],
)
def test_amounts_are_read_as_people_write_them(text, amount):
    assert read(f'Invoice;Amount\nI-1;"{text}"\n'.encode())[0].amount == Decimal(amount)


def test_chinese_files_of_older_programs_are_read():
    assert read("发票号,金额\n甲1,12.50\n".encode("gb18030")) == [Row("甲1", Decimal("12.50"))]


@pytest.mark.parametrize(
    "data, error", [(b"a,b\n1,2\n", "name the columns"), (b"invoice,amount\nI-1,ten\n", "Row 2"), (b"", "name the columns")]
)
def test_a_file_that_cannot_be_read_says_where(data, error):
    with pytest.raises(Unprocessable, match=error):
        read(data)


def test_what_is_kept_counts_all_and_lists_the_first():
    found = differences([Row(f"D{at}", Decimal(at + 1)) for at in range(300)], [])
    said = kept(found)
    assert said["count"] == 300 and len(said["rows"]) == 200 and said["by"] == str(sum(range(1, 301)))
