import threading

from outside import STARTED


def work():
    STARTED.append(threading.current_thread().name)


WORKER = threading.Thread(target=work, name="worker")
WORKER.start()
WORKER.join()


def render(size=2):
    return size
