def on_click():
    return 2
