"""What a row of each noun means to an import."""

from admin_app.importing.base import Spec
from admin_app.importing.specs import both, companies, contacts, equipment
from models.enums import ImportNoun

SPECS: dict[ImportNoun, Spec] = {
    ImportNoun.COMPANIES: companies.SPEC,
    ImportNoun.CONTACTS: contacts.SPEC,
    ImportNoun.BOTH: both.SPEC,
    ImportNoun.EQUIPMENT: equipment.SPEC,
}
