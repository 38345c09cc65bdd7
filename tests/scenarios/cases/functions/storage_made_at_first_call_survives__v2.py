def render():
    if not hasattr(render, "state"):
        render.state = []
    render.state.append(2)
    return 2
