"""The form of a saved view."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired

from admin_app.permissions import Actor
from admin_app.services import saved_view
from models import SavedView
from views.admin import labels


class ViewForm(FlaskForm):
    """The name of a view, who has it, and where it is found."""

    name = StringField(
        _l("Name"),
        [InputRequired(_l("Fill in this field."))],
        render_kw={"maxlength": saved_view.NAME_LENGTH, "autocomplete": "off"},
    )
    group_id = SelectField(_l("Who sees it"))
    in_menu = BooleanField(_l("Show in the side bar with the number of rows"))
    is_default = BooleanField(_l("Open the list with this view"))

    def offer_groups(self, noun: str, actor: Actor, view: SavedView | None = None) -> None:
        """Fill the groups that the view may be shared with; no choice where there is none."""
        groups = saved_view.groups_for(noun, actor)
        if view is not None and view.group is not None and view.group not in groups:
            groups.append(view.group)
        if not groups:
            del self.group_id
            return
        shared = [
            (str(group.id), _("Group %(name)s", name=labels.group_name(group))) for group in groups
        ]
        self.group_id.choices = [("", _("Only me")), *shared]


class NewViewForm(ViewForm):
    """A new view: also whether it has columns of its own."""

    own_columns = BooleanField(
        _l("Keep the columns as they are now"),
        description=_l("Off: each person sees the columns of their own choice."),
    )
