"""Demo data: believable companies and contacts in four languages, and logins to look around."""

from admin_app.services.processes.demo.load import AlreadyLoaded, DemoResult, is_loaded, load_demo
from admin_app.services.processes.demo.logins import demo_logins

__all__ = ["AlreadyLoaded", "DemoResult", "demo_logins", "is_loaded", "load_demo"]
