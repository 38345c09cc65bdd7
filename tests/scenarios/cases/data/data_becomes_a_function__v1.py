label = "one"
