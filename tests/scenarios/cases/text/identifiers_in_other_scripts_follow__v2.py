größe = 2
ширина = größe * 10


def обновить(значение=ширина):
    return значение


class Wörterbuch:
    schlüssel = 2
