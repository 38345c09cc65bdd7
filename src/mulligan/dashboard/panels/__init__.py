"""The panels, one a file: each draws a frozen model and returns what a person asked for."""
