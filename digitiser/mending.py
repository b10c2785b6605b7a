"""A person mends what was read of a sheet as a whole: its rows, or the names of its columns."""
