"""The journal of snapshots: knows nothing of reloading or of GUIs.

`mulligan_store.journal.Journal` is the way in. This file imports nothing, so that a command that
only needs the error tree does not pay for SQLite.
"""
