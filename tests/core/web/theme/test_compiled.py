from jinja2 import DictLoader, Environment

from core.web.theme.compiled import SEAL, CompiledTemplates

KEY = "k" * 32


def page(folder, source="{{ name }}!", key=KEY):
    environment = Environment(loader=DictLoader({"page.html": source}), bytecode_cache=CompiledTemplates(folder, key), autoescape=True)
    return environment.get_template("page.html").render(name="Ada")


def compiles(monkeypatch):
    """Return a list that grows with every template that is compiled."""
    seen, generate = [], Environment._generate
    monkeypatch.setattr(
        Environment, "_generate", lambda self, source, *rest, **more: seen.append(source) or generate(self, source, *rest, **more)
    )
    return seen


def test_the_next_process_does_not_compile(tmp_path, monkeypatch):
    page(tmp_path / "kept")
    seen = compiles(monkeypatch)
    assert page(tmp_path / "kept") == "Ada!" and seen == []


def test_a_changed_template_is_compiled_anew(tmp_path):
    page(tmp_path)
    assert page(tmp_path, "{{ name }}?") == "Ada?"


def test_what_this_installation_did_not_write_is_not_run(tmp_path, monkeypatch):
    page(tmp_path)
    (file,) = tmp_path.iterdir()
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    seen = compiles(monkeypatch)
    assert page(tmp_path) == "Ada!" and len(seen) == 1


def test_what_another_key_sealed_is_not_run(tmp_path, monkeypatch):
    page(tmp_path, key="o" * 32)
    seen = compiles(monkeypatch)
    assert page(tmp_path) == "Ada!" and len(seen) == 1


def test_a_file_cut_short_is_not_run(tmp_path, monkeypatch):
    page(tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[: SEAL - 1])
    seen = compiles(monkeypatch)
    assert page(tmp_path) == "Ada!" and len(seen) == 1


def test_a_folder_that_cannot_be_written_is_no_matter(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert page(tmp_path / "file" / "below") == "Ada!"


def test_nobody_else_may_look_into_the_folder(tmp_path):
    page(tmp_path / "kept")
    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o700
