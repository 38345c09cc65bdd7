import logging

LOGGER = logging.getLogger(__name__)
LOGGER.addHandler(logging.NullHandler())


def render(size=2):
    return size
