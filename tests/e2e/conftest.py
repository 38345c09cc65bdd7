"""Tests in a real window are left out, and the report says so, where there can be none; never in CI."""

from __future__ import annotations

import os

from tests.support.screen import missing_tools

collect_ignore_glob = ["test_*.py"] if missing_tools() and not os.environ.get("CI") else []
