WIDTH = 3
return WIDTH
