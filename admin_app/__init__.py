"""The core of Kontora: settings, rights, mail, services, import and export, jobs and the command line."""
