import contextvars
import copy
import json
from types import SimpleNamespace

import pytest
from jinja2 import DictLoader, Environment

from core import clock
from core.i18n import N_, Translated, _, current, lang_tag, load_catalogs, ngettext, resolve, say, set_locale, use
from core.web.values.cells import CellContext, StateLook, cell
from schemas.errors import Message

CATALOG = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

msgid "i18n test: deal"
msgstr "报备"

msgid "i18n test: hello %(name)s"
msgstr "你好，%(name)s"

msgid "i18n test: %(n)s deal"
msgid_plural "i18n test: %(n)s deals"
msgstr[0] "%(n)s 个报备"

#, fuzzy
msgid "i18n test: unsure"
msgstr "不确定"

msgid "i18n test: %(a)s"
msgstr "错误 %(b)s"

msgid "i18n test: empty"
msgstr ""
"""


@pytest.fixture(autouse=True, scope="module")
def catalog(tmp_path_factory):
    folder = tmp_path_factory.mktemp("locale")
    (folder / "zh_Hans_CN").mkdir()
    (folder / "zh_Hans_CN" / "messages.po").write_text(CATALOG, encoding="utf-8")
    load_catalogs([folder])


def test_a_text_is_translated():
    with use("zh_Hans_CN"):
        assert _("i18n test: deal") == "报备"


def test_the_source_is_english():
    with use("en"):
        assert _("i18n test: deal") == "i18n test: deal"


def test_placeholders_are_filled_after_translation():
    with use("zh-CN"):
        assert _("i18n test: hello %(name)s", name="周雨桐") == "你好，周雨桐"


def test_a_percent_sign_needs_no_escape_without_placeholders():
    assert _("100% sure") == "100% sure"


@pytest.mark.parametrize(("n", "text"), [(1, "1 deal"), (0, "0 deals"), (2, "2 deals")])
def test_english_has_two_forms(n, text):
    with use("en"):
        assert ngettext("i18n test: %(n)s deal", "i18n test: %(n)s deals", n) == f"i18n test: {text}"


@pytest.mark.parametrize("n", [0, 1, 2])
def test_chinese_has_one_form(n):
    with use("zh"):
        assert ngettext("i18n test: %(n)s deal", "i18n test: %(n)s deals", n) == f"{n} 个报备"


@pytest.mark.parametrize("text", ["i18n test: unsure", "i18n test: empty"])
def test_unfinished_entries_are_left_out(text):
    with use("zh"):
        assert _(text) == text


def test_a_translation_with_other_placeholders_cannot_break_a_page():
    with use("zh"):
        assert _("i18n test: %(a)s", a=1) == "i18n test: 1"


@pytest.fixture
def south(tmp_path):
    """What a package `south` says otherwise: a marked text, one asked for in a module, and one in a template."""
    folder = tmp_path / "south" / "locale" / "zh_Hans_CN"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(CATALOG.replace('"报备"', '"别的"'), encoding="utf-8")
    load_catalogs([folder.parent])
    module = {"__name__": "plugins.south.pages", "_": _, "N_": N_}
    exec('LABEL = N_("i18n test: deal")\nsaid = lambda: _("i18n test: deal")', module)
    return module


def test_a_package_hears_its_own_translation(south):
    template = Environment(loader=DictLoader({"south/x.html": '{{ _("i18n test: deal") }}'}), autoescape=True).get_template("south/x.html")
    with use("zh_Hans_CN"):
        assert (_(south["LABEL"]), south["said"](), template.render(_=_)) == ("别的", "别的", "别的")


def test_a_state_that_reads_alike_in_two_packages_is_told_apart(south):
    looks = [StateLook(label, "ok", "check") for label in (N_("i18n test: deal"), south["LABEL"])]
    cells = [cell("state", SimpleNamespace(metadata={"states": {"x": look}})) for look in looks]
    shown = [render("x", CellContext("zh_Hans_CN", "UTC", "CNY", "/icons.svg", clock.now())) for render in cells]
    assert ("报备" in shown[0], "别的" in shown[1]) == (True, True)


def test_everybody_else_hears_the_first_one(south):
    with use("zh"):
        assert (_("i18n test: deal"), _(N_("i18n test: deal"))) == ("报备", "报备")


def test_a_marked_text_is_the_text_it_is():
    assert (copy.deepcopy(N_("Deal")), json.dumps(N_("Deal")), N_("Deal") in {"Deal"}) == ("Deal", '"Deal"', True)


def test_a_schema_message_is_said_in_the_readers_language():
    with use("zh"):
        assert say(Message("i18n test: hello %(name)s", "greeting", name="Li")) == "你好，Li"


def test_use_ends_with_its_block_even_after_an_error():
    before = current()
    with pytest.raises(KeyError), use("zh"):
        raise KeyError
    assert current() == before


def test_a_locale_stays_in_its_context():
    contextvars.copy_context().run(set_locale, "zh")
    assert current() == "en"


@pytest.mark.parametrize(
    ("tag", "locale"),
    [("zh-CN", "zh_Hans_CN"), ("zh", "zh_Hans_CN"), ("zh-hans-cn", "zh_Hans_CN"), ("ZH_TW", "zh_Hans_CN"),
     ("en-GB", "en"), ("en", "en"), ("tlh", "en"), ("", "en"), (None, "en"), ("../../etc", "en")],
)  # fmt: skip
def test_language_tags_find_their_locale(tag, locale):
    assert resolve(tag) == locale


def test_html_wants_hyphens():
    assert lang_tag("zh_Hans_CN") == "zh-Hans-CN"


@pytest.mark.parametrize(
    ("texts", "picked"),
    [({"en": "Deal", "zh_Hans_CN": "报备"}, "报备"), ({"de": "Geschäft", "en": "Deal"}, "Deal"),
     ({"fr": "Affaire"}, "Affaire"), ({"zh_Hans_CN": "", "en": "Deal"}, "Deal"), ({}, "")],
)  # fmt: skip
def test_a_translated_text_falls_back_to_the_program_then_to_any(texts, picked):
    assert Translated(texts).pick("zh_Hans_CN", "en") == picked


def test_a_translated_text_is_a_mapping():
    assert dict(Translated({"en": "Deal", "de": ""})) == {"en": "Deal"}


def test_a_catalogue_that_cannot_be_read_leaves_the_others(tmp_path, caplog):
    (tmp_path / "zh_Hans_CN").mkdir()
    (tmp_path / "zh_Hans_CN" / "messages.po").write_bytes(b'msgid "x"\nmsgstr "\xff\xfe"\n')
    load_catalogs([tmp_path])
    with use("zh_Hans_CN"):
        assert _("i18n test: deal") == "报备"
    assert "cannot be read" in caplog.text
