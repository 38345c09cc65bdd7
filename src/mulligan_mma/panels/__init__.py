"""The panels of mission control, one file each; all of them hot, none of them keeps anything."""
