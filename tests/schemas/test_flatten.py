import copy
import pickle

import pytest
from marshmallow import ValidationError

from schemas.errors import Message, flatten, refusal, translated
from schemas.validate import Length

GERMAN = {"At most %(max)s.": "Höchstens %(max)s.", "Wrong.": "Falsch."}


def german(text):
    return GERMAN.get(text, text)


def test_nested_messages_become_pointers():
    messages = {"lines": {1: {"sku": [Message("Wrong.", "bad-sku")]}}, "title": ["Plain."]}
    assert flatten(messages) == [("/lines/1/sku", "bad-sku", "Wrong."), ("/title", "invalid", "Plain.")]


def test_the_whole_has_the_pointer_of_its_place():
    assert [found.pointer for found in flatten({"_schema": ["A."], "a": {"_schema": ["B."]}})] == ["", "/a"]


def test_pointers_are_escaped():
    assert flatten({"a/b~c": ["X."]})[0].pointer == "/a~1b~0c"


def test_a_message_is_translated_by_its_key_and_filled_in():
    assert translated(Message("At most %(max)s.", "too-long", max=5), german) == "Höchstens 5."


def test_a_plain_text_is_translated_as_it_is():
    assert translated("Wrong.", german) == "Falsch."


def test_a_message_reads_as_english_text():
    assert Message("At most %(max)s.", max=5) == "At most 5."


def test_a_percent_sign_without_parameters_is_just_one():
    assert translated(Message("100% wrong."), german) == "100% wrong."


def test_copies_of_a_message_keep_its_code():
    message = Message("At most %(max)s.", "too-long", max=5)
    copies = [copy.deepcopy(message), pickle.loads(pickle.dumps(message))]
    assert [(c, c.code, c.params) for c in copies] == [("At most 5.", "too-long", {"max": 5})] * 2


def test_a_refusal_carries_its_message():
    assert refusal("Wrong.", "bad").messages[0].code == "bad"


def test_own_limits_carry_their_figures_for_translation():
    with pytest.raises(ValidationError) as caught:
        Length(max=2)("abc")
    assert caught.value.messages[0].params == {"max": 2}
