"""The audit: its pages, and its entries in words.

`fields` names what was changed and its values, `sentences` tells an entry in one line.
"""

from views.admin.audit.view import AuditView

__all__ = ["AuditView"]
