TEXT = """first
second
"""


def render():
    return """one
    two
""", 1
