def render():
    if not hasattr(render, "state"):
        render.state = []
    render.state.append(1)
    return 1
