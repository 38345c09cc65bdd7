try:
    from no_such_module_anywhere import paint
except ImportError:

    def paint():
        return 2
