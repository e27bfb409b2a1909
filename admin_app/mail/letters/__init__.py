"""The letters that Kontora writes: one a module, each with one `build()` and two templates."""
