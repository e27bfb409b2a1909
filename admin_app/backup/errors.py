"""What stops a backup or a restore."""


class Refused(Exception):
    """The backup cannot be made or restored, for the reason in its text; nothing was changed."""
