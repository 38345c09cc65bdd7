from abc import ABC, abstractmethod


class Shape(ABC):
    @property
    @abstractmethod
    def area(self): ...


class Square(Shape):
    @property
    def area(self):
        return 1
