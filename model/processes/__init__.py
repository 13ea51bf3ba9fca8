"""The processes of a week, one file each: the equation in the docstring, one kernel, and what hands it the columns."""
