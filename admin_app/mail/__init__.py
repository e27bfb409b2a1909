"""Outgoing mail: letters, the message on the wire, and the server that takes it."""
