"""The staff side: an own theme and base view over Flask-Admin."""
