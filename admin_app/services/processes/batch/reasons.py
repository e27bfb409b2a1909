"""Why a row of a batch was left as it is: codes, and their texts for after its name."""

from admin_app.i18n import N_

CHANGED_SINCE = "changed_since"
IN_TRASH = "in_trash"
GONE = "gone"
NOT_ALLOWED = "not_allowed"
DISMISSED = "dismissed_final"
COMPANY_GONE = "company_gone"
GROUP_GONE = "group_gone"
DOMAIN_TAKEN = "domain_taken"
LAST_ADMINISTRATOR = "last_administrator"
PARENT_GONE = "parent_gone"
OWN_PART = "own_part"

REASONS: dict[str, str] = {
    CHANGED_SINCE: N_("changed again since"),
    IN_TRASH: N_("in the trash"),
    GONE: N_("deleted for good"),
    NOT_ALLOWED: N_("you may not change it"),
    DISMISSED: N_("dismissed, which is final"),
    COMPANY_GONE: N_("its company was deleted"),
    GROUP_GONE: N_("its group was deleted"),
    DOMAIN_TAKEN: N_("its domain belongs to another company now"),
    LAST_ADMINISTRATOR: N_("the last active administrator"),
    PARENT_GONE: N_("what it was a part of is no longer there"),
    OWN_PART: N_("it would be a part of itself"),
    "person_name_required": N_("a person without a name"),
    "email_or_channel_required": N_("no way to be reached"),
    "name_required": N_("no name"),
}
