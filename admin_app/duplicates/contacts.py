"""Two contacts: what speaks for one person and what against."""

from __future__ import annotations

from admin_app.duplicates import agreement, names
from admin_app.duplicates.agreement import Evidence
from admin_app.duplicates.facts import Frequency
from admin_app.duplicates.names import Name, Part
from admin_app.duplicates.prepared import PreparedContact
from admin_app.duplicates.titles import titles_agree

_FIRST = (
    "first_same", "first_short", "", "first_piece", "first_typo", "first_typos", "first_initial",
    "first_missing", "first_near", "first_odd", "first_other",
)  # fmt: skip
_LAST = (
    "last_same", "", "last_sex", "last_piece", "last_typo", "last_typos", "last_initial",
    "last_missing", "", "", "last_other",
)  # fmt: skip
_GRADE = (6.0, 5.5, 5.0, 4.0, 4.0, 2.0, 1.5, 0.0, -3.0, -5.0, -5.0)
_HOPELESS = -7.9
_NAMED = frozenset([*_FIRST[: names.INITIAL], *_LAST[: names.INITIAL]])


def evidence(a: PreparedContact, b: PreparedContact, frequency: Frequency) -> Evidence:
    """Everything that speaks for or against one person behind both."""
    found: Evidence = [("start", 1.0)]
    if a.title or b.title:
        if not (a.title and b.title):
            return [("start", 1.0), ("first_other", 1.0), ("last_other", 1.0)]
        _titles(found, a, b, frequency)
    elif not _names(found, a, b, frequency):
        return found
    named = found[1][0] in _NAMED and found[2][0] in _NAMED if len(found) > 2 else False
    agreement.phones(found, a, b, frequency, named=named)
    agreement.emails(found, a, b, frequency, named=named)
    if a.messengers and b.messengers:
        shared = not a.messengers.isdisjoint(b.messengers)
        found.append(("messenger_same" if shared else "messenger_other", 1.0))
    if a.birth and b.birth:
        agreement.births(found, a.birth, b.birth)
    _companies(found, a, b)
    if a.address and b.address:
        agreement.addresses(found, a.address, b.address)
    if a.tax_numbers and b.tax_numbers:
        found.append((agreement.tax_numbers(a.tax_numbers, b.tax_numbers), 1.0))
    return _known_apart(found)


def _known_apart(found: Evidence) -> Evidence:
    """Weigh together what is not independent.

    A tax number with a birth date or an address is one person's whatever the names; a given name
    with a birth date in one place that of somebody who married. Two of one name and address who are
    not a generation apart are one with a wrong birth date. How frequent a name is matters little
    where something else tells namesakes apart.
    """
    codes = {code for code, _times in found}
    if "tax_same" in codes and codes & _WITH_TAX_NUMBER:
        found.append(("identity", 1.0))
    if codes >= _BORN_ALIKE and codes & _FIRST_AGREES and codes & _ONE_PLACE:
        found.append(("renamed", 1.0))
    less = {"name_shared": 0.3} if codes & _TELLS_APART else {}
    if codes >= _ONE_HOME and codes & _FIRST_AGREES and codes & _LAST_AGREES:
        less["birth_other_year"] = 0.25
    return [(code, times * less.get(code, 1.0)) for code, times in found] if less else found


_WITH_TAX_NUMBER = frozenset(("birth_same", "address_same", "address_near"))
_BORN_ALIKE = frozenset(("birth_same", "last_other"))
_ONE_HOME = frozenset(("birth_other_year", "address_same"))
_FIRST_AGREES = frozenset(("first_same", "first_short", "first_typo"))
_LAST_AGREES = frozenset(("last_same", "last_typo"))
_ONE_PLACE = frozenset(("address_same", "address_near", "phone_same", "email_same"))
_TELLS_APART = frozenset(("birth_same", "tax_same", "messenger_same"))


def _titles(found: Evidence, a: PreparedContact, b: PreparedContact, frequency: Frequency) -> None:
    if a.title and b.title:
        code = titles_agree(a.title, b.title)
        found.append((_TITLE_AS_NAME[code], 1.0))
        if code == "title_same":
            found.append(("last_same", 1.0))
            agreement.shared(found, "name_shared", frequency.of(a.name_key))


_TITLE_AS_NAME = {
    "title_same": "first_same", "title_typo": "first_typo", "title_near": "first_typos",
    "title_part": "first_initial", "title_other": "first_other", "title_missing": "first_missing",
}  # fmt: skip


def _names(found: Evidence, a: PreparedContact, b: PreparedContact, frequency: Frequency) -> bool:
    """Compare names; False where nothing else can outweigh them."""
    one, two = a.name, b.name
    if not (one.first or one.last) or not (two.first or two.last):
        found.append(("nameless", 1.0))
        return True
    first, last = names.first_names(one.first, two.first), names.last_names(one.last, two.last)
    if first > names.SHORT or last > names.SHORT:
        straight, (first, last) = (first, last), _best_order(one, two, first, last)
        found += [(_FIRST[first], 1.0), (_LAST[last], 1.0)]
        if straight != (first, last):
            found.append(("swapped", 1.0))
    else:
        found += [(_FIRST[first], 1.0), (_LAST[last], 1.0)]
    if first >= names.NEAR and last == names.OTHER:
        return not a.tax_numbers.isdisjoint(b.tax_numbers) or bool(a.birth and a.birth == b.birth)
    middle = names.middle_names(one.middle, two.middle)
    if middle != names.MISSING:
        found.append((_MIDDLE.get(middle, "middle_typo"), 1.0))
    if last == names.SEX and one.sex and two.sex and one.sex != two.sex:
        found.append(("sex_other", 1.0))
    if _agrees(first, last):
        agreement.shared(
            found, "name_shared", min(frequency.of(a.name_key), frequency.of(b.name_key))
        )
    return True


def _agrees(first: int, last: int) -> bool:
    """Whether both names are there and agree."""
    return first < names.INITIAL and last < names.INITIAL


_MIDDLE = {
    names.SAME: "middle_same", names.INITIAL: "middle_initial", names.OTHER: "middle_other",
}  # fmt: skip


def _best_order(one: Name, two: Name, first: int, last: int) -> tuple[int, int]:
    """The levels, or those with first and last name changed round if they agree better."""
    crossed = _best(one.first, two.last), _best(one.last, two.first)
    straight, across = (sum(_GRADE[level] for level in pair) for pair in ((first, last), crossed))
    if across > straight and (names.OTHER not in crossed or straight < _HOPELESS):
        last, first = sorted(crossed)  # the same from both sides
        if last == names.SHORT:
            return last, first if first != names.SHORT else names.SAME
        return min(first, names.ODD), last
    return first, last


def _best(a: Part | None, b: Part | None) -> int:
    level = names.first_names(a, b)
    return level if level not in {names.NEAR, names.ODD} else names.OTHER


def _companies(found: Evidence, a: PreparedContact, b: PreparedContact) -> None:
    if a.facts.company_id is not None and a.facts.company_id == b.facts.company_id:
        found.append(("company_same", 1.0))
    elif a.company and b.company:
        code = titles_agree(a.company, b.company)
        same = code in {"title_same", "title_typo", "title_near"}
        found.append(("company_same" if same else "company_other", 1.0))
