"""The program that test_kill kills: runs the job of a change set, in chunks of 50 rows.

Usage: python -m tests.unit.services.processes.bulk.kill_worker JOB, with the database in the
environment.
"""

import sys


def main(job_id: int) -> None:
    from admin_app.factory import create_app
    from admin_app.jobs import runner
    from admin_app.jobs.handlers import load
    from admin_app.services.processes.bulk import carrying_out, taking_back
    from models import Job
    from models.base import db

    load()
    carrying_out.CHUNK = taking_back.CHUNK = 50
    app = create_app()
    with app.app_context():
        sys.stdout.write("started\n")
        sys.stdout.flush()
        runner.run_inline(db.session.get_one(Job, job_id))


if __name__ == "__main__":
    main(int(sys.argv[1]))
