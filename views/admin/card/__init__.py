"""What the cards of contacts and companies are made of: their own tabs, the header, presence.

A tab stands in a module of its own as a constant; the views of the nouns name them in order.
"""
