KEYS = {}
KEYS["open"] = "ctrl+o"
KEYS["save"] = "ctrl+s"
