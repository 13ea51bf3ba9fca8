"""The one door for files: how text from anywhere is read, parsed and made safe to show."""
