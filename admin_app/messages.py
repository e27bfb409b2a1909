"""Texts of domain problems by their code, in English; the edge that shows one translates it."""

from admin_app.i18n import N_

MESSAGES: dict[str, str] = {
    "required": N_("Fill in this field."),
    "too_long": N_("Use at most %(limit)s characters."),
    "name_required": N_("Give a first name, a last name or a company."),
    "person_name_required": N_("Give a first or a last name."),
    "email_required": N_("Give an e-mail address."),
    "email_or_channel_required": N_("Give an e-mail address, a phone or a messenger."),
    "email_wrong": N_("“%(value)s” is not an e-mail address. Write it like name@example.com."),
    "phone_wrong": N_("“%(value)s” is not a phone number. Write it with the country code."),
    "date_wrong": N_("“%(value)s” is not a date. Write it like 1985-04-23, or 04-23 for no year."),
    "date_future": N_("A date of birth cannot be in the future."),
    "moment_wrong": N_("“%(value)s” is not a date and time. Write it like 2026-04-23 14:30."),
    "number_wrong": N_("“%(value)s” is not a number."),
    "number_whole": N_("“%(value)s” is not a whole number."),
    "number_decimals": N_("Use at most %(limit)s digits after the point."),
    "number_long": N_("Use at most %(limit)s digits."),
    "number_small": N_("%(value)s is too small. The least is %(limit)s."),
    "number_large": N_("%(value)s is too large. The most is %(limit)s."),
    "mask_wrong": N_(
        "“%(value)s” does not fit %(mask)s (# is a digit, a is a letter, the rest stands as it is)."
    ),
    "choice_wrong": N_("“%(value)s” is not one of: %(choices)s."),
    "flag_wrong": N_("“%(value)s” is neither yes nor no. Write 1 or 0."),
    "language_wrong": N_("“%(value)s” is not a language of Kontora: %(choices)s."),
    "time_zone_wrong": N_("“%(value)s” is not a time zone. Write it like Europe/Warsaw."),
    "site_wrong": N_("“%(value)s” is not a web address. Write it like https://example.com."),
    "domain_wrong": N_("“%(value)s” is not an e-mail domain. Write it like example.com."),
    "domain_public": N_("%(value)s is a public mail provider; it cannot belong to one company."),
    "domain_taken": N_("%(value)s already belongs to %(company)s."),
    "tax_id_wrong": N_("“%(value)s” is not a valid tax number (%(kinds)s)."),
    "telegram_wrong": N_("“%(value)s” is not a Telegram account. Write it like @name."),
    "company_unknown": N_("There is no company named “%(value)s”."),
    "company_ambiguous": N_(
        "%(count)s companies are named “%(value)s”. Give the company's e-mail."
    ),
    "group_unknown": N_("There is no group named “%(value)s” for clients or partners."),
    "group_of_staff": N_("A contact cannot be put into a group of staff or administrators."),
    "dismissed_final": N_("%(name)s is dismissed. This status is final."),
    "kind_fixed": N_("The type of a contact is chosen once and cannot be changed."),
    "identifier_unknown": N_("There is no record with the identifier “%(value)s”."),
    "identifier_fixed": N_("An identifier is given by the system and cannot be changed."),
    "match_ambiguous": N_("The row fits several records: %(names)s."),
    "no_columns": N_("None of the columns is recognised. Say what they mean."),
    "no_rows": N_("The file has no rows below its header."),
    "rows_wrong": N_(
        "%(count)s rows cannot be taken, the first is row %(row)s, and such a file is refused."
    ),
    "rows_incomplete": N_(
        "%(count)s rows are incomplete, the first is row %(row)s, and such a file is refused."
    ),
    "import_under_way": N_("This import is under way or finished; it cannot be changed now."),
    "import_not_checked": N_("Check the file first."),
    "import_not_done": N_("This import has written nothing that could be taken back."),
    "import_undone": N_("This import has been taken back already."),
    "file_gone": N_("The file is not there any more. Choose it again."),
    "file_too_large": N_("The file is larger than %(limit)s MB."),
    "file_empty": N_("The file is empty."),
    "file_not_yours": N_("A file can be attached only by the one who has just uploaded it here."),
    "moment_future": N_("This moment is still to come."),
    "minutes_wrong": N_("Give whole minutes, at most %(limit)s."),
    "row_too_wide": N_("The row has more cells than there are columns."),
    "back_without_domain": N_(
        "%(name)s is back without the domain %(value)s: it belongs to %(company)s now."
    ),
    "back_without_login": N_(
        "The login of %(name)s stays off: its e-mail address belongs to another login now."
    ),
    "last_administrator": N_("This is the last active administrator; somebody must keep the keys."),
    "own_rights": N_("You cannot change your own group or rights. Ask another administrator."),
    "group_in_use": N_("This group still has %(users)s users and %(contacts)s contacts."),
    "group_built_in": N_("Kontora needs this group; it can be changed, not deleted."),
    "group_type_fixed": N_("The access type of a built-in group cannot be changed."),
    "group_above_own": N_("You cannot give rights that you do not have yourself."),
    "name_taken": N_("“%(value)s” is taken already."),
    "email_taken": N_("Another user signs in with %(value)s."),
    "password_short": N_("Use at least %(limit)s characters."),
    "password_common": N_("This password is on the list of common ones. Choose another."),
    "password_wrong": N_("The current password is not right."),
    "code_wrong": N_("This code is not right or was used already. Try the next one."),
    "second_factor_on": N_("Two-step sign-in is on already."),
    "second_factor_not_begun": N_("Begin the set-up of two-step sign-in again."),
    "second_factor_demanded": N_("Your group demands two-step sign-in; it cannot be turned off."),
    "second_factor_own": N_("Turn off your own two-step sign-in on the page Security."),
    "administrators_only": N_("Only administrators can say who needs two-step sign-in."),
    "mail_no_server": N_("No mail server is set. Set SMTP_URL first."),
    "mail_not_waiting": N_("This mail is sent already or under way."),
    "view_group_wrong": N_("Choose a group of staff that may see this list."),
    "menu_full": N_("%(limit)s views of yours are in the side bar; no more fit."),
    "company_archived": N_("%(name)s is archived and takes no contacts."),
    "day_wrong": N_("“%(value)s” is not a date. Write it like 2027-04-23."),
    "equipment_unknown": N_("There is no such equipment any more."),
    "contact_unknown": N_("There is no such contact any more."),
    "company_gone": N_("There is no such company any more."),
    "back_without_parent": N_(
        "%(name)s is back at the top of the tree: %(parent)s is still in the trash."
    ),
    "own_part": N_("%(name)s cannot be a part of itself or of one of its own parts."),
    "parent_elsewhere": N_("%(name)s belongs to another company."),
    "contact_elsewhere": N_("%(name)s is not a contact of this company."),
    "key_wrong": N_("A key has only the letters a-z and A-Z, digits, _ and -."),
    "key_taken": N_("There is a field “%(value)s” already. Capital letters make no difference."),
    "key_of_retired": N_("The retired field “%(value)s” keeps this key. Bring it back instead."),
    "key_built_in": N_("“%(value)s” means a built-in field. Choose another key."),
    "key_fixed": N_("The key of a field is given once and cannot be changed."),
    "field_kind_fixed": N_("The type of a field is chosen once and cannot be changed."),
    "field_kind_needed": N_("Choose what the field holds."),
    "field_retired": N_("%(name)s is retired."),
    "fields_many": N_("%(limit)s fields are in use; no more fit. Retire one first."),
    "label_needed": N_("Give the field a label in at least one language."),
    "editable_hidden": N_("Only a visible field can be editable."),
    "required_fixed": N_("Only a field that is visible and editable can be required."),
    "limits_crossed": N_("The most is less than the least."),
    "decimals_wrong": N_("Write a number from 0 to %(limit)s."),
    "mask_empty": N_("A mask needs at least one # for a digit or a for a letter."),
    "choice_list_in_use": N_("Fields use the list %(name)s; it cannot be deleted."),
    "choice_list_unknown": N_("There is no such list any more."),
    "choice_nameless": N_("A choice needs a label. Retire it if it is not wanted any more."),
    "choice_twice": N_("“%(value)s” stands in the list twice."),
    "choices_many": N_("A list holds at most %(limit)s choices."),
    "choices_none": N_("Write at least one choice."),
    "cannot_be_undone": N_("This change cannot be undone, or was undone already."),
    "merge_itself": N_("Nothing can be merged with itself."),
    "merge_too_few": N_("Choose two or more to merge."),
    "merge_too_many": N_("At most %(limit)s can be merged at once."),
    "merge_rights": N_("Merging needs the rights to merge, change and delete on all sides."),
    "merge_already": N_("%(name)s was merged into %(into)s already."),
    "merge_in_trash": N_("%(name)s is in the trash. Bring it back first."),
    "merge_into_dismissed": N_(
        "%(name)s is dismissed, which is final. Choose another main contact."
    ),
    "merge_login_choice": N_("Several sides have a login. Choose the one that goes on."),
    "merge_login_above": N_("A login of one side has rights that you do not have yourself."),
    "unmerge_done": N_("This merge was undone already."),
    "unmerge_later": N_(
        "%(name)s was merged again since, into %(into)s. Undo the later merge first."
    ),
    "unmerge_in_trash": N_("%(name)s is in the trash. Bring it back first, then undo the merge."),
    "unmerge_gone": N_("%(name)s was deleted for good, and with it what was merged into it."),
    "company_has_contacts": N_("%(name)s still has contacts."),
    "too_many_rows": N_(
        "A file in %(format)s holds at most %(limit)s rows, and these are %(count)s. "
        "Choose CSV, or narrow the list."
    ),
    "stale": N_(
        "Somebody else changed this since you opened it. Look at the new values and save again."
    ),
}
"""Every code that a `Problem` or a `Conflict` may carry."""
