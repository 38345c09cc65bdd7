def on_click():
    return 1
