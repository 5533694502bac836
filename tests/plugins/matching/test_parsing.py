import pytest

from plugins.matching import chinese, latin
from plugins.matching.text import fold, is_chinese, pinyin

FORMS = """GmbH|GmbH & Co. KG|AG|KGaA|OHG|Ges.m.b.H.|Inc.|Incorporated|Corp.|LLC|L.L.C.|LLP|Ltd|Ltd.|Limited|PLC|Pty Ltd|Pte. Ltd.|Sdn. Bhd.|S.A.|S.A.S.|SARL
S.à r.l.|S.L.|S.L.U.|S.A. de C.V.|S. de R.L. de C.V.|Ltda.|S.p.A.|S.r.l.|B.V.|N.V.|BVBA|A/S|ApS|AB|ASA|Oy|Oyj|Sp. z o.o.|s.r.o.|a.s.|d.o.o.|Kft.|Zrt.|UAB|SIA|OÜ
AD|EOOD|K.K.|Co., Ltd.|Co. Ltd|PJSC|JSC|A.Ş.|Tbk|FZE|W.L.L.|SE|e.K.|eG""".replace("\n", "|").split("|")
CHINESE_FORMS = ("有限公司", "有限责任公司", "股份有限公司", "股份公司", "集团有限公司", "（有限合伙）", "有限公司", "總公司")


@pytest.mark.parametrize("form", FORMS)
def test_a_legal_form_is_left_out(form):
    assert latin.parse(fold(f"Quandtmeier {form}")).core == ("quandtmeier",)


@pytest.mark.parametrize(
    "name", ["PT Quandtmeier Tbk", "ООО Quandtmeier", "UAB Quandtmeier", "The Quandtmeier Company", "Quandtmeier GmbH, Berlin"]
)
def test_what_stands_around_a_name_is_left_out(name):
    assert latin.parse(fold(name)).core == ("quandtmeier",)


@pytest.mark.parametrize("form", CHINESE_FORMS)
def test_a_chinese_legal_form_is_left_out(form):
    parsed = chinese.parse(fold(f"深圳市云鼎科技{form}"))
    assert (parsed.places, parsed.brand, parsed.trade) == (("4403",), "云鼎", ("科技",))


@pytest.mark.parametrize(
    ("name", "branch"),
    [
        ("华为技术有限公司上海分公司", "上海分公司"),
        ("中国银行上海分行", "上海分行"),
        ("华为技术有限公司北京研究所", "北京研究所"),
        ("华为技术有限公司", ""),
    ],
)
def test_a_branch_is_set_apart(name, branch):
    assert chinese.parse(name).branch == branch


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("華為技術", "华为技术"),
        ("ＴＣＬ", "tcl"),
        ("Škoda", "skoda"),
        ("Газпром", "gazprom"),
        ("Łódź", "lodz"),
        ("Ørsted", "orsted"),
        ("Ελλάς", "ellas"),
    ],
)
def test_folding(one, other):
    assert fold(one) == other


@pytest.mark.parametrize(("text", "chinese"), [("华为", True), ("トヨタ", True), ("삼성", True), ("Müller", False), ("Газпром", False)])
def test_which_names_are_read_by_characters(text, chinese):
    assert is_chinese(fold(text)) is chinese


@pytest.mark.parametrize(
    ("text", "syllables"), [("华为", "hua wei "), ("重庆", "chong qing "), ("厦门", "xia men "), ("长安", "chang an ")]
)
def test_pinyin(text, syllables):
    assert pinyin(text) == syllables


@pytest.mark.parametrize(("one", "other"), [("第十二中学", "第12中学"), ("衡水二中", "衡水第二中"), ("第二十一小学", "第21小学")])
def test_numerals_of_schools(one, other):
    assert chinese.parse(one).core == chinese.parse(other).core
