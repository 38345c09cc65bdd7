TITLE = "café"
