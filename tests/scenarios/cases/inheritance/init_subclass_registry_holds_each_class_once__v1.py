class Plugin:
    registry = []

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        Plugin.registry.append(cls)


class Export(Plugin):
    label = "one"

    def run(self):
        return 1
