"""What holds for any facts, however odd, and how good the engine is on a seeded set."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from admin_app.duplicates import (
    CompanyFacts,
    ContactFacts,
    Frequency,
    compare,
    find_pairs,
    keys_of,
    prepare,
)
from admin_app.duplicates.letters import skeleton, words
from benchmarks.similar.generator import TUNING_SEEDS, generated
from benchmarks.similar.sets import worth

ODD = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["И.", "Иван", "Ваня", "петров", "ПЕТРОВА", "O'Brien", "Łódź-Żak", "ъ", "-", "+"]
    ),
)
LISTS = st.lists(
    st.one_of(ODD, st.sampled_from(["a@b.ru", "@", "+79161234567", "8 916 1234567", "1-1-1"])),
    max_size=3,
).map(tuple)
DATES = st.sampled_from(["", "1980-02-03", "1980-03-02", "--02-03", "0000-00-00", "x", "1980"])
CONTACTS = st.builds(
    ContactFacts,
    id=st.integers(1, 9),
    organisation=st.booleans(),
    first_name=ODD, middle_name=ODD, last_name=ODD, full_name=ODD,
    emails=LISTS, phones=LISTS, messengers=LISTS,
    birth_date=DATES, company_id=st.none() | st.integers(1, 3), company_name=ODD,
    address=ODD, region=ODD, tax_numbers=LISTS,
)  # fmt: skip
COMPANIES = st.builds(
    CompanyFacts, id=st.integers(1, 9), name=ODD, tax_numbers=LISTS, emails=LISTS, phones=LISTS,
    domains=LISTS, address=ODD, region=ODD,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.tuples(CONTACTS, CONTACTS), st.tuples(COMPANIES, COMPANIES)))
def test_a_comparison_is_symmetric_and_never_fails(two: tuple[Any, Any]) -> None:
    one, other = two
    verdict = compare(one, other)
    assert 0 <= verdict.score <= 1
    assert verdict.score == compare(other, one).score
    assert verdict == compare(prepare(one), prepare(other), Frequency())


@settings(max_examples=100, deadline=None)
@given(st.one_of(CONTACTS, COMPANIES))
def test_keys_are_hashes_of_63_bits(facts: Any) -> None:
    keys = keys_of(facts)
    assert all(0 <= key < 1 << 63 for key in keys)
    assert keys == keys_of(prepare(facts))


@settings(max_examples=50, deadline=None)
@given(st.lists(CONTACTS, max_size=6, unique_by=lambda facts: facts.id))
def test_pairs_do_not_depend_on_the_order(rows: list[ContactFacts]) -> None:
    found = find_pairs(rows)
    assert found == find_pairs(rows[::-1])
    assert all(pair.a < pair.b for pair in found)


@given(st.text(max_size=20))
def test_a_skeleton_of_anything(text: str) -> None:
    for word in words(text):
        assert " " not in skeleton(word)


def test_keys_are_the_same_in_another_process() -> None:
    code = (
        "from admin_app.duplicates import *; print(sorted(keys_of(ContactFacts("
        "first_name='Иван', last_name='Петров', emails=('a@b.ru', 'c@d.ru'), address='Ленина 5'))))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ".", "PYTHONUTF8": "1"},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(told) == 1


def test_quality_on_a_seeded_set() -> None:
    labelled = generated(TUNING_SEEDS[0] + 100, 3000)
    found = worth(((pair.a, pair.b) for pair in find_pairs(labelled.contacts)), labelled.truth)
    assert len(labelled.truth) > 500
    assert found.f1 >= 0.93
    assert found.precision >= 0.95


def test_two_processes_find_what_one_finds() -> None:
    labelled = generated(TUNING_SEEDS[0] + 101, 4200)
    assert find_pairs(labelled.contacts, processes=2) == find_pairs(labelled.contacts)


def test_suggestions_for_one_card_are_quick() -> None:
    labelled = generated(TUNING_SEEDS[0] + 102, 300)
    facts, *others = labelled.contacts
    started = time.process_time()
    for other in others:
        compare(facts, other)
    assert time.process_time() - started < 0.2
