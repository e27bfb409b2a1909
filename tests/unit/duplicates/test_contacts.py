"""Whom the engine takes for one person, and whom not."""

from __future__ import annotations

from typing import Any

import pytest

from admin_app.duplicates import (
    DEFAULT_THRESHOLD,
    REASONS,
    ContactFacts,
    Frequency,
    compare,
    find_pairs,
    keys_of,
    prepare,
)
from admin_app.duplicates.prepared import email_key, phone_key


def person(name: str = "", **known: Any) -> ContactFacts:
    """“First Last” or “First Middle Last”, and what else is known."""
    parts = name.split()
    first, *middle, last = parts if len(parts) > 1 else (name, "")
    return ContactFacts(first_name=first, middle_name=" ".join(middle), last_name=last, **known)


PHONE = {"phones": ("+79161234567",)}
MAIL = {"emails": ("ivan.petrov@mail.ru",)}

ONE_PERSON = [
    (person("Иван Петров", **PHONE), person("Иван Петров", **PHONE)),
    (person("Иван Петров", **PHONE), person("Петров Иван", **PHONE)),
    (person("Иван Сергеевич Петров", **PHONE), person("Иван Петров", **PHONE)),
    (person("Иван Петров", **PHONE), person("Ваня Петров", **PHONE)),
    (person("Иван Петров", **PHONE), person("И. Петров", **PHONE)),
    (person("Иван Петров", **PHONE), person("Иван Питров", **PHONE)),
    (person("Иван Петров", **PHONE), person("Ivan Petrov", **PHONE)),
    (person("Иван Петров", **PHONE), person("Иван", **PHONE, **MAIL)),
    (person("Пётр Соловьёв", **PHONE), person("Петр Соловьев", **PHONE)),
    (person("Пётр Соловьёв", **PHONE), person("Pyotr Solovyov", **PHONE)),
    (person("Пётр Соловьёв", **PHONE), person("Piotr Sołowjow", **PHONE)),
    (person("Сергій Щербак", **PHONE), person("Serhii Shcherbak", **PHONE)),
    (person("Сергій Щербак", **PHONE), person("Сергей Щербак", **PHONE)),
    (person("Юлія Ющенко", **PHONE), person("Yuliia Yushchenko", **PHONE)),
    (person("Юлія Ющенко", **PHONE), person("Julija Juszczenko", **PHONE)),
    (person("Cергей Сидopoв", **PHONE), person("Сергей Сидоров", **PHONE)),
    (person("Małgorzata Wójcik", **PHONE), person("Gosia Wojcik", **PHONE)),
    (person("Michał Żak", **PHONE), person("Михал Жак", **PHONE)),
    (person("Robert Smith", **PHONE), person("Bob Smith", **PHONE)),
    (person("Анна Ковальская", **PHONE), person("Anna Kowalska", **PHONE)),
    (person("Анна Белова", **PHONE), person("Анна Белова-Лис", **PHONE)),
    (person("Иван Петров", **MAIL), person("Иван Петров", emails=("IVAN.PETROV@Mail.ru",))),
    (person("Иван Петров", **MAIL), person("Иван Петров", emails=("ivan.petrov+a@mail.ru",))),
    (
        person("Иван Петров", emails=("ipetrov@gmail.com",)),
        person("Петров И.", emails=("i.petrov@googlemail.com",)),
    ),
    (
        person("Иван Петров", emails=("ivan.petrov@mail.ru",), company_name="ООО «Ромашка»"),
        person("Иван Петров", emails=("ivan.pertov@mail.ru",), company_name="Ромашка"),
    ),
    (
        person("Иван Петров", messengers=("@ivanp",)),
        person("Ivan Petrov", messengers=("t.me/IvanP",)),
    ),
    (
        person("Иван Петров", birth_date="1980-03-04"),
        person("Ivan Petrov", birth_date="1980-03-04"),
    ),
    (
        person("Иван Петров", birth_date="1980-03-04", **PHONE),
        person("Иван Петров", birth_date="1980-04-03", **PHONE),
    ),
    (
        person("Иван Петров", birth_date="--03-04", **PHONE),
        person("Иван Петров", birth_date="1980-03-04", **PHONE),
    ),
    (
        person("Иван Петров", address="ул. Ленина, д. 5, кв. 7, Москва"),
        person("Иван Петров", address="Москва, Ленина 5-7"),
    ),
    (person("", **MAIL), person("Иван Петров", **MAIL)),
    (
        person("Анна Белова", birth_date="1980-03-04", **PHONE),
        person("Анна Лис", birth_date="1980-03-04", **PHONE),
    ),
    (
        person("Иван Петров", tax_numbers=("7707083893",)),
        person("Ivan Petrov", tax_numbers=("7707 083893",)),
    ),
    (
        ContactFacts(full_name="Петров Иван Сергеевич", **PHONE),
        person("Иван Сергеевич Петров", **PHONE),
    ),
    (
        ContactFacts(organisation=True, full_name="ООО «Ромашка»", phones=("+74951234567",)),
        ContactFacts(organisation=True, full_name="Romashka LLC", phones=("84951234567",)),
    ),
]

TWO_PERSONS = [
    # relatives: one name, phone, home, mailbox
    (person("Иван Петров", **PHONE), person("Мария Петрова", **PHONE)),
    (person("Иван Петров", **PHONE, **MAIL), person("Мария Петрова", **PHONE, **MAIL)),
    (
        person("Иван Петров", **PHONE, address="Москва, Ленина 5-7"),
        person("Олег Петров", **PHONE, address="Москва, Ленина 5-7"),
    ),
    (
        person("Марина Белова", birth_date="2001-05-06", **PHONE),
        person("Карина Белова", birth_date="2001-05-06", **PHONE),
    ),
    (person("И. Петров", **PHONE), person("Н. Петрова", **PHONE)),
    # father and son
    (
        person("Иван Петров", birth_date="1960-01-02", **PHONE),
        person("Иван Петров", birth_date="1990-05-06", **PHONE),
    ),
    (
        person("Иван Сергеевич Петров", **PHONE),
        person("Иван Иванович Петров", **PHONE),
    ),
    # colleagues: one phone, mailbox, company
    (
        person("Иван Петров", **PHONE, company_name="ООО Ромашка"),
        person("Олег Сидоров", **PHONE, company_name="ООО Ромашка"),
    ),
    (
        person("Анна Петрова", emails=("info@romashka.ru",), company_name="Ромашка"),
        person("Анна Сидорова", emails=("info@romashka.ru",), company_name="Ромашка"),
    ),
    (
        person("Анна Петрова", emails=("support@romashka.ru",), **PHONE),
        person("Ольга Белова", emails=("support@romashka.ru",), **PHONE),
    ),
    # namesakes
    (
        person("Иван Петров", **PHONE, company_name="Ромашка"),
        person("Иван Петров", phones=("+79217654321",), company_name="Василёк"),
    ),
    (
        person("Иван Петров", emails=("a@mail.ru",)),
        person("Иван Петров", emails=("zzz@gmail.com",)),
    ),
    (person("Иван Петров"), person("Иван Петров")),
    (person("Иван Петров", address="Москва"), person("Олег Орлов", address="Москва")),
    (person("", emails=("info@romashka.ru",)), person("Анна Белова", emails=("info@romashka.ru",))),
    (ContactFacts(organisation=True, full_name="Петров", **PHONE), person("Иван Петров", **PHONE)),
    (person(), person()),
]


@pytest.mark.parametrize(("one", "two"), ONE_PERSON)
def test_one_person(one: ContactFacts, two: ContactFacts) -> None:
    verdict = compare(one, two)
    assert verdict.score >= DEFAULT_THRESHOLD
    assert compare(two, one).score == verdict.score
    assert keys_of(one) & keys_of(two), "they never meet"
    assert verdict.reasons[0].weight > 0


@pytest.mark.parametrize(("one", "two"), TWO_PERSONS)
def test_two_persons(one: ContactFacts, two: ContactFacts) -> None:
    verdict = compare(one, two)
    assert verdict.score < DEFAULT_THRESHOLD
    assert compare(two, one).score == verdict.score


@pytest.mark.parametrize(
    "written",
    ["8 (916) 123-45-67", "89161234567", "79161234567", "+7-916-123-45-67", "0079161234567",
     "916 123 45 67", "79161234567.0"],
)  # fmt: skip
def test_writings_of_a_phone_meet(written: str) -> None:
    stored, typed = person("Иван Петров", **PHONE), person("Иван Петров", phones=(written,))
    assert phone_key("161234567") in keys_of(stored) & keys_of(typed)
    assert "phone" in {reason.code for reason in compare(stored, typed).reasons}


def test_a_frequent_phone_says_less() -> None:
    one, two = person("И. Петров", **PHONE), person("Иван Петров", **PHONE)
    office = Frequency({phone_key("161234567"): 40})
    assert compare(one, two).score > 0.8 > compare(one, two, office).score


def test_a_frequent_name_says_less() -> None:
    known = {"company_name": "Ромашка"}
    one, two = person("Иван Петров", **known), person("Иван Петров", **known)
    many = Frequency({prepare(one).name_key: 60})
    assert compare(one, two).score > compare(one, two, many).score < 0.1


def test_a_mailbox_of_many_says_less_than_a_persons() -> None:
    shared = Frequency({email_key("ivan.petrov@mail.ru"): 30})
    one, two = person("", **MAIL), person("Иван Петров", **MAIL)
    assert compare(one, two).score > DEFAULT_THRESHOLD > compare(one, two, shared).score


def test_reasons_name_what_is_shared_and_what_differs() -> None:
    one = person("Александр Щербаков", birth_date="1980-01-02", **PHONE)
    two = person("Саша Щербаков", birth_date="1999-12-31", phones=("8 916 1234567",))
    told = {reason.code: reason for reason in compare(one, two).reasons}
    assert told["phone"].value in {"+79161234567", "8 916 1234567"}
    assert told["birth_date_differs"].value == "1980-01-02 – 1999-12-31"
    assert told["birth_date_differs"].weight < 0 < told["name_short"].weight
    assert told.keys() <= set(REASONS)


def test_reasons_are_the_same_from_both_sides() -> None:
    for one, two in ONE_PERSON + TWO_PERSONS:
        assert compare(one, two).reasons == compare(two, one).reasons


def test_pairs_of_a_list() -> None:
    rows = [
        ContactFacts(id=9, first_name="Иван", last_name="Петров", **PHONE),
        ContactFacts(id=4, first_name="Ivan", last_name="Petrov", **PHONE),
        ContactFacts(id=5, first_name="Мария", last_name="Петрова", **PHONE),
    ]
    (pair,) = find_pairs(rows)
    assert (pair.a, pair.b) == (4, 9)
    assert pair.reasons
    assert find_pairs(iter(rows), 1.1) == []


def test_keys_are_few_and_stay_as_they_are() -> None:
    full = person(
        "Иван Сергеевич Петров",
        birth_date="1980-01-02",
        address="Москва, Ленина 5",
        **PHONE,
        **MAIL,
    )
    assert 5 < len(keys_of(full)) <= 10
    assert all(0 <= key < 1 << 63 for key in keys_of(full))
    assert phone_key("161234567") == 469942564473264305
    assert email_key("ivan.petrov@mail.ru") == 3095657729874192291
    assert keys_of(person("Иван Петров")) == {
        778560349922353353, 8127254795775316718, 8482492799575437110, 8567182463804199996,
    }  # fmt: skip


def test_the_name_is_not_taken_from_an_address_on_the_net() -> None:
    one = ContactFacts(full_name="ivan@mail.ru", emails=("ivan@mail.ru",))
    two = person("Олег Орлов", emails=("ivan@mail.ru",))
    assert "name_differs" not in {reason.code for reason in compare(one, two).reasons}
    assert compare(one, two).score > DEFAULT_THRESHOLD
