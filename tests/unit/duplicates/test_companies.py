"""Which companies the engine takes for one."""

from __future__ import annotations

from typing import Any

import pytest

from admin_app.duplicates import (
    DEFAULT_THRESHOLD,
    CompanyFacts,
    ContactFacts,
    compare,
    find_pairs,
    keys_of,
)


def firm(name: str, **known: Any) -> CompanyFacts:
    return CompanyFacts(name=name, **known)


ONE = [
    (firm("ООО «Ромашка»"), firm("Ромашка, ООО")),
    (firm("ООО «Ромашка»"), firm('Общество с ограниченной ответственностью "Ромашка"')),
    (firm("ООО «Ромашка»"), firm("Romashka LLC")),
    (firm("ТОВ «Світанок»"), firm("Svitanok")),
    (firm("Wisła Sp. z o.o."), firm("WISLA sp.z o.o.")),
    (firm("Spółka z ograniczoną odpowiedzialnością Wisła"), firm("Wisła sp. z o. o.")),
    (firm("Muller GmbH"), firm("Müller")),
    (firm("ФОП Петренко Іван"), firm("Петренко Іван ФОП")),
    (
        firm("Вектор", domains=("vektor.ru",)),
        firm("Вектор Плюс", domains=("https://www.vektor.ru/",), phones=("+74951234567",)),
    ),
    (firm("Северсталь", phones=("+74951234567",)), firm("Северстал", phones=("84951234567",))),
    (firm("Альфа", tax_numbers=("7707083893",)), firm("Альфа-Сервис", tax_numbers=("7707083893",))),
    (firm("Альфа", tax_numbers=("7707083893",)), firm("ООО Альфа", tax_numbers=("7707083893",))),
]
TWO = [
    (firm("Ромашка", tax_numbers=("7707083893",)), firm("Ромашка", tax_numbers=("5401122330",))),
    (firm("Вектор-1"), firm("Вектор-2")),
    (firm("Альфа", phones=("+74951234567",)), firm("Орион", phones=("+74951234567",))),
    (firm("Альфа", emails=("a@gmail.com",)), firm("Орион", emails=("b@gmail.com",))),
    (firm("Альфа", address="Москва, Ленина 5"), firm("Орион", address="Москва, Ленина 5")),
    (firm("ООО"), firm("ИП")),
    (firm(""), firm("")),
]


@pytest.mark.parametrize(("one", "two"), ONE)
def test_one_company(one: CompanyFacts, two: CompanyFacts) -> None:
    verdict = compare(one, two)
    assert verdict.score >= DEFAULT_THRESHOLD
    assert verdict == compare(two, one)
    assert keys_of(one) & keys_of(two), "they never meet"


@pytest.mark.parametrize(("one", "two"), TWO)
def test_two_companies(one: CompanyFacts, two: CompanyFacts) -> None:
    verdict = compare(one, two)
    assert verdict.score < DEFAULT_THRESHOLD
    assert verdict == compare(two, one)


def test_a_company_is_no_contact() -> None:
    known = {"phones": ("+74951234567",)}
    contact = ContactFacts(organisation=True, full_name="Ромашка", **known)
    assert compare(firm("Ромашка", **known), contact).score == 0
    assert compare(contact, firm("Ромашка", **known)).reasons == ()


def test_pairs_of_companies() -> None:
    rows = [
        CompanyFacts(id=1, name="ООО «Ромашка»", tax_numbers=("7707083893",)),
        CompanyFacts(id=2, name="Romashka", tax_numbers=("7707083893",)),
        CompanyFacts(id=3, name="Ромашка", tax_numbers=("5401122330",)),
    ]
    assert [(pair.a, pair.b) for pair in find_pairs(rows)] == [(1, 2)]
