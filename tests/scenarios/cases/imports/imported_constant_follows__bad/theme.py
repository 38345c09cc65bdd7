WIDTH = object()
