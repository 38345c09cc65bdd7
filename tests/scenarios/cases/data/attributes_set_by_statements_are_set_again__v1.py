from types import SimpleNamespace

CONFIG = SimpleNamespace()
CONFIG.size = 1
CONFIG.title = "app"
