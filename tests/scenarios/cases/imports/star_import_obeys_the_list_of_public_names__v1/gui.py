from theme import *
