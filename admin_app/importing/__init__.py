"""Reading files of clients into the database: readers, specs, planner, runner."""
