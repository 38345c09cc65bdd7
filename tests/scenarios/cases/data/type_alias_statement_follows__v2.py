type Names = dict[str, int]
