class Vault:
    def __init__(self):
        self.__secret = 1

    def read(self):
        return self.__double()

    def __double(self):
        return self.__secret * 2
