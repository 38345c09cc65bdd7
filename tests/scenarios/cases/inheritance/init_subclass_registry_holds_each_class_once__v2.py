class Plugin:
    registry = []

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        Plugin.registry.append(cls)


class Export(Plugin):
    label = "two"

    def run(self):
        return 2
