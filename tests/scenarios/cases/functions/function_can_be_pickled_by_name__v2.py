def on_close(code=2):
    return code
