label = "two"
