"""Pages lose the indentation of their templates and nothing else."""

from jinja2 import DictLoader, Environment

from views.compact import Unindented

SOURCE = "<p>\n    one\n\t{% if on %}\n      two{% endif %}\n    {{ text }}\n  three</p>"


def environment(name: str) -> Environment:
    return Environment(loader=DictLoader({name: SOURCE}), extensions=[Unindented], autoescape=True)


def test_indentation_of_a_page_is_left_out_and_words_stay_apart():
    text = "kept\n    as it is"
    page = environment("admin/page.html").get_template("admin/page.html")
    assert page.render(on=True, text=text) == f"<p>\none\n\ntwo\n{text}\nthree</p>"


def test_letters_keep_theirs():
    letter = environment("mail/welcome.txt").get_template("mail/welcome.txt")
    assert letter.render(on=False, text="").startswith("<p>\n    one\n\t")


def test_the_pages_of_the_panel_are_compact(client):
    page = client.get("/login").text
    assert "\n  " not in page
    assert "<form" in page
