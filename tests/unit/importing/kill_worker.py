"""The program that test_kill kills: commits a checked run, in chunks of 50 rows.

Usage: python -m tests.unit.importing.kill_worker RUN, with the database in the environment.
"""

import sys


def tell(what: object) -> None:
    """One line to whoever watches."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main(run_id: int) -> None:
    from admin_app.factory import create_app
    from admin_app.importing import committing, runner
    from models import ImportRun
    from models.base import db
    from tests.helpers.importing import SYSTEM

    committing.CHUNK = 50
    app = create_app()
    with app.app_context():
        run = db.session.get_one(ImportRun, run_id)
        tell("started")
        runner.commit(run, actor=SYSTEM, progress=lambda done, _total: tell(done))


if __name__ == "__main__":
    main(int(sys.argv[1]))
