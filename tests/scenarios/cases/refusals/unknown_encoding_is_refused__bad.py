# -*- coding: klingon -*-
WIDTH = 3
