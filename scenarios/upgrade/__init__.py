"""Files of the first edition become files of the second."""
