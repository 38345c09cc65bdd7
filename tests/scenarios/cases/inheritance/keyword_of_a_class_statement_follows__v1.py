class Plugin:
    def __init_subclass__(cls, key=None, **options):
        super().__init_subclass__(**options)
        cls.key = key


class Export(Plugin, key="one"):
    def run(self):
        return 1
