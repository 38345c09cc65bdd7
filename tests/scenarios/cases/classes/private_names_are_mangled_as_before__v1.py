class Vault:
    def __init__(self):
        self.__secret = 1

    def read(self):
        return self.__secret
