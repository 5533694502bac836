import pytest

from plugins.matching.compare import compare
from plugins.matching.normalise import normalise
from plugins.matching.party import Party, Thresholds

HUAWEI, OTHER = "91440300708461136T", "914403001922038216"


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (Party("Acme", registration="HRB 1"), Party("Acme", registration="HRB 2"), "related"),
        (Party("Acme", registration="HRB 1"), Party("Zelmer", registration="HRB 2"), "different"),
        (Party("Acme", registration=HUAWEI), Party("Zelmer", registration=HUAWEI.lower()), "same"),
        (Party("Acme", registration=HUAWEI), Party("Acme", registration=OTHER), "related"),
        (Party("Acme", registration="DE 136 695 976"), Party("Zelmer", "DE", registration="136695976"), "same"),
        (Party("Acme", registration="HRB 12"), Party("Acme", registration=HUAWEI), "same"),
        (Party("Acme", domain="acme.example"), Party("Acme Europe", domain="www.acme.example"), "related"),
        (Party("华为技术有限公司", domain="huawei.com"), Party("华为技术有限公司上海分公司", domain="huawei.com"), "related"),
        (Party("IBM", domain="ibm.com"), Party("International Business Machines", domain="www.ibm.com"), "same"),
        (Party("Acme", domain="acme.example"), Party("Zelmer", domain="acme.example"), "possible"),
        (Party("华为技术有限公司", domain="huawei.com"), Party("Huawei Technologies", domain="huawei.com"), "same"),
        (Party("Acme", domain="info@gmail.com"), Party("Zelmer", domain="sales@gmail.com"), "different"),
        (Party("Acme", "DE"), Party("Acme", "FR"), "related"),
        (Party("Acme", "DE"), Party("ACME", "DE"), "same"),
        (Party("Acme", place="Berlin"), Party("Acme", place="München"), "related"),
        (Party("Great Bikes", domain="great.example"), Party("Great Bikes", domain="bikes.example"), "possible"),
        (Party("Quandtmeier", domain="q.example"), Party("Quandtmeier", domain="qm.example"), "same"),
        (Party("Acme Zelmer", phone="+49 30 1234567"), Party("Acme", phone="030 / 123 45 67"), "possible"),
        (Party("IBM", also=("International Business Machines",)), Party("International Business Machines Corp."), "same"),
        (Party("Google LLC", groups=frozenset({"alphabet"})), Party("Alphabet Inc.", groups=frozenset({"alphabet"})), "related"),
        (Party("Meta Platforms (formerly Facebook, Inc.)"), Party("Facebook"), "same"),
    ],
)
def test_what_is_known_beside_the_name_counts(judged, one, other, verdict):
    assert judged(one, other).verdict == verdict
    assert judged(other, one).verdict == verdict


def test_thresholds_are_the_callers():
    pair = normalise(Party("Deutsche Bahn")), normalise(Party("DB"))
    assert [compare(*pair, Thresholds(same, possible)).verdict for same, possible in ((0.7, 0.5), (0.9, 0.7), (0.9, 0.8))] == [
        "same",
        "possible",
        "different",
    ]


def test_a_relative_is_never_the_same_however_low_the_threshold():
    pair = normalise(Party("ABC Holdings")), normalise(Party("ABC Inc."))
    assert compare(*pair, Thresholds(0.1, 0.05)).verdict == "related"


def test_every_verdict_has_its_reasons(judged):
    match = judged(Party("Acme Ltd", "GB", "acme.example"), Party("ACME Limited", "GB", "acme.example"))
    assert [(reason.message, reason.effect) for reason in match.reasons] == [("Same name", "+"), ("Same web domain", "+")]


def test_a_reason_names_what_it_is_about(judged):
    reason = judged("Acme Trading", "Acme Logistics").reasons[0]
    assert reason.message % reason.params == "Same brand, but: trading, logistics"


@pytest.mark.parametrize(
    ("one", "other"), [("Zentra GmbH", "Zentro GmbH"), ("Novella Foods", "Novello Foods"), ("Hongda Ltd", "Tongda Ltd")]
)
def test_one_other_letter_in_a_short_brand_is_only_possibly_the_same(judged, one, other):
    assert judged(one, other).verdict != "same"


def test_a_second_field_settles_one_other_letter(judged):
    assert judged(Party("Zentra GmbH", domain="zentra.de"), Party("Zentro GmbH", domain="zentra.de")).verdict == "same"


@pytest.mark.parametrize(
    ("one", "other"), [("Siemens", "Simens"), ("Siemens", "Seimens"), ("Accenture", "Accentur"), ("Hartmann Zentra", "Hartmann Zentro")]
)
def test_what_a_hand_does_is_a_slip(judged, one, other):
    assert judged(one, other).verdict == "same"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Boeing Company", "Boring Company", False),
        ("Stryker Corp", "Striker Corp", False),
        ("Jensen Windows", "Jansen Windows", False),
        ("Universal Laundries", "Universal Foundries", False),
        ("Silverline Freight", "Silverlake Freight", False),
        ("Hudson Valley Cardiology", "Hudson Valley Caedology", True),
        ("Caribbean Cruise Supplies", "Carribean Cruise Supplies", True),
        ("Premier Healthcare Assoc.", "Premier Health Care Associates", True),
        ("大众汽车维修有限公司", "大发汽车维修有限公司", False),
        ("烟台蓬莱果业有限公司", "烟台蓬莱果业有限公可", True),
    ],
)
def test_what_people_know_tells_a_slip_from_another_name(judged, one, other, same):
    assert (judged(one, other).verdict == "same") is same
