from hypothesis import assume, given
from hypothesis import strategies as st

from bench.matching_pairs import names
from plugins.matching.blocking import asked, name_key, stored
from plugins.matching.compare import compare
from plugins.matching.normalise import normalise, parsed
from plugins.matching.party import Party
from plugins.matching.text import fold

NAMES = st.sampled_from([*names("en"), *names("zh"), "Müller & Söhne GmbH", "S.A.", "", "第一"]) | st.text(max_size=40)
PARTIES = st.builds(
    Party, NAMES, st.sampled_from([None, "DE", "CN"]), st.sampled_from([None, "a.example", "b.example"]), st.text(max_size=20) | st.none()
)


@given(NAMES)
def test_folding_twice_changes_nothing(name):
    assert fold(fold(name)) == fold(name)


@given(PARTIES, PARTIES)
def test_the_order_of_two_does_not_matter(one, other):
    there, back = compare(normalise(one), normalise(other)), compare(normalise(other), normalise(one))
    assert (there.verdict, round(there.score, 9)) == (back.verdict, round(back.score, 9))


@given(PARTIES)
def test_everybody_is_the_same_as_itself(party):
    assume(party.name.strip() and fold(party.name).strip())
    assert compare(normalise(party), normalise(party)).verdict == "same"


@given(st.sampled_from(["", " ", "?", "...", "（）"]), PARTIES)
def test_a_name_without_letters_is_like_no_other(nothing, party):
    assume(any(name.core for name in normalise(party).names))
    assert compare(normalise(Party(nothing)), normalise(Party(party.name))).verdict == "different"


@given(PARTIES, PARTIES)
def test_a_score_lies_between_0_and_1(one, other):
    assert 0 <= compare(normalise(one), normalise(other)).score <= 1


@given(st.permutations(["Harbour", "Quandt", "Zelmer"]))
def test_the_order_of_words_makes_no_other_company(words):
    assert compare(normalise(Party(" ".join(words))), normalise(Party("Harbour Quandt Zelmer Ltd"))).verdict == "same"


@given(PARTIES)
def test_what_is_kept_is_found_by_what_is_asked(party):
    kept = {(column, value) for column, value in stored(normalise(party)).items() if value}
    assert not kept or kept & set(asked(normalise(party)))


@given(NAMES)
def test_a_name_has_one_key(name):
    assert name_key(parsed(name)) == name_key(parsed(name.upper().lower()) if name.isascii() else parsed(name))
