"""The four languages that demo data are made in."""

from admin_app.services.processes.demo.voices.en import ENGLISH
from admin_app.services.processes.demo.voices.pl import POLISH
from admin_app.services.processes.demo.voices.ru import RUSSIAN
from admin_app.services.processes.demo.voices.uk import UKRAINIAN
from admin_app.services.processes.demo.voices.voice import City, Form, Voice

VOICES = (RUSSIAN, UKRAINIAN, POLISH, ENGLISH)

__all__ = ["VOICES", "City", "Form", "Voice"]
