gamma = 2
delta = 2
alpha = 2
