"""Services that every noun uses: audit, settings, jobs."""
