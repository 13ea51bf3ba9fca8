"""What happens in a week, one file a process."""
