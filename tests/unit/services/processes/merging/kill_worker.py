"""The program that test_kill kills: merges contacts, and tells before each statement.

Usage: python -m tests.unit.services.processes.merging.kill_worker WINNER LOSER…, with the database
in the environment. With `--part` the one number is a merge that is taken apart.
"""

import sys


def tell(what: object) -> None:
    """One line to whoever watches."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main(numbers: list[str]) -> None:
    from sqlalchemy import event

    from admin_app.factory import create_app
    from admin_app.services.processes import merging
    from models.base import db
    from tests.factories.people import system

    app = create_app()
    with app.app_context():
        event.listen(db.engine, "after_cursor_execute", lambda *_rest: tell("statement"))
        if numbers[0] == "--part":
            merging.part(int(numbers[1]), system())
        else:
            ids = [int(n) for n in numbers]
            merging.carry_out(merging.CONTACTS, ids, system(), {"main": ids[0]})
        db.session.commit()
        tell("done")


if __name__ == "__main__":
    main(sys.argv[1:])
