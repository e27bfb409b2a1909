"""The quick reading of phones gives the answers of the library, always."""

import phonenumbers
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from admin_app.services.shared import phones
from admin_app.services.shared.phones import quick_phone_key
from models.normalize import phone_key

REGIONS = st.sampled_from(["RU", "UA", "PL", "GB", "KZ", "US", "DE", "IT", "HU"])
SIGNS = st.sampled_from(["", " ", "-", ".", "(", ")"])


@st.composite
def numbers(draw):
    start = draw(
        st.sampled_from(
            ["+7", "+7 8", "+380", "+3800", "+48", "+44", "+1", "+49", "+39", "+36", "8", "0", "00",
             "810", "7", "380", "48", "06", "", "+77", "+375", "+3752", "+998", "80", "88", "+"]
        )
    )  # fmt: skip
    digits = draw(st.text("0123456789", min_size=4, max_size=11))
    return start + "".join(digit + draw(SIGNS) for digit in digits).strip()


@st.composite
def real_numbers(draw):
    region = draw(REGIONS)
    kind = draw(st.sampled_from([0, 1, 3]))
    number = phonenumbers.example_number_for_type(region, kind) or phonenumbers.example_number(
        region
    )
    style = draw(st.sampled_from([0, 1, 2]))
    text = phonenumbers.format_number(number, style)
    cut = draw(st.integers(0, 2))
    return text[: len(text) - cut] + draw(st.text("0123456789", max_size=2))


@settings(max_examples=3000, deadline=None)
@given(numbers() | real_numbers(), REGIONS)
@example("8 800 555 35 35", "RU")
@example("+7 8 912 345 67 89", "RU")
@example("8 10 380 67 123 45 67", "RU")
@example("+390612345678", "IT")
@example("+44 1534 123456", "GB")
@example("0 0 48 512 345 678", "UA")
@example("+06042000000-", "UA")
def test_same_as_the_library(text, region):
    phone_key.cache_clear()
    assert quick_phone_key(text.strip(), region) == phone_key(text.strip(), region)


@pytest.mark.parametrize(
    ("text", "region"),
    [("+7 912 345-67-89", "GB"), ("8 (912) 345-67-89", "RU"), ("+380 67 123 45 67", "RU"),
     ("067 123-45-67", "UA"), ("+48 512 345 678", "RU")],
)  # fmt: skip
def test_ordinary_numbers_take_the_quick_way(text, region, monkeypatch):
    monkeypatch.setattr(phones, "phone_key", lambda *_: pytest.fail("the long way"))
    assert quick_phone_key(text, region).startswith("+")


@pytest.mark.parametrize(
    ("text", "same"),
    [("+380 000 000 000", "+380 000 000 000"), ("+48  012345678", "+48 012345678"),
     ("+1 1234567890", "+1 1234567890"), ("+7 727 250 12 34", "+77272501234")],
)  # fmt: skip
def test_numbers_of_nobody_and_of_neighbours_take_the_quick_way(text, same, monkeypatch):
    assert phone_key(text, "GB") == same
    monkeypatch.setattr(phones, "phone_key", lambda *_: pytest.fail("the long way"))
    assert quick_phone_key(text, "GB") == same
