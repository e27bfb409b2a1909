"""Similar contacts and companies in the panel: marks, the tab of a card, the queue, the form."""
