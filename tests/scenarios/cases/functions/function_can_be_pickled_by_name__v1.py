def on_close(code=1):
    return code
