"""Values of custom fields: typed text to stored value and back."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin_app.messages import MESSAGES
from admin_app.services.shared import masks
from admin_app.services.shared.custom_values import read_value, text_of
from admin_app.services.shared.values import ValueProblem
from models import Choice, ChoiceList, CustomField
from models.enums import FieldKind, FieldNoun

WARSAW = ZoneInfo("Europe/Warsaw")


def field(kind: str, choices=(), **options) -> CustomField:
    made = CustomField(noun=FieldNoun.CONTACT, key="x", kind=FieldKind(kind), options=options)
    made.labels = {}
    if choices:
        made.choice_list = ChoiceList(
            name="List",
            choices=[
                Choice(key=key, labels=labels, position=place)
                for place, (key, labels) in enumerate(choices)
            ],
        )
    return made


COLOURS = (
    ("red", {"en": "Red", "pl": "Czerwony", "ru": "Красный"}),
    ("green", {"en": "Green", "pl": "Zielony"}),
    ("both", {"en": "Red; green"}),
)


@pytest.mark.parametrize(
    ("made", "typed", "stored"),
    [
        (field("text"), "  two   words ", "two words"),
        (field("long_text"), "a\r\nb", "a\nb"),
        (field("number"), "1 200", 1200),
        (field("number"), "12.0", 12),
        (field("number", decimals=2), "1 200,50", 1200.5),
        (field("number", decimals=2), "1.234,5", 1234.5),
        (field("number", decimals=2), "1,234.5", 1234.5),
        (field("number", decimals=3), "1,234", 1.234),
        (field("number", unit="kg"), "−5 KG", -5),
        (field("number"), "1.234.567", 1234567),
        (field("date"), "23.04.2026", "2026-04-23"),
        (field("date"), "2026-04-23 00:00:00", "2026-04-23"),
        (field("moment"), "2026-04-23T14:30", "2026-04-23T14:30Z"),
        (field("moment"), "2026-04-23T14:30+02:00", "2026-04-23T12:30Z"),
        (field("moment"), "23.04.2026 14:30:59", "2026-04-23T14:30Z"),
        (field("flag"), "да", True),
        (field("flag"), "0", False),
        (field("choice", COLOURS), "czerwony", "red"),
        (field("choice", COLOURS), "RED", "red"),
        (field("choices", COLOURS), "Green; Красный", ["red", "green"]),
        (field("choices", COLOURS), ["green"], ["green"]),
        (field("phone"), "067 123 45 67", "+380671234567"),
        (field("email"), "Ann@Example.com", "ann@example.com"),
        (field("url"), "example.com/x", "https://example.com/x"),
        (field("mask", mask="##-###"), "00950", "00-950"),
        (field("mask", mask="aaa ######"), "ABC123456", "ABC 123456"),
        (field("mask", mask="## $", currency="zł"), "12", "12 zł"),
        (field("mask", mask="## $", currency="zł"), "12 ZŁ", "12 zł"),
    ],
)
def test_what_is_typed_is_stored_and_reads_back(made, typed, stored):
    assert read_value(made, typed, "UA") == stored
    assert type(read_value(made, typed, "UA")) is type(stored)
    for language in ("en", "ru", "pl"):
        told = text_of(made, stored, language)
        for region in ("UA", "GB"):
            assert read_value(made, told, region) == stored
    assert text_of(made, read_value(made, "", "UA"), "en") == ""


@pytest.mark.parametrize(
    ("made", "typed", "code"),
    [
        (field("text"), "x" * 501, "too_long"),
        (field("number"), "twelve", "number_wrong"),
        (field("number"), "1e5", "number_wrong"),
        (field("number"), "nan", "number_wrong"),
        (field("number"), "1.5", "number_whole"),
        (field("number", decimals=1), "1.25", "number_decimals"),
        (field("number"), "1" * 16, "number_long"),
        (field("number", minimum=5), "4", "number_small"),
        (field("number", maximum=5), "6", "number_large"),
        (field("date"), "2026-02-30", "day_wrong"),
        (field("date"), "23.04", "day_wrong"),
        (field("moment"), "2026-04-23 25:00", "moment_wrong"),
        (field("moment"), "9999-12-31 23:59-12:00", "moment_wrong"),
        (field("flag"), "perhaps", "flag_wrong"),
        (field("choice", COLOURS), "blue", "choice_wrong"),
        (field("choices", COLOURS), "red; blue", "choice_wrong"),
        (field("phone"), "1", "phone_wrong"),
        (field("email"), "ann@", "email_wrong"),
        (field("url"), "javascript:alert(1)", "site_wrong"),
        (field("mask", mask="##-###"), "0-950", "mask_wrong"),
        (field("mask", mask="##-###"), "00-95a", "mask_wrong"),
        (field("mask", mask="##-###"), "00-9500", "mask_wrong"),
    ],
)
def test_a_wrong_text_is_refused_with_a_message(made, typed, code):
    with pytest.raises(ValueProblem) as caught:
        read_value(made, typed, "UA")
    assert caught.value.code == code
    assert MESSAGES[code] % caught.value.params


def test_a_moment_is_typed_in_the_zone_of_the_person():
    made = field("moment")
    assert read_value(made, "2026-07-01T14:30", "PL", WARSAW) == "2026-07-01T12:30Z"
    assert text_of(made, "2026-07-01T12:30Z", "pl", WARSAW) == "2026-07-01 14:30"
    assert text_of(made, "2026-07-01T12:30Z", "pl") == "2026-07-01 12:30Z"


def test_a_retired_choice_is_still_read_and_a_label_in_use_wins():
    made = field("choice", [("old", {"en": "Gold"}), ("new", {"en": "Gold"})])
    made.choice_list.choices[0].retired_at = object()
    assert read_value(made, "gold", "GB") == "new"
    assert read_value(made, text_of(made, "old", "en"), "GB") == "old"


@pytest.mark.parametrize(
    ("mask", "typed", "written"),
    [
        ("+48 ### ### ###", "600100200", "+48 600 100 200"),
        ("+48 ### ### ###", "48600100200", "+48 600 100 200"),
        ("+48 ### ### ###", "+48 ", ""),
        ("K-##", "k7", None),
        ("K-##", "k77", "K-77"),
        (r"\a##", "12", "a12"),
        ("1111111111####", "1" * 30, None),
        ("aa", "Яж", "Яж"),
        ("##", "٣٤", None),
    ],
)
def test_a_mask_fills_in_what_always_stands_there(mask, typed, written):
    assert masks.fit(mask, typed) == written


def test_a_mask_asks_for_something():
    assert masks.is_mask("##")
    assert not masks.is_mask(r"K-\a")


SIGNS = st.text("#a$\\-. /K1zł+48", max_size=12)


@given(mask=SIGNS, typed=st.text("0123abcŁж -./K+€", max_size=16))
def test_what_fits_a_mask_fits_it_again_unchanged(mask, typed):
    written = masks.fit(mask, typed, "€")
    if written:
        assert masks.fit(mask, written, "€") in (written, "")
        assert len(written) == len(masks.slots_of(mask, "€"))


@given(
    value=st.decimals(-(10**8), 10**8, places=6, allow_nan=False), language=st.sampled_from("er")
)
def test_any_number_reads_back(value, language):
    made = field("number", decimals=6)
    stored = read_value(made, str(value), "PL")
    for region in ("PL", "GB"):
        assert read_value(made, text_of(made, stored, language), region) == stored


@given(typed=st.text(max_size=30), kind=st.sampled_from(sorted(FieldKind)))
def test_no_text_breaks_the_reading(typed, kind):
    made = field(kind, COLOURS, mask="##-aa", decimals=2)
    try:
        stored = read_value(made, typed, "UA")
    except ValueProblem:
        return
    if stored not in (None, "", []):
        assert read_value(made, text_of(made, stored, "en"), "UA") == stored
