"""The core of Kontora: settings, rights, mail, services, import and export, jobs, commands."""
