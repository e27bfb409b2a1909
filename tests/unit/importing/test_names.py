"""Whether two names can be one person's or one company's."""

import pytest

from admin_app.importing.names import companies_alike, forms_contradict, names_contradict


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Иванов Иван", "Иван Иванов"),
        ("Иванов Иван", "Иванов Иван Петрович"),
        ("Иванов И.", "Иванов Иван Петрович"),
        ("Иванов И.П.", "Иванов Иван"),
        ("Ковальчук Ольга", "Kovalchuk Olga"),
        ("Семёнов Пётр", "Семенов Петр"),
        ("Иванов Иван", "Иваноов Иван"),
        ("", "Иванов"),
    ],
)
def test_may_be_one_person(one, other):
    assert not names_contradict(one, other)
    assert not names_contradict(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Иванов Иван", "Иванова Анна"),
        ("Иванов Иван", "Петров Иван"),
        ("И.", "Петров"),
        ("Ким Анна", "Ли Олег"),
        ("Иванов И.", "Иванов Пётр"),
    ],
)
def test_are_two_people(one, other):
    assert names_contradict(one, other)
    assert names_contradict(other, one)


def test_companies():
    assert companies_alike("ООО «Ромашка»", "Ромашка")
    assert companies_alike("Romashka", "Ромашка")
    assert not companies_alike("Ромашка", "Вектор")
    assert forms_contradict("ООО «Ромашка»", "ЗАО Ромашка")
    assert not forms_contradict("ООО Ромашка", "Ромашка")
    assert not forms_contradict("ООО Ромашка", "Ромашка, ООО")
    assert not forms_contradict("Stokrotka Sp. z o.o.", "STOKROTKA SP Z O O")
