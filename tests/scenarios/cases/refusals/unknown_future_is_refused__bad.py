from __future__ import flying_cars

WIDTH = 3
