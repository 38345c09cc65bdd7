type Names = list[str]
