WIDTH = 3


def render():
    value = 3
      return value
