from theme import *

WIDTH = "mine"
