KEYS = {}
KEYS["open"] = "ctrl+o"
KEYS["save"] = "ctrl+shift+s"
KEYS["quit"] = "ctrl+q"
