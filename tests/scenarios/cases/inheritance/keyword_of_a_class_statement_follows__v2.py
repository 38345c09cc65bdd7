class Plugin:
    def __init_subclass__(cls, key=None, **options):
        super().__init_subclass__(**options)
        cls.key = key


class Export(Plugin, key="two"):
    def run(self):
        return 2
