from types import SimpleNamespace

CONFIG = SimpleNamespace()
CONFIG.size = 2
CONFIG.title = "app"
