class Plugin:
    kind = "plugin"

    def run(self):
        return 2
