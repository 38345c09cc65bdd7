CREATE TABLE meta (
  name TEXT PRIMARY KEY,          -- journal_id: 32 hexadecimal digits, drawn when the journal is made
  value TEXT NOT NULL
);

CREATE TABLE sessions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  app_name TEXT NOT NULL,
  pid INTEGER NOT NULL,
  host TEXT NOT NULL,
  lock_name TEXT NOT NULL,        -- the file in the .locks folder that stays locked while the process lives
  started_at TEXT NOT NULL,
  ended_at TEXT,                  -- NULL while it runs
  clean INTEGER                   -- 1 ended by itself, 0 found dead; NULL while it runs
);

CREATE INDEX sessions_running ON sessions (id) WHERE ended_at IS NULL;

CREATE TABLE blobs (
  id INTEGER PRIMARY KEY,
  digest BLOB NOT NULL,           -- SHA-256 of the content
  stored_digest BLOB NOT NULL,    -- SHA-256 of the stored bytes, checked before they are decompressed
  content_bytes INTEGER NOT NULL, -- length of the content, the limit of its decompression
  stored BLOB NOT NULL            -- the content as one zstd frame; this row is never updated
);

CREATE INDEX blobs_by_digest ON blobs (digest);

CREATE TABLE entries (
  id INTEGER PRIMARY KEY,         -- the order of entries; a gap means that entries are missing
  parent_id INTEGER,              -- the entry whose outcome this one started from
  session_id INTEGER NOT NULL REFERENCES sessions (id),
  kind TEXT NOT NULL,             -- reload, restore or checkpoint
  "trigger" TEXT NOT NULL,        -- who asked: shortcut, button, call, command line
  started_at TEXT NOT NULL,
  snapshot_bytes INTEGER NOT NULL, -- length of all groups before compression
  signer TEXT NOT NULL,           -- which key signed: a fingerprint, not the key
  previous_code BLOB NOT NULL,    -- the code of the entry before this one; empty in the first
  code BLOB NOT NULL,             -- HMAC-SHA256 over the columns above, the groups, keys and sources
  status TEXT NOT NULL,           -- open, on_trial, kept, rolled_back, abandoned or poisoned
  finished_at TEXT,
  label TEXT,
  pinned INTEGER NOT NULL,        -- 1: kept for ever
  error_type TEXT,
  error_message TEXT,
  traceback TEXT,
  phases_ms TEXT NOT NULL,        -- JSON object: phase to milliseconds
  plan TEXT,                      -- JSON: what the edit would execute, statement by statement
  outcome_code BLOB NOT NULL      -- HMAC-SHA256 over code, the columns after it, and the sources after
);

CREATE INDEX entries_unsettled ON entries (session_id) WHERE status IN ('open', 'on_trial');

CREATE TABLE entry_groups (
  entry_id INTEGER NOT NULL REFERENCES entries (id),
  ordinal INTEGER NOT NULL,
  state_keys TEXT NOT NULL,       -- JSON array: keys that share an object travel in one group
  blob_id INTEGER NOT NULL REFERENCES blobs (id),
  PRIMARY KEY (entry_id, ordinal)
);

CREATE TABLE key_summaries (
  entry_id INTEGER NOT NULL REFERENCES entries (id),
  ordinal INTEGER NOT NULL,
  state_key TEXT NOT NULL,
  value_type TEXT NOT NULL,
  value_bytes INTEGER,
  value_length INTEGER,           -- len() of the value, where it has one
  value_repr TEXT NOT NULL,
  stored TEXT NOT NULL,           -- snapshot, memory only or redacted
  reason TEXT,                    -- why it is not in the snapshot
  group_ordinal INTEGER,
  PRIMARY KEY (entry_id, ordinal)
);

CREATE TABLE entry_sources (
  entry_id INTEGER NOT NULL REFERENCES entries (id),
  ordinal INTEGER NOT NULL,
  module TEXT NOT NULL,
  path TEXT NOT NULL,
  blob_id INTEGER REFERENCES blobs (id), -- the source that ran when the entry began
  PRIMARY KEY (entry_id, ordinal)
);

CREATE TABLE entry_sources_after (
  entry_id INTEGER NOT NULL REFERENCES entries (id),
  module TEXT NOT NULL,
  blob_id INTEGER NOT NULL REFERENCES blobs (id), -- the source that the transaction makes run
  PRIMARY KEY (entry_id, module)
);

CREATE TABLE missing_entries (
  first_id INTEGER PRIMARY KEY,   -- of a run of entries that are accounted for
  last_id INTEGER NOT NULL,
  reason TEXT NOT NULL,           -- pruned (by gc), lost (to damage) or left out (of an export)
  previous_code BLOB NOT NULL,    -- the code of the entry before the run; empty in the first
  last_code BLOB NOT NULL,        -- the code of the last entry of the run
  recorded_at TEXT NOT NULL,
  signer TEXT NOT NULL,
  code BLOB NOT NULL              -- HMAC-SHA256 over the columns above
);

CREATE TABLE imported_entries (
  entry_id INTEGER PRIMARY KEY REFERENCES entries (id),
  origin_journal_id TEXT NOT NULL,
  origin_entry_id INTEGER NOT NULL,
  origin_signer TEXT NOT NULL,    -- as its row said; nobody but the signer can tell whether it is true
  imported_at TEXT NOT NULL       -- all of this is covered by the entry's own code
);

CREATE TABLE requests (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT,                      -- restore or reload; NULL in one made by version 2 or before
  entry_id INTEGER REFERENCES entries (id), -- to be restored; NULL in a request for a reload
  restore_state INTEGER NOT NULL,
  restore_code INTEGER NOT NULL,
  requested_at TEXT NOT NULL,
  signature BLOB NOT NULL,
  taken_at TEXT                   -- NULL until an app has taken it up
);

CREATE INDEX requests_waiting ON requests (id) WHERE taken_at IS NULL;
