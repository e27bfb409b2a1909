"""Passwords: rules, hashes, and the same work for nobody as for somebody."""

import threading
import time

import pytest
from argon2 import extract_parameters

from admin_app.errors import Invalid
from admin_app.services import password


def code_of(text, **about):
    with pytest.raises(Invalid) as caught:
        password.check(text, **about)
    return caught.value.problems[0].code


class TestRules:
    @pytest.mark.parametrize("text", ["", "short", "123456789", "ж" * 9])
    def test_ten_characters_are_the_least(self, text):
        assert code_of(text) == "password_short"

    def test_endless_ones_are_refused(self):
        assert code_of("x1y" * 200) == "too_long"

    @pytest.mark.parametrize(
        "text",
        [
            "password123",
            "PASSWORD2024!",
            "qwertyuiop",
            "1234567890",
            "12345678910",
            "1qaz2wsx3edc",
            "йцукенгшщз",
            "йцукенгшщзх",
            "фівапролдж",
            "qwertzuiop",
            "пароль12345",
            "Україна2024",
            "haslo123456",
            "polska2012",
            "zaq12wsxcde3",
            "gfhjkmgfhjkm",
            "aaaaaaaaaaaa",
            "abababababab",
            "Agnieszka1985",
            "ghbdtnghbdtn",
            "trustno1trustno1",
        ],
    )
    def test_common_ones_are_refused(self, text):
        assert code_of(text) == "password_common"

    @pytest.mark.parametrize(
        "text", ["correct horse battery", "zimny poranek w górach", "8391742065938", "жук и крот 9"]
    )
    def test_long_and_uncommon_is_enough(self, text):
        password.check(text)

    @pytest.mark.parametrize(
        "text",
        [
            "Olena.Koval@Desk.example",
            "OlenaKoval1985",
            "koval_olena_77",
            "Олена Коваль",
            "desk12345!",
        ],
    )
    def test_the_owners_own_address_and_name_are_no_secret(self, text):
        about = ("olena.koval@desk.example", "Олена Коваль")
        assert code_of(text, about=about) == "password_common"

    def test_the_own_name_among_other_words_is_fine(self):
        password.check("olena counts 7 storks", about=("olena@desk.example", "Olena Koval"))

    def test_the_shipped_list_is_long_enough_for_our_length(self):
        known = password.common_passwords()
        assert sum(len(word) >= 8 for word in known) > 20_000
        assert sum(len(word) >= password.MIN_LENGTH for word in known) > 3_000
        assert known == {word.casefold() for word in known}

    def test_the_problem_stands_at_the_given_field(self):
        with pytest.raises(Invalid) as caught:
            password.check("x", field="new_password")
        assert caught.value.problems[0].field == "new_password"


class TestHash:
    def test_fits_the_password_and_no_other(self):
        kept = password.hash_password("correct horse")
        assert password.verify(kept, "correct horse")
        assert not password.verify(kept, "correct horsE")

    def test_is_argon2id_with_its_own_salt(self):
        first, second = password.hash_password("same"), password.hash_password("same")
        assert first.startswith("$argon2id$")
        assert first != second

    def test_one_spelling_of_composed_letters(self):
        assert password.verify(password.hash_password("hasło й"), "hasło й")

    @pytest.mark.parametrize("kept", ["", "nonsense", "$argon2id$broken"])
    def test_nothing_fits_what_is_no_hash(self, kept):
        assert not password.verify(kept, "")
        assert not password.verify(kept, "anything")

    def test_nobody_costs_as_much_as_somebody(self):
        assert extract_parameters(password.NOBODY) == extract_parameters(
            password.hash_password("x")
        )

    def test_a_missing_user_is_checked_against_that_hash(self, monkeypatch):
        seen = []
        monkeypatch.setattr(
            password, "_HASHER", type("Spy", (), {"verify": lambda _s, h, _p: seen.append(h)})()
        )
        assert not password.verify("", "typed")
        assert seen == [password.NOBODY]


def test_only_a_few_are_hashed_at_once(monkeypatch):
    now, most, lock = 0, 0, threading.Lock()

    class Slow:
        def hash(self, _text):
            nonlocal now, most
            with lock:
                now += 1
                most = max(most, now)
            time.sleep(0.02)
            with lock:
                now -= 1
            return "hash"

    monkeypatch.setattr(password, "_HASHER", Slow())
    threads = [threading.Thread(target=password.hash_password, args=("x",)) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == password.PARALLEL_HASHES
