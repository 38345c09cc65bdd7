alpha = 1
beta = 1
gamma = 1
