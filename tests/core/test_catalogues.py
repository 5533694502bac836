import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from core import translations
from core.translations import Domain

ZH = "zh_Hans_CN"
CJK = "[\u4e00-\u9fff]"


def test_every_catalogue_is_complete():
    assert translations.check() == []


def chinese() -> list[str]:
    kept = [message for domain in translations.domains() for message in domain.kept(ZH) if message.id]
    return [form for message in kept for form in translations._forms(message.string)]


def test_chinese_is_punctuated_in_full_width():
    assert [text for text in chinese() if re.search(rf"{CJK}[,;:!?]|{CJK}\.(?!\w)|[,;!?]{CJK}", text)] == []


def test_chinese_speaks_to_people_politely():
    assert [text for text in chinese() if "你" in text] == []


def test_what_plugins_declare_is_translated(kit, program):
    shipped = {domain.name for domain in translations.domains()}
    with kit.acting(program.person("admin")):
        entities = [entity for entity in kit.portal.registry if entity.plugin in shipped]
    labels = {text for entity in entities for text in (entity.label, entity.plural, entity.menu) if text}
    fields = {field.metadata["label"] for entity in entities for field in entity.schema().fields.values() if field.metadata.get("label")}
    known = {message.id for domain in translations.domains() for message in domain.kept(ZH)}
    assert (labels | fields) - known == set()


@pytest.fixture
def domain(tmp_path: Path, monkeypatch) -> Domain:
    """A domain with one source file that says hello to somebody."""
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.py").write_text('_("Hello %(name)s", name=x)\n')
    (source / "page.html").write_text('{{ ngettext("%(n)s row", "%(n)s rows", n) }}')
    return Domain("fake", (source,), tmp_path / "locale")


def problems(domain: Domain, *messages: tuple[object, object], flags: tuple[str, ...] = ()) -> list[str]:
    catalog = Catalog(locale=ZH, fuzzy=False)
    for text, translation in messages:
        catalog.add(text, translation, flags=flags)
    domain.file(ZH).parent.mkdir(parents=True)
    with domain.file(ZH).open("wb") as stream:
        write_po(stream, catalog)
    return [found.split(": ", 2)[1] for found in translations._problems(domain, domain.texts(), ZH)]


HELLO, ROWS = ("Hello %(name)s", "%(name)s，您好"), (("%(n)s row", "%(n)s rows"), ("%(n)s 行",))


def test_a_whole_catalogue_has_no_problem(domain):
    assert problems(domain, HELLO, ROWS) == []


def test_a_missing_text_is_found(domain):
    assert problems(domain, HELLO) == ["not translated"]


def test_an_empty_translation_is_found(domain):
    assert problems(domain, ("Hello %(name)s", ""), ROWS) == ["not translated"]


def test_a_text_nobody_uses_is_found(domain):
    assert problems(domain, HELLO, ROWS, ("Goodbye", "再见")) == ["no longer used"]


def test_a_fuzzy_translation_is_found(domain):
    assert problems(domain, HELLO, ROWS, flags=("fuzzy",)) == ["fuzzy", "fuzzy"]


@pytest.mark.parametrize("translation", ["%(nmae)s，您好", "您好", "%(name)s，%(name)s {x}"])
def test_other_placeholders_are_found(domain, translation):
    assert problems(domain, ("Hello %(name)s", translation), ROWS) == ["other placeholders"]


def test_texts_are_found_where_they_are_translated_only(tmp_path, monkeypatch):
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    (tmp_path / "a.py").write_text(
        'N_("One"); _("Two" if x else "Three"); raise Denied("Four", code="five"); print("Six"); _(names["seven"])'
    )
    found = Domain("fake", (tmp_path,), tmp_path)
    assert {message.id for message in found.texts() if message.id} == {"One", "Two", "Three", "Four"}
